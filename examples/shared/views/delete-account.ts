import type { ErasedCounts } from 'sojourn';
import { accountField, choice, errorSummary, field } from './fields.js';
import { type Html, html } from './html.js';
import { layout } from './layout.js';

interface DeleteAccountPage {
  user: { name: string; email: string };
  /** What would go. */
  counts: ErasedCounts;
  errors?: { password?: string; confirm?: string } | undefined;
}

export function deleteAccountView({ user, counts, errors = {} }: DeleteAccountPage): Html {
  const title = 'Delete your account';
  const { notes = 0, sessions } = counts;
  const failed = Object.keys(errors).length > 0;
  return layout(
    { title: failed ? `Error: ${title}` : title, user },
    html`<div class="narrow">
  <h1>${title}</h1>
  ${errorSummary(errors)}
  <p class="lead">To keep a copy, <a href="/account">download your data</a> first.</p>
  <p>This deletes, at once and for good:</p>
  <ul>
    <li>your account, ${user.email}</li>
    <li>${countOf(notes, 'note')}</li>
    <li>${sessions > 1 ? `${countOf(sessions, 'session')}, this one among them` : 'your session'}</li>
  </ul>
  <form method="post" action="/account/delete" class="card" novalidate>
    ${accountField(user.email)}
    ${field({
      name: 'password',
      label: 'Password',
      type: 'password',
      autocomplete: 'current-password',
      error: errors.password,
    })}
    ${choice({ name: 'confirm', label: 'Delete everything', hint: 'Nobody can bring it back.', error: errors.confirm })}
    <button class="danger wide">Delete my account</button>
  </form>
</div>`,
  );
}

const numbers = new Intl.NumberFormat('en');

function countOf(count: number, thing: string): string {
  return `${numbers.format(count)} ${thing}${count === 1 ? '' : 's'}`;
}
