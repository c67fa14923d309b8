import { inspect } from 'node:util';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { type CookieOptions, SojournError, type StorageAdapter, createAuth, isTrustedOrigin } from '../../src/index.js';
import { memoryAdapter } from '../../src/adapters/memory/index.js';
import { assertOrigins } from '../../src/request/origin.js';
import { createToken, hashSecret } from '../../src/session/token.js';
import { noon } from '../../src/testing/fixtures.js';
import { day, hour, minute, setUp as setUpAuth } from '../support/auth.js';
import { awkwardNames, plainNames } from '../support/sql-tables.mjs';
import { integrations, serveApp } from '../support/apps/index.js';
import { openSqlStore } from './sql-store.js';

/**
 * What has gone wrong in libraries of this kind, as published. Each test does to sojourn what the advisory
 * did to the other, and says which one it comes from.
 */

const open: { close(): Promise<void> }[] = [];

afterEach(async () => {
  for (const each of open.splice(0)) await each.close();
});

async function openStore(...args: Parameters<typeof openSqlStore>) {
  const store = await openSqlStore(...args);
  open.push(store);
  return store;
}

const cookieName = '__Host-session';
const pendingCookieName = '__Host-session-pending';

describe.each(integrations)('%s', (integration) => {
  async function setUp(options: Parameters<typeof setUpAuth>[0] = {}) {
    const made = setUpAuth(options);
    const app = await serveApp(integration, made.auth);
    open.push(app);
    return { ...made, app };
  }

  test('passport GHSA-v923-w3x8-wh69: a session that was planted before the login is not the one after it', async () => {
    const { app } = await setUp();
    const attacker = app.createBrowser();
    await attacker.post('/login?user=eve');
    const planted = attacker.cookies.get(cookieName)!;
    const victim = app.createBrowser();
    victim.cookies.set(cookieName, planted);
    await victim.post('/login?user=ada');
    expect(victim.cookies.get(cookieName)).not.toBe(planted);
    expect(await victim.get('/me')).toMatchObject({ status: 200, body: 'ada' });
    expect(await attacker.get('/me')).toMatchObject({ status: 401 });
  });

  test('passport GHSA-v923-w3x8-wh69: a logout ends the session and makes no other', async () => {
    const { app, auth } = await setUp();
    const browser = app.createBrowser();
    await browser.post('/login');
    const before = browser.cookies.get(cookieName)!;
    const answer = await browser.post('/logout');
    expect(answer.setCookie).toEqual([expect.stringContaining(`${cookieName}=; Max-Age=0`)]);
    browser.cookies.set(cookieName, before);
    expect((await browser.get('/me')).status).toBe(401);
    expect(await auth.listSessions('ada')).toEqual([]);
  });

  test('@fastify/passport GHSA-4m3m-ppvx-xgw9: a made-up session id is never taken up', async () => {
    const { app, auth } = await setUp();
    const { token: madeUp, id } = await createToken();
    const victim = app.createBrowser();
    victim.cookies.set(cookieName, madeUp);
    await victim.post('/login');
    expect(victim.cookies.get(cookieName)).not.toBe(madeUp);
    expect((await auth.listSessions('ada')).map((session) => session.id)).not.toContain(id);
    const attacker = app.createBrowser();
    attacker.cookies.set(cookieName, madeUp);
    expect((await attacker.get('/me')).status).toBe(401);
  });

  test('@fastify/passport GHSA-2ccf-ffrj-m4qw: nothing kept from before the login helps a forged request after it', async () => {
    const { app } = await setUp();
    const attacker = app.createBrowser();
    await attacker.post('/login?user=eve');
    const victim = app.createBrowser();
    victim.cookies.set(cookieName, attacker.cookies.get(cookieName)!);
    await victim.get('/me');
    await victim.post('/login?user=ada');
    for (const from of ['cross-site', 'same-site']) {
      const kept = attacker.cookies.get(cookieName)!;
      const forged = await victim.post('/logout', { 'sec-fetch-site': from, 'x-csrf-token': kept });
      expect(forged).toMatchObject({ status: 403, body: 'ERR_ORIGIN' });
    }
    expect((await victim.get('/me')).body).toBe('ada');
  });

  test('@fastify/session GHSA-pj27-2xvp-4qxg: an expired session is dead, whatever the cookie says', async () => {
    const { app, auth, clock } = await setUp();
    const browser = app.createBrowser();
    await browser.post('/login');
    const sent = browser.cookies.get(cookieName)!;
    clock.advance(7 * day);
    expect(await browser.get('/me')).toMatchObject({ status: 401 });
    browser.cookies.set(cookieName, sent);
    expect(await browser.get('/me')).toMatchObject({ status: 401 });
    expect(await auth.deleteExpiredSessions()).toBe(1);
  });

  test('@fastify/session GHSA-pj27-2xvp-4qxg: no renewal leads past the absolute limit', async () => {
    const { app, clock } = await setUp();
    const browser = app.createBrowser();
    await browser.post('/login');
    for (let days = 6; days < 30; days += 6) {
      clock.advance(6 * day);
      expect((await browser.get('/me')).status).toBe(200);
    }
    clock.advance(6 * day);
    expect((await browser.get('/me')).status).toBe(401);
  });

  test('@fastify/secure-session GHSA-9wwp-q7wq-jx35: a copy of the cookie is worth nothing after logout', async () => {
    const { app } = await setUp();
    const browser = app.createBrowser();
    await browser.post('/login');
    const thief = app.createBrowser();
    thief.cookies.set(cookieName, browser.cookies.get(cookieName)!);
    expect((await thief.get('/me')).status).toBe(200);
    await browser.post('/logout');
    expect((await thief.get('/me')).status).toBe(401);
  });

  test('next-auth GHSA-v64w-49xw-qq89: the token of an unfinished login is no session', async () => {
    const { app, auth } = await setUp();
    const browser = app.createBrowser();
    await browser.post('/begin');
    const pending = browser.cookies.get(pendingCookieName)!;
    expect(await auth.validatePendingSession(pending)).not.toBeNull();
    browser.cookies.set(cookieName, pending);
    expect(await browser.get('/me')).toMatchObject({ status: 401 });
    expect(await auth.validateSession(pending)).toBeNull();
  });

  test('better-auth GHSA-xg6x-h9c9-2m83: the second factor comes before any session, however often one asks', async () => {
    const { app, auth } = await setUp();
    const browser = app.createBrowser();
    await browser.post('/begin');
    expect(browser.cookies.has(cookieName)).toBe(false);
    for (let attempt = 0; attempt < 3; attempt++) expect((await browser.get('/me')).status).toBe(401);
    expect((await browser.get('/pending')).body).toBe('ada second-factor');
    expect(await auth.listSessions('ada')).toEqual([]);
    const pending = browser.cookies.get(pendingCookieName)!;
    await browser.post('/complete');
    expect((await browser.get('/me')).body).toBe('ada');
    expect(browser.cookies.get(cookieName)).not.toBe(pending);
    expect(await auth.completePendingSession(pending)).toBeNull();
  });

  test('better-auth GHSA-xg6x-h9c9-2m83: no answer comes from a cache, so the first request after the end is refused', async () => {
    const { app, auth } = await setUp();
    const browser = app.createBrowser();
    await browser.post('/login');
    expect((await browser.get('/me')).status).toBe(200);
    await auth.invalidateUserSessions('ada');
    expect((await browser.get('/me')).status).toBe(401);
  });

  test('better-auth GHSA-wmjr-v86c-m9jj: a logout with a forged cookie ends nobody\'s session', async () => {
    const { app } = await setUp();
    const victim = app.createBrowser();
    await victim.post('/login?user=ada');
    const [id] = victim.cookies.get(cookieName)!.split('.');
    const [, secret] = (await createToken()).token.split('.');
    const attacker = app.createBrowser();
    for (const forged of [`${id}.${secret}`, id!]) {
      attacker.cookies.set(cookieName, forged);
      expect((await attacker.post('/logout')).body).toBe('false null');
    }
    expect((await victim.get('/me')).body).toBe('ada');
  });

  test('Auth.js GHSA-8fpg-xm3f-6cx3: when the storage fails, nobody gets in', async () => {
    const { app } = await setUp({ adapter: broken() });
    const browser = app.createBrowser();
    browser.cookies.set(cookieName, (await createToken()).token);
    expect(await browser.get('/me')).toMatchObject({ status: 503, body: 'ERR_STORAGE', setCookie: [] });
    expect(await browser.get('/')).toMatchObject({ status: 503, body: 'ERR_STORAGE', setCookie: [] });
    expect(app.observed.reached).toBe(0);
  });

  function refuses(value: string) {
    return async () => {
      const { app, calls } = await setUp();
      const browser = app.createBrowser();
      browser.cookies.set(cookieName, value);
      const cleared = [expect.stringContaining(`${cookieName}=; Max-Age=0`)];
      expect(await browser.get('/')).toMatchObject({ status: 200, body: 'undefined', setCookie: cleared });
      browser.cookies.set(cookieName, value);
      expect(await browser.post('/logout')).toMatchObject({ status: 200, body: 'false null' });
      expect(calls).toEqual([]);
    };
  }

  test('Auth.js GHSA-xmf8-cvqr-rfgj: a malformed percent code is no token, and no error', refuses('%E0%A4%A'));

  test('yar GHSA-gg6m-fhqv-hg56: a cookie that cannot be opened is no token, and no crash', refuses('Fe26.2**0**abc**def'));

  test(
    'h3 GHSA-q5pr-72pq-83v3: a cookie that claims to be in a billion pieces is no token, and no work',
    refuses('__chunked__1000000000'),
  );

  test(
    'React Router GHSA-9583-h5hc-x8cw: a path in the place of an id is no token, and opens nothing',
    refuses('../../../../etc/passwd'),
  );

  test('Flask GHSA-m2qf-hxjv-5gpq: a cookie that is sent again is kept out of every cache', async () => {
    const { app, clock } = await setUp();
    const browser = app.createBrowser();
    await browser.post('/login');
    clock.advance(8 * hour);
    const answer = await browser.get('/');
    expect(answer.setCookie).toEqual([expect.stringContaining(`${cookieName}=`)]);
    expect(answer.headers).toMatchObject({ 'cache-control': 'no-store', vary: 'Accept-Encoding, Cookie' });
  });

  test('SvelteKit GHSA-5p75-vc5g-8rv2; Hono GHSA-2234-fmw7-43wr: a forged request is refused, whatever its content type or method', async () => {
    const { app, calls } = await setUp();
    const browser = app.createBrowser();
    await browser.post('/login');
    calls.length = 0;
    const cookie = `${cookieName}=${browser.cookies.get(cookieName)}`;
    const forms = ['application/x-www-form-urlencoded', 'multipart/form-data; boundary=x', 'text/plain', 'TEXT/Plain'];
    const types = [...forms, 'application/json', undefined];
    for (const method of ['POST', 'PUT', 'PATCH', 'DELETE']) {
      for (const type of types) {
        const headers = { cookie, origin: 'https://evil.example', ...(type && { 'content-type': type }) };
        expect(await app.request('/me', { method, headers })).toMatchObject({ status: 403, body: 'ERR_ORIGIN' });
      }
    }
    expect(calls).toEqual([]);
    expect(app.observed.reached).toBe(0);
  });
});

/** The storage gone: every verb rejects. */
function broken(): StorageAdapter<{ id: string }, string> {
  return new Proxy(memoryAdapter<{ id: string }, string>(), {
    get: () => () => Promise.reject(new Error('connection refused')),
  });
}

test('Auth.js GHSA-8fpg-xm3f-6cx3: a failure is thrown, so there is no object to take for a session', async () => {
  const { auth } = setUpAuth({ adapter: broken() });
  const { token } = await createToken();
  for (const ask of [auth.validateSession, auth.validatePendingSession]) {
    const outcome = await ask(token).then(
      (value) => ({ value }),
      (error: unknown) => ({ error }),
    );
    expect(outcome).toEqual({ error: expect.any(SojournError) });
  }
});

test('next-auth GHSA-pg53-56cg-4m8q: the secret of one user\'s session opens no other', async () => {
  const { auth } = setUpAuth();
  const [eves, adas] = [await auth.createSession('eve'), await auth.createSession('ada')];
  const [, evesSecret] = eves.token.split('.');
  expect(await auth.validateSession(`${adas.session.id}.${evesSecret}`)).toBeNull();
  expect((await auth.validateSession(eves.token))?.user.id).toBe('eve');
});

test('next-auth GHSA-pg53-56cg-4m8q: a pending login of one user completes as nobody else', async () => {
  const { auth } = setUpAuth();
  const [eves, adas] = [
    await auth.createSession('eve', { pending: 'second-factor' }),
    await auth.createSession('ada', { pending: 'second-factor' }),
  ];
  const [, evesSecret] = eves.token.split('.');
  expect(await auth.completePendingSession(`${adas.session.id}.${evesSecret}`)).toBeNull();
  expect((await auth.completePendingSession(eves.token))?.session.userId).toBe('eve');
});

describe.each(['memory', 'SQLite'])('in %s', (storage) => {
  async function setUp() {
    if (storage === 'memory') return { adapter: memoryAdapter<{ id: number }, number>() };
    const store = await openStore();
    await store.createUser(1);
    return store;
  }

  test('rack-session GHSA-9j94-67jr-4cqj: a request under way does not bring back a session that was ended meanwhile', async () => {
    const { adapter } = await setUp();
    let time = noon;
    let meanwhile = async () => {};
    const watched = new Proxy(adapter, {
      get: (target, verb: keyof typeof adapter) => async (...args: never[]) => {
        if (verb === 'renewSession' || verb === 'rotateSession' || verb === 'updateAttributes') await meanwhile();
        return (target[verb] as (...args: never[]) => unknown)(...args);
      },
    });
    const auth = createAuth<{ id: number }, number>({ adapter: watched, now: () => time });
    const underWay: ((token: string, id: string) => Promise<unknown>)[] = [
      (token) => auth.validateSession(token),
      (token) => auth.rotateSession(token),
      (token) => auth.reauthenticate(token),
      (_, id) => auth.updateSession(id, { attributes: { theme: 'dark' } }),
    ];
    for (const start of underWay) {
      const { token, session } = await auth.createSession(1);
      // The validation is due for a renewal, so that each of them is about to write.
      time = new Date(time.getTime() + 8 * hour);
      let ended = false;
      meanwhile = async () => {
        ended = await auth.invalidateSession(session.id);
      };
      expect(await start(token, session.id)).toBeNull();
      expect(ended).toBe(true);
      expect(await auth.validateSession(token)).toBeNull();
      expect(await auth.listSessions(1)).toEqual([]);
    }
  });
});

test('Rack GHSA-hrqr-hxpp-chr3: the storage looks up by the public id, and is never given the secret', async () => {
  const given: unknown[] = [];
  const adapter = new Proxy(memoryAdapter<{ id: string }, string>(), {
    get: (target, verb: keyof StorageAdapter) => (...args: never[]) => {
      given.push(args);
      return (target[verb] as (...args: never[]) => unknown)(...args);
    },
  });
  const { auth } = setUpAuth({ adapter });
  const { token, session } = await auth.createSession('ada');
  const [, secret] = token.split('.');
  expect(inspect(given, { depth: null })).toContain(await hashSecret(secret!));
  given.length = 0;
  expect(await auth.validateSession(token)).not.toBeNull();
  const text = inspect(given, { depth: null });
  expect(text).toContain(session.id);
  expect(text).not.toContain(secret);
  expect(text).not.toContain((await hashSecret(secret!)).slice('sha256:'.length));
});

test('cookie-signature GHSA-92vm-wfm5-mxvv: secrets are compared as whole hashes, by a function that takes the same time for all', async () => {
  const auth = createAuth({ adapter: memoryAdapter() });
  const { token, session } = await auth.createSession('ada');
  const secret = token.slice(session.id.length + 1);
  const wrongAt = (index: number) => secret.slice(0, index) + (secret[index] === 'A' ? 'E' : 'A') + secret.slice(index + 1);
  for (const [guess, valid] of [[wrongAt(0), false], [wrongAt(41), false], [secret, true]] as const) {
    const looks = vi.spyOn(String.prototype, 'charCodeAt');
    expect((await auth.validateSession(`${session.id}.${guess}`)) !== null).toBe(valid);
    const looked = looks.mock.contexts.map(String).filter((text) => text.startsWith('sha256:'));
    looks.mockRestore();
    // At every character of both, wherever they differ.
    const length = 'sha256:'.length + 43;
    expect(looked).toHaveLength(2 * length);
    expect([...new Set(looked)].map((text) => looked.filter((each) => each === text).length)).toEqual(valid ? [2 * length] : [length, length]);
  }
});

test('cookie GHSA-pxg6-pf52-xh8x: no name, path or domain smuggles in attributes', () => {
  const hostile: CookieOptions[] = [
    { name: 'session=x; Max-Age=2592000; a' },
    { name: 'session\r\nSet-Cookie: admin' },
    { name: 'sëssion' },
    { path: '/; Domain=evil.example' },
    { path: '/\r\nSet-Cookie: admin=1' },
    { domain: 'example.com; SameSite=None' },
    { domain: 'example.com\r\nSet-Cookie: admin=1' },
  ];
  for (const cookie of hostile) expect(() => setUpAuth({ cookie })).toThrow(TypeError);
});

test('connect-pg-simple GHSA-xqh8-5j36-4556: the name of a table stays a name', async () => {
  const sessionTable = '"; DROP TABLE bystander; --';
  const store = await openStore({ ...plainNames, userTable: awkwardNames.userTable, sessionTable });
  await store.query('CREATE TABLE bystander (id INTEGER)');
  await store.createUser(7);
  const auth = createAuth({ adapter: store.adapter });
  const { token, session } = await auth.createSession(7);
  expect((await auth.validateSession(token))?.user).toEqual({ id: 7 });
  expect(await auth.invalidateSession(session.id)).toBe(true);
  expect(await store.query(`SELECT name FROM sqlite_master WHERE name = 'bystander'`)).toHaveLength(1);
});

test('Payload GHSA-26rv-h2hf-3fw4: a session does not pass to the next user with the same id', async () => {
  const store = await openStore();
  const auth = createAuth({ adapter: store.adapter });
  await store.createUser(1);
  const { token } = await auth.createSession(1);
  const { token: pending } = await auth.createSession(1, { pending: 'second-factor' });
  await store.deleteUser(1);
  await store.createUser(1);
  expect(await auth.validateSession(token)).toBeNull();
  expect(await auth.validatePendingSession(pending)).toBeNull();
  expect(await store.readSessions()).toEqual([]);
});

test('Strapi GHSA-hvp3-26wx-g2w4: ending a user\'s sessions ends all of them unless told which one to keep', async () => {
  const { auth, clock } = setUpAuth();
  const tokens: string[] = [];
  for (let device = 0; device < 5; device++) {
    tokens.push((await auth.createSession('ada', { userAgent: `Device ${device}` })).token);
    clock.advance(minute);
  }
  const { token: pending } = await auth.createSession('ada', { pending: 'second-factor' });
  await auth.invalidateUserSessions('ada', { reason: 'password-change' });
  for (const token of tokens) expect(await auth.validateSession(token)).toBeNull();
  expect(await auth.completePendingSession(pending)).toBeNull();
});

test('better-auth GHSA-vp58-j275-797x: an origin is trusted as a whole, not by how it begins or ends', () => {
  const allowed = ['https://admin.example'];
  assertOrigins(allowed, 'allowedOrigins');
  const trusted = (origin: string) => isTrustedOrigin({ method: 'POST', host: 'app.example', origin }, allowed);
  expect(trusted('https://admin.example')).toBe(true);
  for (const origin of [
    'https://admin.example.evil.example',
    'https://admin.example@evil.example',
    'https://evil.example/https://admin.example',
    'https://evil.example?https://admin.example',
    'https://evil-admin.example',
    'http://admin.example',
    'https://sub.admin.example',
    'https://app.example.evil.example',
  ]) {
    expect(trusted(origin)).toBe(false);
  }
  for (const pattern of ['*', 'https://admin.example/*', 'admin.example']) {
    expect(() => assertOrigins([pattern], 'allowedOrigins')).toThrow(TypeError);
  }
  const evil = { method: 'POST', host: 'app.example', origin: 'https://evil.example' };
  expect(isTrustedOrigin(evil, ['https://*.example'])).toBe(false);
});
