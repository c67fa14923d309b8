import { type Html, html } from './html.js';
import { layout } from './layout.js';

interface AccountPage {
  user: { name: string; email: string };
  hasSecondFactor: boolean;
  notice?: string | undefined;
}

export function accountView({ user, hasSecondFactor, notice }: AccountPage): Html {
  return layout(
    { title: 'Your account', user, notice },
    html`<h1>Your account</h1>
<p class="lead">${user.name}, ${user.email}</p>
<h2>Logging in</h2>
<ul class="list">
  <li class="card row">
    <div>
      <h3>Password</h3>
      <p class="hint">Changing it signs out all your other sessions.</p>
    </div>
    <a class="button" href="/account/password">Change password</a>
  </li>
  <li class="card row">
    <div>
      <h3>Second factor ${hasSecondFactor ? html`<span class="badge">On</span>` : null}</h3>
      <p class="hint">${hasSecondFactor
        ? 'A login takes a code from your authenticator app too.'
        : 'Off: whoever learns your password can log in.'}</p>
    </div>
    <a class="button" href="/account/second-factor">${hasSecondFactor ? 'Turn off' : 'Turn on'}<span class="hidden"> the
      second factor</span></a>
  </li>
</ul>
<h2>Where you are logged in</h2>
<ul class="list">
  <li class="card row">
    <div>
      <h3>Sessions</h3>
      <p class="hint">See each, and end those that you do not recognise.</p>
    </div>
    <a class="button" href="/sessions">See sessions</a>
    <form method="post" action="/sessions/end-others">
      <button class="danger">Sign out all others</button>
    </form>
  </li>
</ul>`,
  );
}
