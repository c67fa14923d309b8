import { accountField, errorSummary, field, newPasswordField } from './fields.js';
import { type Html, html } from './html.js';
import { layout } from './layout.js';

interface PasswordPage {
  user: { name: string; email: string };
  errors?: { current?: string; password?: string };
}

export function passwordView({ user, errors = {} }: PasswordPage): Html {
  const failed = Object.keys(errors).length > 0;
  return layout(
    { title: failed ? 'Error: Change your password' : 'Change your password', user },
    html`<div class="narrow">
  <h1>Change your password</h1>
  ${errorSummary(errors)}
  <form method="post" action="/account/password" class="card" novalidate>
    ${accountField(user.email)}
    ${field({
      name: 'current',
      label: 'Current password',
      type: 'password',
      autocomplete: 'current-password',
      error: errors.current,
    })}
    ${newPasswordField('New password', errors.password)}
    <p class="hint">All your other sessions will be signed out.</p>
    <p class="actions"><button class="primary">Change password</button></p>
  </form>
</div>`,
  );
}
