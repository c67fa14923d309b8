import { codeField, errorSummary } from './fields.js';
import { type Html, html } from './html.js';
import { layout } from './layout.js';

/** Does not say whose login it is: so far, only a password is known. */
export function logInCodeView({ error }: { error?: string }): Html {
  return layout(
    { title: error ? 'Error: Enter your code' : 'Enter your code', user: null },
    html`<div class="narrow">
  <h1>Enter your code</h1>
  ${error && errorSummary({ code: error })}
  <form method="post" action="/login/code" class="card" novalidate>
    ${codeField(error)}
    <button class="primary">Log in</button>
  </form>
  <p><a href="/login">Begin again</a></p>
</div>`,
  );
}
