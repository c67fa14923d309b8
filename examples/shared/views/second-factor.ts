import { encodeBase32NoPadding } from '@oslojs/encoding';
import { renderSVG } from 'uqr';
import { keyUri } from '../second-factor/codes.js';
import { codeField, errorSummary } from './fields.js';
import { Html, html } from './html.js';
import { layout } from './layout.js';

interface SecondFactorPage {
  user: { name: string; email: string };
  isOn: boolean;
  /** The key to show. */
  offer: Uint8Array | null;
  notice?: string | undefined;
  error?: string | undefined;
}

export function secondFactorView({ user, isOn, offer, notice, error }: SecondFactorPage): Html {
  const title = isOn ? 'Turn off your second factor' : 'Turn on a second factor';
  return layout(
    { title: error ? `Error: ${title}` : title, user, notice },
    html`<div class="narrow">
  <h1>${title}</h1>
  ${error && errorSummary({ code: error })}
  ${isOn ? turnOffForm(error) : offer ? turnOnForm(offer, user.email, error) : introduction}
</div>`,
  );
}

const introduction = html`<p class="lead">
    With a second factor a login takes your password and a code from an authenticator app, so that the password
    alone is of no use to anybody else.
  </p>
  <form method="post" action="/account/second-factor/begin" class="card">
    <p>Have your authenticator app at hand.</p>
    <p class="actions"><button class="primary">Show the QR code</button></p>
  </form>`;

function turnOnForm(offer: Uint8Array, email: string, error: string | undefined): Html {
  return html`<ol class="steps">
    <li>
      <p>Scan this with your authenticator app, or enter the key there by hand.</p>
      <div class="qr" role="img" aria-label="QR code with the key for your app">${qrCode(offer, email)}</div>
      <p><span class="hint">Key</span> <code id="key">${inGroups(encodeBase32NoPadding(offer))}</code></p>
    </li>
    <li>
      <p>Enter the code that the app then shows.</p>
    </li>
  </ol>
  <form method="post" action="/account/second-factor/turn-on" class="card" novalidate>
    ${codeField(error)}
    <button class="primary">Turn on</button>
  </form>
  <form method="post" action="/account/second-factor/begin">
    <p class="hint">Did somebody else see the key? <button class="link">Make another one</button></p>
  </form>`;
}

function turnOffForm(error: string | undefined): Html {
  return html`<p class="lead">From then on your password alone is enough to log in.</p>
  <form method="post" action="/account/second-factor/turn-off" class="card" novalidate>
    ${codeField(error)}
    <button class="danger wide">Turn off</button>
  </form>`;
}

/** On white with a margin of four modules, whatever the colours of the page: so cameras want it. */
function qrCode(key: Uint8Array, email: string): Html {
  return new Html(renderSVG(keyUri(key, email), { border: 4 }));
}

/** In fours, as people read and type it. */
function inGroups(text: string): string {
  return text.replace(/.{4}(?=.)/g, '$& ');
}
