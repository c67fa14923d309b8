import { once } from 'node:events';
import { type ClientHttp2Session, connect as connectHttp2 } from 'node:http2';
import { type AddressInfo, connect } from 'node:net';
import { PassThrough } from 'node:stream';
import fastify, { type FastifyPluginCallback, type RouteHandlerMethod } from 'fastify';
import { afterEach, describe, expect, expectTypeOf, inject, test, vi } from 'vitest';
import type { ExportSections } from '../../src/index.js';
import { memoryAdapter } from '../../src/adapters/memory/index.js';
import { type FastifyOptions, type SessionContext, fastifySession } from '../../src/integrations/fastify/index.js';
import { loadTool } from '../support/apps/oldest.js';
import { hour, setUp as setUpAuth } from '../support/auth.js';

const open: { close(): unknown }[] = [];
afterEach(async () => {
  // Clients before their servers.
  while (open.length > 0) await open.pop()!.close();
});

interface Setting {
  options?: FastifyOptions;
  exports?: ExportSections<string>;
}

/** What the app of the tests declares. */
type Decorated = SessionContext<ReturnType<typeof createSessions>>;

function createSessions(auth: ReturnType<typeof setUpAuth>['auth'], options?: FastifyOptions) {
  return fastifySession(auth, options);
}

function userOf(request: unknown): string | undefined {
  return (request as Decorated).user?.id;
}

async function setUp({ options, exports }: Setting = {}) {
  const storage = memoryAdapter<{ id: string }, string>();
  let isDown = false;
  const adapter: typeof storage = {
    ...storage,
    findSessions: async (...args) => (isDown ? Promise.reject(new Error('connection refused')) : storage.findSessions(...args)),
  };
  const made = setUpAuth({ adapter, ...(exports && { exports }) });
  const session = createSessions(made.auth, options);
  const app = fastify();
  open.push(app);
  const { token } = await made.auth.createSession('ada');
  const cookie = `__Host-session=${token}`;
  made.calls.length = 0;
  return {
    ...made,
    session,
    app,
    cookie,
    breakDown: () => (isDown = true),
    get: (url: string, headers: Record<string, string> = {}) => app.inject({ url, headers: { cookie, ...headers } }),
    post: (url: string, headers: Record<string, string> = {}) =>
      app.inject({ method: 'POST', url, headers: { cookie, host: 'app.example', 'sec-fetch-site': 'same-origin', ...headers } }),
    /** The session is due to be renewed. */
    grow: () => made.clock.advance(8 * hour),
  };
}

const renewed = /^__Host-session=[^;]+; Max-Age=604800; /;

test('the default answer to an error has its status and code, and our headers', async () => {
  const { app, session, get, post, breakDown } = await setUp({ options: { bearer: true } });
  app.register(session);
  app.get('/me', { preHandler: session.requireUser }, async () => 'never');
  app.all('/export', async (request, reply) => session.sendUserData(request, reply));
  const refused = await post('/', { 'sec-fetch-site': 'cross-site' });
  expect(refused.json()).toMatchObject({ statusCode: 403, error: 'Forbidden', code: 'ERR_ORIGIN' });
  const nobody = await get('/me', { cookie: '' });
  expect(nobody.json()).toMatchObject({ statusCode: 401, code: 'ERR_UNAUTHENTICATED' });
  expect(nobody.headers['www-authenticate']).toBe('Bearer');
  const wrongMethod = await get('/export');
  expect(wrongMethod.json()).toMatchObject({ statusCode: 405, code: 'ERR_METHOD' });
  expect(wrongMethod.headers.allow).toBe('POST');
  breakDown();
  const outage = await get('/me');
  expect(outage.json()).toMatchObject({ statusCode: 503, code: 'ERR_STORAGE' });
  expect(outage.headers['set-cookie']).toBeUndefined();
});

test('the app\'s error handler gets the error, and finds that nothing is known of the user', async () => {
  const { app, session, get, breakDown } = await setUp();
  app.setErrorHandler(async (error, request, reply) => {
    return reply.code(418).send(`${(error as { code?: string }).code} ${userOf(request)}`);
  });
  app.register(session);
  app.get('/', async () => 'never');
  breakDown();
  expect(await get('/')).toMatchObject({ statusCode: 418, body: 'ERR_STORAGE undefined' });
});

test('applies to the context that registers it and to its children, and to no other', async () => {
  const { app, session, get, post, calls } = await setUp();
  app.get('/outside', async (request) => String('user' in request));
  app.post('/outside', async () => 'not refused');
  app.register(async (child) => {
    child.register(session);
    child.get('/inside', async (request) => userOf(request));
    child.register(async (grandchild) => {
      grandchild.get('/within', async (request) => userOf(request));
    });
    child.post('/inside', async () => 'never');
  });
  expect((await get('/outside')).body).toBe('false');
  expect((await post('/outside', { 'sec-fetch-site': 'cross-site' })).body).toBe('not refused');
  expect(calls).toEqual([]);
  expect((await get('/inside')).body).toBe('ada');
  expect((await get('/within')).body).toBe('ada');
  expect((await post('/inside', { 'sec-fetch-site': 'cross-site' })).statusCode).toBe(403);
});

test('registered more than once, it validates a request once', async () => {
  const { app, session, get, calls } = await setUp();
  app.register(session);
  app.register(session);
  app.register(async (child) => {
    child.register(session);
    child.get('/', { onRequest: session.requireUser, preHandler: session.requireFresh() }, async (request) => userOf(request));
  });
  expect((await get('/')).body).toBe('ada');
  expect(calls).toEqual(['findSessions']);
});

test('request.user and request.session follow a login and a logout, and are unknown before', async () => {
  const { app, session, post, get } = await setUp();
  const seen: unknown[] = [];
  app.addHook('onRequest', async (request) => void seen.push((request as Partial<Decorated>).user));
  app.register(session);
  app.post('/', async (request, reply) => {
    const decorated = request as unknown as Decorated;
    const before = decorated.session?.userId;
    await session.logout(request, reply);
    const between = decorated.session;
    await session.login(request, reply, 'bob');
    return `${before} ${between} ${decorated.session?.userId} ${decorated.user?.id}`;
  });
  app.get('/', async (request) => String((request as unknown as Decorated).user));
  expect((await post('/')).body).toBe('ada null bob bob');
  expect((await get('/', { cookie: '' })).body).toBe('null');
  expect(seen).toEqual([undefined, undefined]);
  expectTypeOf<Decorated['user']>().toEqualTypeOf<{ id: string } | null>();
  expectTypeOf<NonNullable<Decorated['session']>['userId']>().toEqualTypeOf<string>();
});

describe('names that another plugin has', () => {
  test.each(['session', 'user'])('request.%s, are an error that tells what to do', async (name) => {
    const { app, session } = await setUp();
    app.decorateRequest(name);
    app.register(session);
    await expect(app.ready()).rejects.toThrow(`Another plugin has "request.${name}": give "decorators: false"`);
  });

  test('are left alone with "decorators: false"', async () => {
    const { app, session, get } = await setUp({ options: { decorators: false } });
    app.decorateRequest('user', { getter: () => ({ id: 'of another' }) as never });
    app.register(session);
    app.get('/', { preHandler: session.requireUser }, async (request) => `${session.of(request)?.user.id} ${userOf(request)}`);
    expect((await get('/')).body).toBe('ada of another');
  });

  test('the option is a boolean', () => {
    expect(() => createSessions(setUpAuth().auth, { decorators: {} as never })).toThrow('"decorators"');
  });
});

test('a foreign origin is refused before the body is read', async () => {
  const { app, session } = await setUp();
  app.register(session);
  app.post('/', async () => 'never');
  await app.listen({ port: 0, host: '127.0.0.1' });
  const socket = connect((app.server.address() as AddressInfo).port, '127.0.0.1');
  open.push({ close: () => socket.destroy() });
  const headers = ['Host: app.example', 'Origin: https://evil.example', 'Content-Type: application/json', 'Content-Length: 1000'];
  socket.write(['POST / HTTP/1.1', ...headers, '', '{'].join('\r\n'));
  const [answer] = (await once(socket, 'data')) as [Buffer];
  expect(answer.toString()).toMatch(/^HTTP\/1\.1 403 /);
});

test('HEAD, OPTIONS and what is not found validate and renew as GET does', async () => {
  const { app, session, cookie, grow, calls } = await setUp();
  app.register(session);
  app.options('/', async () => 'any');
  app.get('/', async () => 'any');
  for (const [method, url, statusCode] of [['HEAD', '/', 200], ['OPTIONS', '/', 200], ['GET', '/none', 404]] as const) {
    grow();
    calls.length = 0;
    const answer = await app.inject({ method, url, headers: { cookie } });
    expect(answer).toMatchObject({ statusCode, headers: { 'set-cookie': [expect.stringMatching(renewed)], vary: 'Cookie' } });
    expect(calls).toEqual(['findSessions', 'renewSession']);
  }
});

describe('the cookie of a renewed session goes out', () => {
  const handlers: [what: string, handler: RouteHandlerMethod, others: string[], status?: number][] = [
    [
      'beside one that the handler sets later',
      async (_request, reply) => reply.header('Set-Cookie', 'theme=dark').send('x'),
      ['theme=dark'],
    ],
    ['beside several', async (_request, reply) => reply.header('Set-Cookie', ['a=1', 'b=2']).send('x'), ['a=1', 'b=2']],
    [
      'beside one that is set on the response of Node',
      async (_request, reply) => {
        reply.raw.setHeader('Set-Cookie', ['theme=dark']);
        return 'x';
      },
      ['theme=dark'],
    ],
    [
      'beside those of a Response',
      async () => new Response('x', { headers: [['Set-Cookie', 'a=1'], ['Set-Cookie', 'b=2']] }),
      ['a=1', 'b=2'],
    ],
    ['with a stream', async () => new PassThrough().end('x'), []],
    [
      'with what is written to the response of Node',
      (_request, reply) => {
        reply.hijack();
        reply.raw.end('x');
      },
      [],
    ],
    ['with an error', () => Promise.reject(new Error('broken')), [], 500],
  ];
  test.each(handlers)('%s', async (_what, handler, others, status = 200) => {
    const { app, session, get, grow } = await setUp();
    app.register(session);
    app.get('/', handler);
    grow();
    const { statusCode, headers } = await get('/');
    expect(statusCode).toBe(status);
    const lines = [headers['set-cookie'] ?? []].flat();
    expect(lines.filter((line) => renewed.test(line))).toHaveLength(1);
    expect(lines.filter((line) => !renewed.test(line))).toEqual(others);
    expect(headers).toMatchObject({ 'cache-control': 'no-store', vary: 'Cookie' });
  });

  test('a handler of another middleware that sets cookies on the response of Node is not disturbed by a login', async () => {
    const { app, session, post } = await setUp();
    app.addHook('onRequest', async (_request, reply) => void reply.raw.setHeader('Set-Cookie', 'early=1'));
    app.register(session);
    app.post('/', async (request, reply) => {
      await session.login(request, reply, 'bob');
      reply.raw.setHeader('Set-Cookie', [...(reply.raw.getHeader('Set-Cookie') as string[]), 'late=1']);
      await session.login(request, reply, 'bob');
      return 'x';
    });
    const lines = (await post('/')).headers['set-cookie'];
    expect(lines).toEqual(['early=1', 'late=1', expect.stringMatching(renewed)]);
  });

  test.skipIf(inject('missing').includes('@fastify/cookie'))('beside those of @fastify/cookie', async () => {
    const { app, session, get, grow } = await setUp();
    app.register(loadTool<FastifyPluginCallback>('@fastify/cookie'));
    app.register(session);
    app.get('/', async (_request, reply) => {
      (reply as unknown as { setCookie(name: string, value: string): void }).setCookie('theme', 'dark');
      return 'x';
    });
    grow();
    const { headers } = await get('/');
    expect(headers['set-cookie']).toEqual([expect.stringMatching(renewed), 'theme=dark; SameSite=Lax']);
  });
});

test('behind a proxy that Fastify trusts, the client\'s address and scheme are the proxy\'s word', async () => {
  const { auth } = setUpAuth();
  const session = createSessions(auth);
  const app = fastify({ trustProxy: true });
  open.push(app);
  app.register(session);
  app.post('/', async (request, reply) => (await session.login(request, reply, 'ada')).user.id);
  const send = (origin: string) =>
    app.inject({
      method: 'POST',
      url: '/',
      headers: { host: 'app.example', origin, 'x-forwarded-for': '203.0.113.9', 'x-forwarded-proto': 'https' },
    });
  expect((await send('https://app.example')).statusCode).toBe(200);
  expect((await send('http://app.example')).statusCode).toBe(403);
  expect(await auth.listSessions('ada')).toMatchObject([{ ipAddress: '203.0.113.9' }]);
});

describe('user data', () => {
  test('takes headers along that were set on the reply, and Fastify learns when it is sent', async () => {
    const { app, session, post, grow } = await setUp({ exports: { notes: () => [1] } });
    const onResponse = vi.fn();
    app.addHook('onResponse', async (_request, reply) => void onResponse(reply.statusCode));
    app.register(session);
    app.post('/', async (request, reply) => {
      reply.header('X-Own', 'yes').header('X-Number', 5).header('Set-Cookie', 'theme=dark').code(201);
      return session.sendUserData(request, reply, { maxAge: 24 * hour });
    });
    grow();
    const answer = await post('/');
    expect(answer.json()).toMatchObject({ user: { id: 'ada' }, notes: [1] });
    expect(answer).toMatchObject({
      statusCode: 201,
      headers: {
        'content-type': 'application/json; charset=utf-8',
        'x-own': 'yes',
        'x-number': '5',
        'set-cookie': [expect.stringMatching(renewed), 'theme=dark'],
      },
    });
    expect(onResponse).toHaveBeenCalledExactlyOnceWith(201);
  });

  test('that fails before the first bytes is answered by Fastify', async () => {
    const { app, session, post } = await setUp({ exports: { notes: () => [{ password: 'x' }] } });
    app.register(session);
    app.post('/', async (request, reply) => session.sendUserData(request, reply));
    const answer = await post('/');
    expect(answer.json()).toMatchObject({ statusCode: 500, code: 'ERR_EXPORT_CREDENTIAL' });
    expect(answer.headers['content-disposition']).toBeUndefined();
  });
});

describe('over HTTP/2', () => {
  async function openHttp2(exports: ExportSections<string>) {
    const { auth } = setUpAuth({ exports });
    const session = createSessions(auth);
    const app = fastify({ http2: true });
    open.push(app);
    app.register(session);
    app.post('/login', async (request, reply) => (await session.login(request, reply, 'ada')).user.id);
    app.post('/export', async (request, reply) => {
      reply.header('X-Own', 'yes');
      return session.sendUserData(request, reply);
    });
    const origin = await app.listen({ port: 0, host: '127.0.0.1' });
    const client: ClientHttp2Session = connectHttp2(origin);
    open.push(client);
    return async function post(path: string, cookie = '') {
      const stream = client.request({ ':method': 'POST', ':path': path, origin, cookie });
      stream.end();
      const [headers] = (await once(stream, 'response')) as [Record<string, string | string[]>];
      let text = '';
      for await (const part of stream.setEncoding('utf8')) text += part;
      return { headers, text };
    };
  }

  const cookieIn = (headers: Record<string, string | string[]>) => [headers['set-cookie']].flat()[0]?.split(';')[0];

  test('a login and an export work', async () => {
    const post = await openHttp2({ notes: () => Array.from({ length: 2000 }, () => 'x'.repeat(1000)) });
    const login = await post('/login');
    expect(login).toMatchObject({ text: 'ada', headers: { ':status': 200 } });
    const { headers, text } = await post('/export', cookieIn(login.headers));
    expect(headers).toMatchObject({ ':status': 200, 'x-own': 'yes', 'content-type': 'application/json; charset=utf-8' });
    expect((JSON.parse(text) as { notes: string[] }).notes).toHaveLength(2000);
  });

  test('an export that fails before the first bytes is answered by Fastify', async () => {
    const post = await openHttp2({ notes: () => [{ password: 'x' }] });
    const { headers, text } = await post('/export', cookieIn((await post('/login')).headers));
    expect(headers[':status']).toBe(500);
    expect(JSON.parse(text)).toMatchObject({ code: 'ERR_EXPORT_CREDENTIAL' });
  });
});
