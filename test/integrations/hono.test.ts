import { type Context, Hono, type MiddlewareHandler } from 'hono';
import { setCookie } from 'hono/cookie';
import { HTTPException } from 'hono/http-exception';
import { stream, streamSSE } from 'hono/streaming';
import { describe, expect, expectTypeOf, test, vi } from 'vitest';
import { type ExportSections, SojournError } from '../../src/index.js';
import { type HonoOptions, type SessionEnv, honoSession } from '../../src/integrations/hono/index.js';
import { hour, setUp as setUpAuth } from '../support/auth.js';

const origin = 'https://app.example';
const renewed = /^__Host-session=[^;]+; Max-Age=604800; /;

async function setUp({ options, exports }: { options?: HonoOptions; exports?: ExportSections<string> } = {}) {
  const made = setUpAuth({ ...(exports && { exports }) });
  const session = honoSession(made.auth, options);
  const app = new Hono<SessionEnv<typeof session>>();
  const { token } = await made.auth.createSession('ada');
  const cookie = `__Host-session=${token}`;
  return {
    ...made,
    session,
    app,
    get: async (path: string, headers: Record<string, string> = {}, method = 'GET') =>
      app.request(`${origin}${path}`, { method, headers: { cookie, ...headers } }),
    post: async (path: string, headers: Record<string, string> = {}) =>
      app.request(`${origin}${path}`, { method: 'POST', headers: { cookie, 'sec-fetch-site': 'same-origin', ...headers } }),
  };
}

describe('the cookie of a renewed session goes out with', () => {
  const answers: [what: string, answer: (c: Context) => Response | Promise<Response>, body: string][] = [
    ['a text', (c) => c.text('hello'), 'hello'],
    ['a Response of the app\'s own', () => new Response('hello'), 'hello'],
    ['a redirect', (c) => c.redirect('/next'), ''],
    ['a Response that cannot be changed', () => Response.redirect(`${origin}/next`, 302), ''],
    ['a stream', (c) => stream(c, async (out) => void (await out.write('hello'))), 'hello'],
    ['events', (c) => streamSSE(c, (out) => out.writeSSE({ data: 'hello' })), 'data: hello\n\n'],
    ['what is not found', (c) => c.notFound(), '404 Not Found'],
    ['an exception', () => Promise.reject(new HTTPException(418, { message: 'tea' })), 'tea'],
  ];
  test.each(answers)('%s', async (_what, answer, body) => {
    const { app, session, get, clock } = await setUp();
    app.use(session);
    app.get('/', answer);
    clock.advance(8 * hour);
    const response = await get('/');
    expect(await response.text()).toBe(body);
    expect(response.headers.getSetCookie()).toEqual([expect.stringMatching(renewed)]);
    expect(response.headers.get('cache-control')).toBe('no-store');
    expect(response.headers.get('vary')).toContain('Cookie');
  });

  test('what the error handler of the app answers, and with its cookies', async () => {
    const { app, session, get, clock } = await setUp();
    app.use(session);
    app.get('/', () => Promise.reject(new Error('no')));
    app.onError(() => new Response('sorry', { status: 500, headers: { 'Set-Cookie': 'seen=1' } }));
    clock.advance(8 * hour);
    const response = await get('/');
    expect(response.status).toBe(500);
    expect(response.headers.getSetCookie()).toEqual(['seen=1', expect.stringMatching(renewed)]);
  });

  test('where no route is', async () => {
    const { app, session, get, clock } = await setUp();
    app.use(session);
    clock.advance(8 * hour);
    const response = await get('/nowhere');
    expect(response.status).toBe(404);
    expect(response.headers.getSetCookie()).toHaveLength(1);
  });

  test('the answer to HEAD', async () => {
    const { app, session, get, clock } = await setUp();
    app.use(session).get('/', (c) => c.text('hello'));
    clock.advance(8 * hour);
    const response = await get('/', {}, 'HEAD');
    expect(await response.text()).toBe('');
    expect(response.headers.getSetCookie()).toHaveLength(1);
  });
});

test('cookies of the app stay, whichever way and whenever they are set', async () => {
  const { app, session, post } = await setUp();
  app.use(async (c, next) => {
    await next();
    c.header('Set-Cookie', 'd=4', { append: true });
  });
  app.use(session);
  app.post('/', async (c) => {
    setCookie(c, 'a', '1');
    await session.login(c, 'bob');
    c.header('Set-Cookie', 'b=2', { append: true });
    return c.text('hello', 200, { 'X-Own': 'yes' });
  });
  const response = await post('/');
  expect(response.headers.getSetCookie()).toEqual(['a=1; Path=/', 'b=2', expect.stringMatching(renewed), 'd=4']);
  expect(response.headers.get('x-own')).toBe('yes');
});

test('the middleware may be there twice', async () => {
  const { app, session, get, clock, calls } = await setUp();
  const inner = new Hono<SessionEnv<typeof session>>().use(session).get('/', (c) => c.text(`${c.var.user?.id}`));
  app.use(session).route('/inner', inner);
  clock.advance(8 * hour);
  calls.length = 0;
  const response = await get('/inner');
  expect(await response.text()).toBe('ada');
  expect(response.headers.getSetCookie()).toHaveLength(1);
  expect(calls.filter((call) => call === 'findSessions')).toHaveLength(1);
});

describe('an error', () => {
  test('is an HTTPException, whose cause is ours, for the app\'s handler', async () => {
    const { app, session, get, post, auth } = await setUp();
    const errors: unknown[] = [];
    app.onError((error) => {
      errors.push(error);
      return error instanceof HTTPException ? error.getResponse() : new Response('other', { status: 500 });
    });
    app.use(session);
    app.get('/', session.requireUser, (c) => c.text(c.var.user.id));
    app.get('/fresh', session.requireFresh(1), (c) => c.text(c.var.user.id));
    const foreign = await post('/', { 'sec-fetch-site': 'cross-site' });
    expect([foreign.status, await foreign.text()]).toEqual([403, 'ERR_ORIGIN']);
    await auth.invalidateUserSessions('ada');
    const nobody = await get('/');
    expect([nobody.status, await nobody.text()]).toEqual([401, 'ERR_UNAUTHENTICATED']);
    expect(nobody.headers.getSetCookie()).toEqual([expect.stringContaining('Max-Age=0')]);
    expect(errors).toHaveLength(2);
    for (const error of errors) {
      expect(error).toBeInstanceOf(HTTPException);
      expect((error as HTTPException).cause).toBeInstanceOf(SojournError);
    }
  });

  test('is answered with our headers where the app has no handler', async () => {
    const { app, session, get } = await setUp({ options: { bearer: true } });
    app.use(session);
    app.get('/export', async (c) => (await session.sendUserData(c)).response);
    app.get('/me', session.requireUser, (c) => c.text('me'));
    const method = await get('/export');
    expect(method.status).toBe(405);
    expect(method.headers.get('allow')).toBe('POST');
    expect(method.headers.get('cache-control')).toBe('no-store');
    const nobody = await get('/me', { cookie: '' });
    expect(nobody.status).toBe(401);
    expect(nobody.headers.get('www-authenticate')).toBe('Bearer');
  });

  test('of the app\'s own making stays itself', async () => {
    const { app, session, post } = await setUp({ exports: { notes: () => Promise.reject(new Error('no table')) } });
    const seen = vi.fn();
    app.onError((error, c) => {
      seen(error);
      return c.text('sorry', 500);
    });
    app.use(session);
    app.post('/', async (c) => (await session.sendUserData(c)).response);
    expect((await post('/')).status).toBe(500);
    expect(seen).toHaveBeenCalledWith(expect.objectContaining({ name: 'SojournError', code: 'ERR_EXPORT_SECTION' }));
  });
});

describe('a guard without the middleware', () => {
  test('lets a user pass, and sets the cookie', async () => {
    const { app, session, get, clock } = await setUp();
    app.get('/', session.requireUser, (c) => new Response(`${c.var.user.id} ${session.of(c)?.user.id}`));
    clock.advance(8 * hour);
    const response = await get('/');
    expect(await response.text()).toBe('ada ada');
    expect(response.headers.getSetCookie()).toEqual([expect.stringMatching(renewed)]);
  });

  test('refuses others, and clears the cookie of a session that is gone', async () => {
    const { app, session, get, auth } = await setUp();
    app.get('/', session.requireUser, (c) => c.text('me'));
    await auth.invalidateUserSessions('ada');
    const response = await get('/');
    expect(response.status).toBe(401);
    expect(response.headers.getSetCookie()).toEqual([expect.stringContaining('Max-Age=0')]);
  });
});

describe('what would set a cookie that nobody gets', () => {
  test('is refused without the middleware, before anything is done', async () => {
    const { app, session, post, auth } = await setUp();
    app.onError((error) => new Response(error.message, { status: 500 }));
    app.post('/', async (c) => c.text((await session.login(c, 'bob')).user.id));
    expect(await (await post('/')).text()).toContain('middleware must run first');
    expect(await auth.listSessions('bob')).toEqual([]);
  });

  test('is refused once the answer is given, before anything is done', async () => {
    const { app, session, post, auth } = await setUp();
    let give = () => {};
    const given = new Promise<void>((resolve) => (give = resolve));
    app.use(session);
    app.post('/', (c) =>
      stream(c, async (out) => {
        await given;
        await session.login(c, 'bob').catch((error: Error) => out.write(error.message));
      }),
    );
    const response = await post('/');
    give();
    expect(await response.text()).toContain('must not be given yet');
    expect(await auth.listSessions('bob')).toEqual([]);
  });

  test('fails if the answer is given meanwhile', async () => {
    const { app, session, post } = await setUp();
    app.use(session);
    const login = vi.fn<(c: Context) => Promise<unknown>>((c) => session.login(c, 'bob'));
    app.post('/', (c) => {
      login(c).catch(() => {});
      return c.text('too early');
    });
    expect((await post('/')).headers.getSetCookie()).toEqual([]);
    await expect(login.mock.results[0]!.value).rejects.toThrow('must not be given yet');
  });
});

test('session.of without the middleware says what is missing', async () => {
  const { app, session, get } = await setUp();
  app.onError((error) => new Response(error.message, { status: 500 }));
  app.get('/', (c) => c.text(`${session.of(c)}`));
  expect(await (await get('/')).text()).toContain('must run first');
});

test.each([
  ['the one the app tells', { ipAddress: () => '203.0.113.9' }, undefined, '203.0.113.9'],
  ['that of the connection, on Node', {}, { incoming: { socket: { remoteAddress: '::ffff:192.0.2.1' } } }, '192.0.2.1'],
  ['that of the connection, on Node within other bindings', {}, { server: { incoming: { socket: { remoteAddress: '::1' } } } }, '::1'],
  ['none elsewhere', {}, undefined, null],
])('the address is %s', async (_what, options, bindings, ipAddress) => {
  const { app, session, auth } = await setUp({ options });
  app.use(session);
  app.post('/', async (c) => c.text((await session.login(c, 'bob')).user.id));
  await app.request(`${origin}/`, { method: 'POST', headers: { origin } }, bindings);
  expect(await auth.listSessions('bob')).toMatchObject([{ ipAddress }]);
});

test('a maxAge that cannot be is refused', async () => {
  const { session } = await setUp();
  expect(() => session.requireFresh(0)).toThrow('"maxAge"');
});

test('variables are typed by what is before them', async () => {
  const { session } = await setUp();
  type User = { id: string };
  new Hono()
    .use(session)
    .get('/', (c) => {
      expectTypeOf(c.var.user).toEqualTypeOf<User | null>();
      expectTypeOf(c.get('user')).toEqualTypeOf<User | null>();
      return c.text('');
    })
    .get('/me', session.requireUser, (c) => {
      expectTypeOf(c.var.user).toExtend<User>();
      expectTypeOf(c.var.session.userId).toEqualTypeOf<string>();
      // @ts-expect-error not a field of the user
      void c.var.user.name;
      return c.text('');
    })
    .get('/fresh', session.requireFresh(), (c) => c.text(c.var.user.id));
  expectTypeOf(session).toExtend<MiddlewareHandler>();
  // @ts-expect-error the user ids are strings
  void ((c: Context) => session.login(c, 5));
});
