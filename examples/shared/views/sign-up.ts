import type { AccountErrors } from '../accounts/sign-up.js';
import { errorSummary, field, newPasswordField, rememberField } from './fields.js';
import { type Html, html } from './html.js';
import { layout } from './layout.js';

interface SignUpForm {
  name?: string;
  email?: string;
  remember?: boolean;
  errors?: AccountErrors;
}

export function signUpView({ name = '', email = '', remember = false, errors = {} }: SignUpForm): Html {
  const failed = Object.keys(errors).length > 0;
  return layout(
    { title: failed ? 'Error: Sign up' : 'Sign up', user: null },
    html`<div class="narrow">
  <h1>Sign up</h1>
  ${errorSummary(errors)}
  <form method="post" action="/signup" class="card" novalidate>
    ${field({ name: 'name', label: 'Name', type: 'text', autocomplete: 'name', value: name, error: errors.name })}
    ${field({
      name: 'email',
      label: 'Email',
      type: 'email',
      autocomplete: 'username',
      value: email,
      error: errors.email,
    })}
    ${newPasswordField('Password', errors.password)}
    ${rememberField(remember)}
    <button class="primary">Sign up</button>
  </form>
  <p>Have an account? <a href="/login">Log in</a></p>
</div>`,
  );
}
