import type { FormatName } from '../downloads/formats.js';
import { type Html, html } from './html.js';
import { layout } from './layout.js';

interface AccountPage {
  user: { name: string; email: string };
  hasSecondFactor: boolean;
  notice?: string | undefined;
}

export function accountView({ user, hasSecondFactor, notice }: AccountPage): Html {
  return layout(
    { title: 'Your account', user, notice, script: '/download.js' },
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
</ul>
<h2>Your data</h2>
<ul class="list">
  <li class="card">
    <div class="row">
      <div>
        <h3>Download</h3>
        <p class="hint">Everything kept about you: your account, notes and sessions. JSON is for programs; the ZIP has
          each note as a text file, too.</p>
      </div>
      ${downloadForm('json', 'JSON')}
      ${downloadForm('zip', 'ZIP')}
    </div>
    <div class="progress">
      <progress id="download-bar" aria-label="Download" hidden></progress>
      <p class="hint" id="download-status" role="status"></p>
    </div>
  </li>
  <li class="card row">
    <div>
      <h3>Delete your account</h3>
      <p class="hint">With all your notes and sessions, for good.</p>
    </div>
    <a class="button danger" href="/account/delete">Delete<span class="hidden"> your account</span></a>
  </li>
</ul>`,
  );
}

function downloadForm(format: FormatName, label: string): Html {
  return html`<form method="post" action="/export" data-download>
      <input type="hidden" name="format" value="${format}">
      <input type="hidden" name="id">
      <button><span class="hidden">Download my data as </span>${label}</button>
    </form>`;
}
