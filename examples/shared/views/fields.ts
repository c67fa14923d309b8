import { shortestPassword } from '../accounts/passwords.js';
import { type Html, html } from './html.js';

interface Field {
  name: string;
  label: string;
  type: 'text' | 'email' | 'password';
  autocomplete: string;
  inputmode?: 'numeric';
  value?: string;
  hint?: string;
  error?: string | undefined;
}

export function field({ name, label, type, autocomplete, inputmode, value = '', hint, error }: Field): Html {
  const described = [hint && `${name}-hint`, error && `${name}-error`].filter(Boolean).join(' ');
  return html`<div class="field">
    <label for="${name}">${label}</label>
    ${hint && html`<p class="hint" id="${name}-hint">${hint}</p>`}
    ${error && html`<p class="error" id="${name}-error">${error}</p>`}
    <input id="${name}" name="${name}" type="${type}" value="${value}" autocomplete="${autocomplete}" required
      aria-describedby="${described}" aria-invalid="${error ? 'true' : 'false'}"
      autocapitalize="${autocomplete === 'name' ? 'words' : 'none'}" spellcheck="false"
      ${inputmode && html`inputmode="${inputmode}"`}>
  </div>`;
}

/** For a password that is being chosen. */
export function newPasswordField(label: string, error: string | undefined): Html {
  return field({
    name: 'password',
    label,
    type: 'password',
    autocomplete: 'new-password',
    hint: `At least ${shortestPassword} characters: a few words that only you would put together.`,
    error,
  });
}

export const wrongCode = 'This code is not right, or was used. Wait for the next one';

/** For a code of an authenticator app. */
export function codeField(error: string | undefined): Html {
  return field({
    name: 'code',
    label: 'Code',
    type: 'text',
    autocomplete: 'one-time-code',
    inputmode: 'numeric',
    hint: 'The six digits that your authenticator app shows now.',
    error,
  });
}

/** Tells password managers whose password a form is about. */
export function accountField(email: string): Html {
  return html`<input name="email" type="email" value="${email}" autocomplete="username" readonly hidden>`;
}

interface Choice {
  name: string;
  label: string;
  hint: string;
  checked?: boolean;
  error?: string | undefined;
}

/** A checkbox, which sends `yes`. */
export function choice({ name, label, hint, checked = false, error }: Choice): Html {
  return html`<div class="choice">
    <input id="${name}" name="${name}" type="checkbox" value="yes" ${checked && 'checked'}
      aria-describedby="${name}-hint${error && ` ${name}-error`}" aria-invalid="${error ? 'true' : 'false'}">
    <div>
      <label for="${name}">${label}</label>
      <p class="hint" id="${name}-hint">${hint}</p>
      ${error && html`<p class="error" id="${name}-error">${error}</p>`}
    </div>
  </div>`;
}

export function rememberField(checked: boolean): Html {
  const hint = 'Stay logged in when the browser closes. Not for shared computers.';
  return choice({ name: 'remember', label: 'Remember me', hint, checked });
}

/** What is wrong with a form, each with a link to its field. */
export function errorSummary(errors: { [field: string]: string | undefined }): Html | null {
  const entries = Object.entries(errors);
  if (entries.length === 0) return null;
  return html`<div class="summary" role="alert">
    <h2>That did not work</h2>
    <ul>${entries.map(([name, error]) => html`<li><a href="#${name}">${error}</a></li>`)}</ul>
  </div>`;
}
