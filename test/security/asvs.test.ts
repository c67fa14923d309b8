import { afterEach, describe, expect, test, vi } from 'vitest';
import { createAuth } from '../../src/index.js';
import { createToken, hashesMatch } from '../../src/session/token.js';
import { hour, setUp as setUpAuth } from '../support/auth.js';
import type { Answer } from '../support/http.js';
import { integrations, serveApp } from '../support/apps/index.js';
import { openSqlStore } from './sql-store.js';

/** Requirements of ASVS 5.0 that no other test is about; docs/security.md says which. */

const open: { close(): Promise<void> }[] = [];

afterEach(async () => {
  vi.restoreAllMocks();
  for (const each of open.splice(0)) await each.close();
});

const cookieName = '__Host-session';

describe.each(integrations)('%s', (integration) => {
  async function setUp() {
    const made = setUpAuth();
    const app = await serveApp(integration, made.auth);
    open.push(app);
    return { ...made, app };
  }

  test('the token leaves the server in Set-Cookie, and in nothing else', async () => {
    const { app, clock, events } = await setUp();
    const browser = app.createBrowser();
    const tokens = new Set<string>();
    const answers: Answer[] = [];
    const take = async (answer: ReturnType<typeof browser.get>) => {
      answers.push(await answer);
      for (const token of browser.cookies.values()) tokens.add(token);
    };
    await take(browser.post('/login'));
    clock.advance(8 * hour);
    await take(browser.get('/me'));
    await take(browser.post('/reauthenticate'));
    await take(browser.post('/logout'));
    await take(browser.post('/begin'));
    await take(browser.get('/pending'));
    await take(browser.post('/complete'));
    expect(tokens.size).toBe(4);
    const seen = answers.map(({ headers, body }) => ({ ...headers, 'set-cookie': null, body }));
    const rest = JSON.stringify([seen, events]);
    for (const token of tokens) expect(rest).not.toContain(token.split('.')[1]);
  });

  test('the cookie holds the token and nothing of the user', async () => {
    const { app } = await setUp();
    const browser = app.createBrowser();
    await browser.post('/login?user=ada.lovelace');
    await browser.post('/begin?user=ada.lovelace');
    expect([...browser.cookies.keys()]).toEqual([cookieName, `${cookieName}-pending`]);
    for (const value of browser.cookies.values()) expect(value).toMatch(/^[a-z2-7]{24}\.[A-Za-z0-9_-]{43}$/);
  });

  test('a token counts in the cookie alone: not in the URL, not in another header', async () => {
    const { app } = await setUp();
    const browser = app.createBrowser();
    await browser.post('/login');
    const token = browser.cookies.get(cookieName)!;
    const query = new URLSearchParams({ [cookieName]: token, session: token, token }).toString();
    expect((await app.request(`/me?${query}`)).status).toBe(401);
    const cookie = `${cookieName}=${token}`;
    const headers = { authorization: `Bearer ${token}`, 'x-session-token': token, cookie2: cookie };
    expect((await app.request('/me', { headers })).status).toBe(401);
    expect((await app.request('/me', { headers: { cookie } })).status).toBe(200);
  });

  test('no request but a login makes a session', async () => {
    const { app, auth } = await setUp();
    const browser = app.createBrowser();
    for (const path of ['/', '/me', '/pending']) await browser.get(path);
    for (const path of ['/logout', '/complete', '/reauthenticate']) await browser.post(path);
    expect(browser.cookies.size).toBe(0);
    expect(await auth.listSessions('ada')).toEqual([]);
  });

  test('a login that another site sends is refused', async () => {
    const { app, calls } = await setUp();
    const victim = app.createBrowser();
    for (const path of ['/login?user=eve', '/begin?user=eve', '/complete']) {
      expect(await victim.post(path, { origin: 'https://evil.example' })).toMatchObject({ status: 403, setCookie: [] });
    }
    expect(calls).toEqual([]);
  });

  test('a reauthentication gives the browser another token, and the one before opens nothing', async () => {
    const { app, auth, clock } = await setUp();
    const browser = app.createBrowser();
    await browser.post('/login');
    const before = browser.cookies.get(cookieName)!;
    clock.advance(hour);
    await browser.post('/reauthenticate');
    expect(browser.cookies.get(cookieName)).not.toBe(before);
    expect((await browser.get('/me')).body).toBe('ada');
    expect(await auth.validateSession(before)).toBeNull();
    const [session] = await auth.listSessions('ada');
    expect(session?.authenticatedAt).toEqual(clock.time);
    expect(await auth.listSessions('ada')).toHaveLength(1);
  });
});

test('the cookie is far below 4096 bytes', async () => {
  const { auth } = setUpAuth();
  const { token } = await createToken();
  for (const { name } of [auth.cookie, auth.pendingCookie]) expect(name.length + token.length).toBeLessThan(100);
});

test('all sessions of all users end when their rows go', async () => {
  const store = await openSqlStore();
  open.push(store);
  const auth = createAuth({ adapter: store.adapter });
  const tokens: string[] = [];
  for (const userId of [1, 2, 3]) {
    await store.createUser(userId);
    tokens.push((await auth.createSession(userId)).token, (await auth.createSession(userId)).token);
  }
  await store.deleteSessions();
  for (const token of tokens) expect(await auth.validateSession(token)).toBeNull();
});

test('without random numbers there is no session, rather than one that can be guessed', async () => {
  const { auth, calls } = setUpAuth();
  vi.spyOn(crypto, 'getRandomValues').mockImplementation(() => {
    throw new Error('no entropy');
  });
  await expect(auth.createSession('ada')).rejects.toThrow('no entropy');
  await expect(auth.createSession('ada', { pending: 'second-factor' })).rejects.toThrow('no entropy');
  expect(calls).toEqual([]);
});

test('every id and secret comes from the generator of the platform, in one call each, and from nothing else', async () => {
  const { auth } = setUpAuth();
  const random = vi.spyOn(crypto, 'getRandomValues');
  const guessable = vi.spyOn(Math, 'random');
  for (let count = 0; count < 200; count++) await auth.createSession('ada');
  expect(random).toHaveBeenCalledTimes(400);
  expect(random.mock.calls.reduce((bits, [array]) => bits + array!.byteLength * 8, 0)).toBe(200 * (24 + 32) * 8);
  expect(guessable).not.toHaveBeenCalled();
});

test('an unknown id is as much work as a wrong secret', async () => {
  const { auth, calls } = setUpAuth({ hashKeys: ['k'.repeat(32)] });
  const { session } = await auth.createSession('ada');
  const other = await createToken();
  const sign = vi.spyOn(crypto.subtle, 'sign');
  for (const token of [`${session.id}.${other.token.slice(25)}`, other.token]) {
    sign.mockClear();
    calls.length = 0;
    expect(await auth.validateSession(token)).toBeNull();
    expect(sign).toHaveBeenCalledTimes(1);
    expect(calls).toEqual(['findSessions']);
  }
});

test('a stored hash of a scheme that is not known opens nothing', async () => {
  for (const stored of ['md5:x', 'sha256:', 'sha512:x', 'hmac-sha256:gone:x', '', null, undefined]) {
    expect(hashesMatch(stored, 'sha256:x')).toBe(false);
  }
  const store = await openSqlStore();
  open.push(store);
  await store.createUser(1);
  const auth = createAuth({ adapter: store.adapter });
  const { token } = await auth.createSession(1);
  for (const scheme of ['md5:', 'sha1:', 'none:', '']) {
    const replace = `UPDATE "Session" SET "secretHash" = ? || substr("secretHash", instr("secretHash", ':') + 1)`;
    await store.query(replace, scheme);
    expect(await auth.validateSession(token)).toBeNull();
  }
});

test('every event says when, in UTC, and keeps what it says as JSON', async () => {
  const { auth, clock, events } = setUpAuth({ maxSessionsPerUser: 1 });
  const { token } = await auth.createSession('ada', { ipAddress: '192.0.2.1' });
  clock.advance(8 * hour);
  await auth.validateSession(token, { ipAddress: '192.0.2.2' });
  await auth.validateSession('nonsense', { ipAddress: '192.0.2.3' });
  await auth.createSession('ada', { ipAddress: '192.0.2.4' });
  await auth.invalidateUserSessions('ada', { reason: 'administrator', ipAddress: '192.0.2.5' });
  expect(new Set(events.map(({ type }) => type)).size).toBe(5);
  for (const event of events) {
    const line = JSON.parse(JSON.stringify(event)) as typeof event;
    expect(line).toEqual({ ...event, time: event.time.toISOString() });
    expect(line.time).toMatch(/^2031-05-17T\d\d:\d\d:\d\d\.\d{3}Z$/);
    expect(line.ipAddress).toMatch(/^192\.0\.2\.\d$/);
  }
});
