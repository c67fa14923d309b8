import { errorSummary, field, rememberField } from './fields.js';
import { type Html, html } from './html.js';
import { layout } from './layout.js';

interface LogInForm {
  email?: string;
  remember?: boolean;
  error?: string;
  notice?: string | undefined;
}

export function logInView({ email = '', remember = false, error, notice }: LogInForm): Html {
  return layout(
    { title: error ? 'Error: Log in' : 'Log in', user: null, notice },
    html`<div class="narrow">
  <h1>Log in</h1>
  ${error && errorSummary({ email: error })}
  <form method="post" action="/login" class="card" novalidate>
    ${field({ name: 'email', label: 'Email', type: 'email', autocomplete: 'username', value: email })}
    ${field({ name: 'password', label: 'Password', type: 'password', autocomplete: 'current-password' })}
    ${rememberField(remember)}
    <button class="primary">Log in</button>
  </form>
  <p>New here? <a href="/signup">Sign up</a></p>
</div>`,
  );
}
