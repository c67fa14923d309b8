import { type Html, html } from './html.js';
import { layout } from './layout.js';

export function downloadRunningView({ user }: { user: { name: string } }): Html {
  return layout(
    { title: 'A download is running', user },
    html`<h1>A download is running</h1>
<p class="lead">
  Your data is on its way to you already, perhaps to another browser. Wait for it to end, or stop it where your browser
  lists downloads, and try again.
</p>
<p class="actions"><a class="button" href="/account">Your account</a></p>`,
  );
}
