import { type Html, html } from './html.js';

interface Field {
  name: string;
  label: string;
  type: 'text' | 'email' | 'password';
  autocomplete: string;
  value?: string;
  hint?: string;
  error?: string | undefined;
}

export function field({ name, label, type, autocomplete, value = '', hint, error }: Field): Html {
  const described = [hint && `${name}-hint`, error && `${name}-error`].filter(Boolean).join(' ');
  return html`<div class="field">
    <label for="${name}">${label}</label>
    ${hint && html`<p class="hint" id="${name}-hint">${hint}</p>`}
    ${error && html`<p class="error" id="${name}-error">${error}</p>`}
    <input id="${name}" name="${name}" type="${type}" value="${value}" autocomplete="${autocomplete}" required
      aria-describedby="${described}" aria-invalid="${error ? 'true' : 'false'}"
      autocapitalize="${type === 'text' ? 'words' : 'none'}" spellcheck="false">
  </div>`;
}

export function rememberField(checked: boolean): Html {
  return html`<div class="choice">
    <input id="remember" name="remember" type="checkbox" value="yes" ${checked && 'checked'}
      aria-describedby="remember-hint">
    <div>
      <label for="remember">Remember me</label>
      <p class="hint" id="remember-hint">Stay logged in when the browser closes. Not for shared computers.</p>
    </div>
  </div>`;
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
