import express from 'express';
import { afterEach, describe, expect, test } from 'vitest';
import type { AuthOptions, StorageAdapter } from '../../src/index.js';
import { memoryAdapter } from '../../src/adapters/memory/index.js';
import { expressSession } from '../../src/integrations/express/index.js';
import { fastifySession } from '../../src/integrations/fastify/index.js';
import { honoSession } from '../../src/integrations/hono/index.js';
import { koaSession } from '../../src/integrations/koa/index.js';
import { type HttpOptions, nodeSession } from '../../src/integrations/node/index.js';
import { webSession } from '../../src/integrations/web/index.js';
import { luciaSessions } from '../../src/legacy/index.js';
import { after } from '../../src/testing/fixtures.js';
import { FormerTable } from '../legacy/former-table.js';
import { day, hour, setUp as setUpAuth } from '../support/auth.js';
import { type Integration, integrations, serveApp } from '../support/apps/index.js';
import { serve } from '../support/http.js';

/** What makes the sessions of each. */
const sessions = {
  node: nodeSession,
  express: expressSession,
  'express 4': expressSession,
  fastify: fastifySession,
  'fastify 4': fastifySession,
  koa: koaSession,
  'koa 2': koaSession,
  web: webSession,
  hono: honoSession,
} satisfies Record<Integration, unknown>;

describe.each(integrations)('%s', (integration) => {
  const open: { close(): Promise<void> }[] = [];
  afterEach(async () => {
    for (const server of open.splice(0)) await server.close();
  });

  type Legacy = AuthOptions<{ id: string }, string, object>['legacy'];

  async function setUp(options: HttpOptions & { adapter?: StorageAdapter<{ id: string }, string>; legacy?: NonNullable<Legacy> } = {}) {
    const { allowedOrigins = [], bearer = false, ...others } = options;
    const made = setUpAuth({ ...others, cookie: { name: 'sid' } });
    const server = await serveApp(integration, made.auth, { options: { allowedOrigins, bearer } });
    open.push(server);
    const post = { method: 'POST', headers: { origin: server.origin } as Record<string, string> };
    const login = async (path = '/login?theme=dark', cookie = '') => {
      const answer = await server.request(path, { ...post, headers: { ...post.headers, cookie, 'user-agent': 'Test' } });
      const set = answer.setCookie.find((each) => each.startsWith('__Host-sid='))!;
      return { answer, set, cookie: set.split(';')[0]! };
    };
    return { ...made, server, post, login };
  }

  test('a login sets the cookie beside others, and the next request is the user\'s', async () => {
    const { server, login, auth } = await setUp();
    const { answer, set, cookie } = await login();
    expect(answer).toMatchObject({ status: 200, body: 'ada ada' });
    expect(answer.setCookie).toHaveLength(2);
    expect(answer.setCookie[0]).toBe('theme=dark');
    expect(set).toMatch(/^__Host-sid=[^;]+; Max-Age=604800; Path=\/; HttpOnly; Secure; SameSite=Lax$/);
    expect(answer.headers['cache-control']).toBe('no-store');
    expect(answer.headers.vary).toContain('Cookie');
    expect(await server.request('/', { headers: { cookie: `a=b; ${cookie}` } })).toMatchObject({ body: 'ada', setCookie: [] });
    expect(await auth.listSessions('ada')).toMatchObject([{ ipAddress: '127.0.0.1', userAgent: 'Test' }]);
  });

  describe('with the cookie of a former library', () => {
    const cookie = 'auth_session=the-id-of-a-former-session';

    async function setUpFormer() {
      const table = new FormerTable('id');
      table.add({ id: 'the-id-of-a-former-session', userId: 'ada', expiresAt: after(day) });
      return { ...(await setUp({ legacy: luciaSessions({ rows: table, until: after(day) }) })), table };
    }

    test('a request is the user\'s, who gets a session for the former one', async () => {
      const { server, auth, table } = await setUpFormer();
      const answer = await server.request('/', { headers: { cookie, 'user-agent': 'Test' } });
      expect(answer.body).toBe('ada');
      expect(answer.setCookie.toSorted()).toEqual([
        expect.stringMatching(/^__Host-sid=[^;]+; Max-Age=86400; Path=\/; HttpOnly; Secure; SameSite=Lax$/),
        'auth_session=; Max-Age=0; Path=/; HttpOnly; SameSite=Lax',
      ]);
      expect(answer.headers).toMatchObject({ 'cache-control': 'no-store', vary: 'Accept-Encoding, Cookie' });
      expect(table.has('the-id-of-a-former-session')).toBe(false);
      expect(await auth.listSessions('ada')).toMatchObject([{ ipAddress: '127.0.0.1', userAgent: 'Test' }]);
      const next = await server.request('/', { headers: { cookie: answer.setCookie.map((line) => line.split(';')[0]).join('; ') } });
      expect(next).toMatchObject({ body: 'ada', setCookie: [] });
    });

    test('requests at the same time are one user\'s, with one session', async () => {
      const { server, auth } = await setUpFormer();
      const answers = await Promise.all(Array.from({ length: 6 }, () => server.request('/', { headers: { cookie } })));
      expect(new Set(answers.map(({ body }) => body))).toEqual(new Set(['ada']));
      expect(await auth.listSessions('ada')).toHaveLength(1);
    });

    test('whose session was ended since, a request is nobody\'s', async () => {
      const { server, auth } = await setUpFormer();
      await server.request('/', { headers: { cookie } });
      await auth.invalidateUserSessions('ada');
      const answer = await server.request('/', { headers: { cookie } });
      expect(answer).toMatchObject({ status: 200, body: 'undefined', setCookie: [expect.stringContaining('auth_session=; Max-Age=0')] });
    });

    test('a login ends the former session', async () => {
      const { login, auth, table } = await setUpFormer();
      const { answer } = await login('/login?user=bob', cookie);
      expect(answer.body).toBe('bob bob');
      expect(answer.setCookie.filter((line) => line.startsWith('__Host-sid='))).toHaveLength(1);
      expect(table.has('the-id-of-a-former-session')).toBe(false);
      expect(await auth.listSessions('ada')).toEqual([]);
    });

    test('a logout ends it too', async () => {
      const { server, post, auth, table } = await setUpFormer();
      const answer = await server.request('/logout', { ...post, headers: { ...post.headers, cookie } });
      expect(answer.body).toBe('true null');
      expect(answer.setCookie.every((line) => line.includes('Max-Age=0'))).toBe(true);
      expect(table.has('the-id-of-a-former-session')).toBe(false);
      expect(await auth.listSessions('ada')).toEqual([]);
    });

    test('that names nothing, a navigation clears it and another request leaves it', async () => {
      const { server } = await setUpFormer();
      const headers = { cookie: 'auth_session=the-id-of-no-session' };
      expect(await server.request('/', { headers })).toMatchObject({ body: 'undefined', setCookie: [expect.stringContaining('auth_session=; Max-Age=0')] });
      expect((await server.request('/', { headers: { ...headers, 'sec-fetch-mode': 'cors' } })).setCookie).toEqual([]);
    });

    test('a request from elsewhere is refused before that', async () => {
      const { server, table } = await setUpFormer();
      const headers = { cookie, origin: 'https://evil.example' };
      expect((await server.request('/login', { method: 'POST', headers })).status).toBe(403);
      expect(table.calls).toEqual([]);
    });

    test('a session of this app comes first', async () => {
      const { server, login, table } = await setUpFormer();
      const own = await login('/login?user=bob');
      expect((await server.request('/', { headers: { cookie: `${own.cookie}; ${cookie}` } })).body).toBe('bob');
      expect(table.calls).toEqual([]);
    });
  });

  test('a login without remember sets a cookie without an end', async () => {
    const { login } = await setUp();
    expect((await login('/login?forget')).set).not.toContain('Max-Age');
  });

  test('a login ends the session that the browser had', async () => {
    const { login, auth } = await setUp();
    const first = await login();
    const second = await login('/login?theme=dark', first.cookie);
    expect(second.cookie).not.toBe(first.cookie);
    expect(await auth.listSessions('ada')).toHaveLength(1);
    expect(second.answer.setCookie.filter((each) => each.startsWith('__Host-sid='))).toHaveLength(1);
  });

  test('a request without the cookie costs nothing and says nothing about cookies', async () => {
    const { server, calls } = await setUp();
    const answer = await server.request('/');
    expect(answer).toMatchObject({ body: 'undefined', setCookie: [], headers: { vary: 'Accept-Encoding' } });
    expect(answer.headers['cache-control']).toBeUndefined();
    expect(calls).toEqual([]);
  });

  test('however often a request asks, storage is asked once', async () => {
    const { server, login, calls } = await setUp();
    const { cookie } = await login();
    calls.length = 0;
    await server.request('/', { headers: { cookie } });
    expect(calls).toEqual(['findSessions']);
  });

  test('a renewed session gets its cookie again, not to be cached', async () => {
    const { server, login, clock } = await setUp();
    const { cookie } = await login();
    clock.advance(8 * hour);
    const answer = await server.request('/', { headers: { cookie } });
    expect(answer.setCookie).toEqual([expect.stringMatching(`^${cookie}; Max-Age=604800; `)]);
    expect(answer.headers).toMatchObject({ 'cache-control': 'no-store', vary: 'Accept-Encoding, Cookie' });
    expect((await server.request('/', { headers: { cookie } })).setCookie).toEqual([]);
  });

  test('a session that is gone has its cookie cleared, and the old cookie is worth nothing', async () => {
    const { server, login, post, auth } = await setUp();
    const { cookie } = await login();
    const logout = await server.request('/logout', { ...post, headers: { ...post.headers, cookie } });
    expect(logout.body).toBe('true null');
    expect(logout.setCookie).toEqual(['__Host-sid=; Max-Age=0; Path=/; HttpOnly; Secure; SameSite=Lax']);
    expect(await auth.listSessions('ada')).toEqual([]);
    const replay = await server.request('/me', { headers: { cookie } });
    expect(replay).toMatchObject({ status: 401, body: 'ERR_UNAUTHENTICATED' });
    expect(replay.setCookie).toEqual([expect.stringContaining('Max-Age=0')]);
    const again = await server.request('/logout', { ...post, headers: { ...post.headers, cookie } });
    expect(again.body).toBe('false null');
  });

  // Such a request may have left before a login and be answered after it.
  test('only a navigation clears the cookie of a session that is gone', async () => {
    const { server, login, auth } = await setUp();
    const { cookie } = await login();
    await auth.invalidateUserSessions('ada');
    const setCookieOn = async (mode: string) =>
      (await server.request('/', { headers: { cookie, 'sec-fetch-mode': mode } })).setCookie;
    expect(await setCookieOn('cors')).toEqual([]);
    expect(await setCookieOn('no-cors')).toEqual([]);
    expect(await setCookieOn('navigate')).toEqual([expect.stringContaining('Max-Age=0')]);
  });

  test('a protected route needs a session', async () => {
    const { server, login } = await setUp();
    expect(await server.request('/me')).toMatchObject({ status: 401, body: 'ERR_UNAUTHENTICATED' });
    const { cookie } = await login();
    expect(await server.request('/me', { headers: { cookie } })).toMatchObject({ status: 200, body: 'ada' });
  });

  test('an unsafe request from elsewhere is refused before storage is asked', async () => {
    const { server, login, calls, post } = await setUp({ allowedOrigins: ['https://admin.example'] });
    const { cookie } = await login();
    calls.length = 0;
    for (const headers of [
      {},
      { origin: 'https://evil.example' },
      { origin: 'null' },
      { 'sec-fetch-site': 'cross-site', origin: server.origin },
      { 'sec-fetch-site': 'same-site', origin: server.origin },
    ] as Record<string, string>[]) {
      const answer = await server.request('/logout', { method: 'POST', headers: { ...headers, cookie } });
      expect(answer).toMatchObject({ status: 403, body: 'ERR_ORIGIN', setCookie: [] });
    }
    expect(calls).toEqual([]);
    expect((await server.request('/', { ...post, headers: { ...post.headers, cookie } })).body).toBe('ada');
    const admin = { cookie, 'sec-fetch-site': 'cross-site', origin: 'https://admin.example' };
    expect((await server.request('/logout', { method: 'POST', headers: admin })).status).toBe(200);
  });

  test('a storage failure is 503, never "signed out": the cookie stays as it is', async () => {
    const adapter = memoryAdapter<{ id: string }, string>();
    let down = false;
    const flaky = Object.fromEntries(
      Object.entries(adapter).map(([verb, run]: [string, (...args: never[]) => Promise<unknown>]) => [
        verb,
        async (...args: never[]) => {
          if (down) throw new Error('connection refused');
          return run(...args);
        },
      ]),
    ) as unknown as typeof adapter;
    const { server, login, post } = await setUp({ adapter: flaky });
    const { cookie } = await login();
    down = true;
    for (const answer of [
      await server.request('/', { headers: { cookie } }),
      await server.request('/me', { headers: { cookie } }),
      await server.request('/logout', { ...post, headers: { ...post.headers, cookie } }),
    ]) {
      expect(answer).toMatchObject({ status: 503, body: 'ERR_STORAGE', setCookie: [] });
    }
    down = false;
    expect((await server.request('/me', { headers: { cookie } })).body).toBe('ada');
  });

  describe('a bearer token', () => {
    const bearer = (token: string) => ({ authorization: `Bearer ${token}` });

    test('is not looked at unless the app wants it', async () => {
      const { server, auth, calls } = await setUp();
      const { token } = await auth.createSession('ada');
      calls.length = 0;
      const answer = await server.request('/me', { headers: bearer(token) });
      expect(answer).toMatchObject({ status: 401, body: 'ERR_UNAUTHENTICATED' });
      expect(answer.headers['www-authenticate']).toBeUndefined();
      expect(calls).toEqual([]);
    });

    test('says who is asking, whatever the origin, and no cookie is set for it', async () => {
      const { server, auth, clock } = await setUp({ bearer: true });
      const { token } = await auth.createSession('ada');
      expect(await server.request('/me', { headers: { authorization: `bEaReR  ${token}` } })).toMatchObject({ status: 200, body: 'ada' });
      clock.advance(8 * hour);
      const renewed = await server.request('/', { headers: bearer(token) });
      expect(renewed).toMatchObject({ body: 'ada', setCookie: [], headers: { vary: 'Accept-Encoding' } });
      const headers = { ...bearer(token), origin: 'https://elsewhere.example', 'sec-fetch-site': 'cross-site' };
      expect(await server.request('/logout', { method: 'POST', headers })).toMatchObject({ status: 200, body: 'true null', setCookie: [] });
      const replay = await server.request('/me', { headers: bearer(token) });
      expect(replay).toMatchObject({ status: 401, body: 'ERR_UNAUTHENTICATED', setCookie: [] });
      expect(replay.headers['www-authenticate']).toBe('Bearer error="invalid_token"');
    });

    test('counts instead of the cookie, even if it is none', async () => {
      const { server, login, calls } = await setUp({ bearer: true });
      const { cookie } = await login();
      calls.length = 0;
      for (const authorization of ['Bearer', 'Bearer ', 'Bearer x', 'bearer a b', 'Bearer ?', `Bearer ${'x'.repeat(8000)}`]) {
        expect(await server.request('/', { headers: { cookie, authorization } })).toMatchObject({ status: 200, body: 'undefined', setCookie: [] });
      }
      expect(calls).toEqual([]);
    });

    test('leaves other schemes, and requests without one, to the cookie and its rules', async () => {
      const { server, login } = await setUp({ bearer: true });
      const { cookie } = await login();
      for (const authorization of ['Basic YTpi', 'Bearerx y']) {
        expect(await server.request('/', { headers: { cookie, authorization } })).toMatchObject({ body: 'ada' });
        expect(await server.request('/logout', { method: 'POST', headers: { cookie, authorization } })).toMatchObject({ status: 403, body: 'ERR_ORIGIN' });
      }
      expect((await server.request('/me')).headers['www-authenticate']).toBe('Bearer');
    });

    test('gets nothing that would need a cookie', async () => {
      const { server, auth } = await setUp({ bearer: true });
      const { token } = await auth.createSession('ada');
      for (const path of ['/login', '/begin', '/complete', '/reauthenticate']) {
        const answer = await server.request(path, { method: 'POST', headers: bearer(token) });
        expect(answer).toMatchObject({ status: 500, setCookie: [] });
        expect(answer.body).toContain('bearer token');
      }
      expect(await auth.listSessions('ada')).toHaveLength(1);
    });
  });

  test('hostile cookie headers are no session, and no error', async () => {
    const { server, login, calls } = await setUp();
    const { cookie } = await login();
    calls.length = 0;
    for (const header of [`${cookie}; ${cookie}`, '%;%E0%A4%A;=;;', `__Host-sid=${'x'.repeat(8000)}`, '__Host-sid="', 'a=b; '.repeat(1000)]) {
      expect(await server.request('/', { headers: { cookie: header } })).toMatchObject({ status: 200, body: 'undefined' });
    }
    expect(calls).toEqual([]);
  });

  test.each([
    ['auth', undefined, {}],
    ['options', {}, null],
    ['allowedOrigins', {}, { allowedOrigins: ['https://a.example/'] }],
    ['allowedOrigins', {}, { allowedOrigins: 'https://a.example' }],
    ['bearer', {}, { bearer: 'yes' }],
    ['allowedOrigin', {}, { allowedOrigin: [] }],
  ])('a wrong %s is refused, naming it', (argument, auth, options) => {
    const create: (auth: never, options: never) => unknown = sessions[integration];
    expect(() => create(auth as never, options as never)).toThrow(`"${argument}"`);
  });
});

test('on a server in the style of connect, it is a middleware', async () => {
  const { auth } = setUpAuth();
  const session = nodeSession(auth);
  const { token } = await auth.createSession('ada');
  const server = await serve((request, response) =>
    session(request, response, (error) => response.end(error instanceof Error ? error.message : session.of(request)?.user.id)),
  );
  try {
    expect((await server.request('/', { headers: { cookie: `__Host-session=${token}` } })).body).toBe('ada');
    expect((await server.request('/', { method: 'POST' })).body).toContain('another origin');
  } finally {
    await server.close();
  }
});

test('session.of without the middleware says what is missing', () => {
  const session = expressSession(setUpAuth().auth);
  expect(() => session.of({ headers: {}, socket: {} })).toThrow('must run first');
});

test('a guard works on a route of its own, without the middleware before it', async () => {
  const { auth } = setUpAuth();
  const session = expressSession(auth);
  const { token } = await auth.createSession('ada');
  const app = express().get('/me', session.requireUser, (request, response) => {
    response.end(session.of(request)?.user.id);
  });
  const server = await serve(app);
  try {
    expect((await server.request('/me')).status).toBe(401);
    expect((await server.request('/me', { headers: { cookie: `__Host-session=${token}` } })).body).toBe('ada');
  } finally {
    await server.close();
  }
});

test('behind a proxy that Express trusts, the client\'s address and scheme are the proxy\'s word', async () => {
  const { auth } = setUpAuth();
  const session = expressSession(auth);
  const app = express().set('trust proxy', 1).use(session);
  app.post('/login', async (request, response) => {
    await session.login(request, response, 'ada');
    response.end();
  });
  const server = await serve(app);
  try {
    const forwarded = { 'x-forwarded-for': '203.0.113.9', 'x-forwarded-proto': 'https' };
    const secure = { ...forwarded, origin: server.origin.replace('http:', 'https:') };
    expect((await server.request('/login', { method: 'POST', headers: secure })).status).toBe(200);
    expect(await auth.listSessions('ada')).toMatchObject([{ ipAddress: '203.0.113.9' }]);
    const downgraded = { ...forwarded, origin: server.origin };
    expect((await server.request('/login', { method: 'POST', headers: downgraded })).status).toBe(403);
  } finally {
    await server.close();
  }
});
