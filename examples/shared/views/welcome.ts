import { type Html, html } from './html.js';
import { layout } from './layout.js';

/** The home page of a visitor. */
export function welcomeView(notice: string | undefined): Html {
  return layout(
    { title: 'Welcome', user: null, notice },
    html`<h1>Sessions you can see and end</h1>
<p class="lead">
  A small notebook that shows what database-backed sessions give an app: see where you are logged in, end
  any session at once, and take your data with you.
</p>
<p class="actions">
  <a class="button primary" href="/signup">Sign up</a>
  <a class="button" href="/login">Log in</a>
</p>`,
  );
}
