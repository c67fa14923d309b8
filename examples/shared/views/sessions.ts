import type { Session } from 'sojourn';
import { describeDevice } from './device.js';
import { type Html, html } from './html.js';
import { layout } from './layout.js';
import { ago, moment } from './time.js';

interface SessionsPage {
  user: { name: string };
  sessions: Session[];
  /** The id of the session that asks. */
  currentId: string;
  notice?: string | undefined;
}

export function sessionsView({ user, sessions, currentId, notice }: SessionsPage): Html {
  const now = new Date();
  const current = sessions.filter(({ id }) => id === currentId);
  const others = sessions.filter(({ id }) => id !== currentId);
  return layout(
    { title: 'Your sessions', user, notice },
    html`<h1>Your sessions</h1>
<p class="lead">Where you are logged in. Sign out whatever you do not recognise.</p>
<h2>This session</h2>
<ul class="list">${current.map((session) => currentItem(session))}</ul>
<div class="heading">
  <h2>Other sessions</h2>
  ${others.length > 0 && endOthersForm}
</div>
${others.length === 0
  ? html`<p class="hint">You are logged in nowhere else.</p>`
  : html`<ul class="list">${others.map((session) => otherItem(session, now))}</ul>`}`,
  );
}

const endOthersForm = html`<form method="post" action="/sessions/end-others">
    <button class="danger">Sign out all others</button>
  </form>`;

function currentItem(session: Session): Html {
  return html`<li class="card row">
  <div>
    <h3>${describeDevice(session.userAgent)} <span class="badge">This one</span></h3>
    ${details(session, html`now`)}
  </div>
  <form method="post" action="/logout"><button>Sign out</button></form>
</li>`;
}

function otherItem(session: Session, now: Date): Html {
  const device = describeDevice(session.userAgent);
  return html`<li class="card row">
  <div>
    <h3>${device}</h3>
    ${details(session, html`<time datetime="${session.updatedAt.toISOString()}">${ago(session.updatedAt, now)}</time>`)}
  </div>
  <form method="post" action="/sessions/end">
    <input type="hidden" name="id" value="${session.id}">
    <button>Sign out<span class="hidden"> ${device}, ${session.ipAddress ?? 'unknown address'}</span></button>
  </form>
</li>`;
}

function details({ ipAddress, authenticatedAt, expirationDate, remember }: Session, lastSeen: Html): Html {
  return html`<dl>
      <div><dt>IP address</dt><dd>${ipAddress ?? 'Unknown'}</dd></div>
      <div><dt>Last seen</dt><dd>${lastSeen}</dd></div>
      <div><dt>Logged in</dt><dd>${time(authenticatedAt)}</dd></div>
      <div><dt>Ends</dt><dd>${time(expirationDate)} if not used${!remember && ', or when the browser closes'}</dd></div>
    </dl>`;
}

function time(date: Date): Html {
  return html`<time datetime="${date.toISOString()}">${moment(date)}</time>`;
}
