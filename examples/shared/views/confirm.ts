import type { Destination } from '../web/destinations.js';
import { accountField, errorSummary, field } from './fields.js';
import { type Html, html } from './html.js';
import { layout } from './layout.js';

interface ConfirmPage {
  user: { name: string; email: string };
  next: Destination;
  error?: string;
}

export function confirmView({ user, next, error }: ConfirmPage): Html {
  return layout(
    { title: error ? 'Error: Is it still you?' : 'Is it still you?', user },
    html`<div class="narrow">
  <h1>Is it still you?</h1>
  <p class="lead">You logged in a while ago. Enter your password to go on.</p>
  ${error && errorSummary({ password: error })}
  <form method="post" action="/confirm" class="card" novalidate>
    <input type="hidden" name="next" value="${next}">
    ${accountField(user.email)}
    ${field({ name: 'password', label: 'Password', type: 'password', autocomplete: 'current-password', error })}
    <button class="primary">Go on</button>
  </form>
</div>`,
  );
}
