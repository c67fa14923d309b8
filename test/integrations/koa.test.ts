import { once } from 'node:events';
import { type ClientHttp2Session, connect, createServer } from 'node:http2';
import type { AddressInfo } from 'node:net';
import { PassThrough } from 'node:stream';
import Koa from 'koa';
import { afterEach, describe, expect, expectTypeOf, inject, test, vi } from 'vitest';
import { type ExportSections, SojournError } from '../../src/index.js';
import type { HttpOptions } from '../../src/integrations/node/index.js';
import { koaSession } from '../../src/integrations/koa/index.js';
import { loadTool } from '../support/apps/oldest.js';
import { hour, setUp as setUpAuth } from '../support/auth.js';
import { serve } from '../support/http.js';

const open: { close(): unknown }[] = [];
afterEach(async () => {
  // Clients before their servers.
  while (open.length > 0) await open.pop()!.close();
});

const frameworks: [name: string, load: () => typeof Koa, isMissing: boolean][] = [
  ['Koa 3', () => Koa, false],
  ['Koa 2', () => loadTool('koa'), inject('missing').includes('Koa 2')],
];

const renewed = /^__Host-session=[^;]+; Max-Age=604800; /;

type Handler = (context: Koa.Context) => unknown;

for (const [name, load, isMissing] of frameworks) {
  describe.skipIf(isMissing)(name, () => {
    /** An app without an error handler of its own. */
    async function setUp(handler: Handler, { options, exports }: { options?: HttpOptions; exports?: ExportSections<string> } = {}) {
      const made = setUpAuth({ ...(exports && { exports }) });
      const session = koaSession(made.auth, options);
      const Application = load();
      const app = new Application();
      const onError = vi.fn();
      app.on('error', onError);
      app.use(session);
      app.use((context) => handler(context as Koa.Context));
      const server = await serve(app.callback());
      open.push(server);
      const { token } = await made.auth.createSession('ada');
      const cookie = `__Host-session=${token}`;
      return {
        ...made,
        app,
        session,
        server,
        onError,
        get: (path: string, headers: Record<string, string> = {}) => server.request(path, { headers: { cookie, ...headers } }),
        post: (path: string, headers: Record<string, string> = {}) =>
          server.request(path, { method: 'POST', headers: { cookie, origin: server.origin, ...headers } }),
      };
    }

    test('ctx.state tells who is asking, before and after a login and a logout', async () => {
      const made = await setUp(async (context) => {
        const before = context.state.user?.id;
        context.body = `${before}`;
        if (context.method !== 'POST') return;
        await made.session.logout(context);
        const between = context.state.user;
        await made.session.login(context, 'bob');
        context.body = `${before} ${between} ${context.state.user.id} ${context.state.session.userId}`;
      });
      expect((await made.get('/')).body).toBe('ada');
      expect((await made.get('/', { cookie: '' })).body).toBe('undefined');
      expect((await made.post('/')).body).toBe('ada null bob bob');
    });

    test('Koa answers an error with its status, its message where the client may read it, and our headers', async () => {
      const made = await setUp((context) => made.session.requireUser(context, async () => made.session.sendUserData(context)), {
        options: { bearer: true },
      });
      const nobody = await made.get('/', { cookie: '' });
      expect(nobody).toMatchObject({ status: 401, body: 'This request needs a valid session' });
      expect(nobody.headers['www-authenticate']).toBe('Bearer');
      const wrongMethod = await made.get('/');
      expect(wrongMethod).toMatchObject({ status: 405, headers: { allow: 'POST' } });
      expect(wrongMethod.headers['content-disposition']).toBeUndefined();
      expect(await made.post('/', { origin: 'https://evil.example' })).toMatchObject({ status: 403 });
    });

    test('an outage is 503, and says nothing of its cause', async () => {
      const { get, onError } = await setUp(() => {
        throw new SojournError('ERR_STORAGE', 'The storage failed', { cause: new Error('at 10.0.0.1') });
      });
      expect(await get('/')).toMatchObject({ status: 503, body: 'Service Unavailable', setCookie: [] });
      expect(onError).toHaveBeenCalledExactlyOnceWith(expect.objectContaining({ code: 'ERR_STORAGE', expose: false }), expect.anything());
    });

    describe('the cookie of a renewed session goes out', () => {
      const handlers: [what: string, handler: Handler, others: string[], status?: number][] = [
        ['beside one of ctx.cookies', (context) => void context.cookies.set('theme', 'dark', { httpOnly: false }), ['theme=dark; path=/'], 404],
        [
          'beside one that is set as a header',
          (context) => {
            context.set('Set-Cookie', 'theme=dark');
            context.body = 'x';
          },
          ['theme=dark'],
        ],
        ['with a stream', (context) => void (context.body = new PassThrough().end('x')), []],
        [
          'with what is written to the response of Node',
          (context) => {
            context.respond = false;
            context.res.writeHead(200, { 'X-Own': 'yes' }).end('x');
          },
          [],
        ],
        ['with an error', () => Promise.reject(new Error('broken')), [], 500],
        ['with an error of ctx.throw', (context) => context.throw(400, 'no', { headers: { 'X-Own': 'yes' } }), [], 400],
      ];
      test.each(handlers)('%s', async (_what, handler, others, status = 200) => {
        const { get, clock } = await setUp(handler);
        clock.advance(8 * hour);
        const answer = await get('/');
        expect(answer.status).toBe(status);
        expect(answer.setCookie.filter((line) => renewed.test(line))).toHaveLength(1);
        expect(answer.setCookie.filter((line) => !renewed.test(line))).toEqual(others);
        expect(answer.headers).toMatchObject({ 'cache-control': 'no-store', vary: 'Cookie' });
      });

      test('and stays away where the app sets one of the same name', async () => {
        const { get, clock } = await setUp((context) => {
          context.set('Set-Cookie', '__Host-session=own');
          context.body = 'x';
        });
        clock.advance(8 * hour);
        expect((await get('/')).setCookie).toEqual(['__Host-session=own']);
      });
    });

    test('an error of the app\'s own comes as it is, and takes no cookie to the next one who causes it', async () => {
      const shared = Object.assign(new Error('no'), { status: 400, expose: true });
      const { get, clock, onError } = await setUp(() => Promise.reject(shared));
      clock.advance(8 * hour);
      expect((await get('/')).setCookie).toEqual([expect.stringMatching(renewed)]);
      expect(await get('/', { cookie: '' })).toMatchObject({ status: 400, body: 'no', setCookie: [] });
      expect(onError).toHaveBeenNthCalledWith(1, shared, expect.anything());
      expect(shared).not.toHaveProperty('headers');
    });

    test('behind a proxy that Koa trusts, the client\'s address and scheme are the proxy\'s word', async () => {
      const made = await setUp(async (context) => {
        context.body = (await made.session.login(context, 'bob')).user.id;
      });
      made.app.proxy = true;
      const forwarded = { 'x-forwarded-for': '203.0.113.9', 'x-forwarded-proto': 'https' };
      expect((await made.post('/', forwarded)).status).toBe(403);
      const secure = { ...forwarded, origin: made.server.origin.replace('http:', 'https:') };
      expect(await made.post('/', secure)).toMatchObject({ status: 200, body: 'bob' });
      expect(await made.auth.listSessions('bob')).toMatchObject([{ ipAddress: '203.0.113.9' }]);
    });

    test('user data goes out with status 200 and the headers that were set, and its failure is answered by Koa', async () => {
      let rows: unknown[] = [1];
      const made = await setUp(
        async (context) => {
          context.set('X-Own', 'yes');
          await made.session.sendUserData(context);
        },
        { exports: { notes: () => rows } },
      );
      const answer = await made.post('/');
      expect(answer).toMatchObject({ status: 200, headers: { 'x-own': 'yes', 'content-type': 'application/json; charset=utf-8' } });
      expect(JSON.parse(answer.body)).toMatchObject({ notes: [1] });
      rows = [{ password: 'x' }];
      const failed = await made.post('/');
      expect(failed).toMatchObject({ status: 500, body: 'Internal Server Error' });
      expect(failed.headers['content-disposition']).toBeUndefined();
      expect(made.onError).toHaveBeenCalledExactlyOnceWith(expect.objectContaining({ code: 'ERR_EXPORT_CREDENTIAL' }), expect.anything());
    });
  });
}

test('a body that is a Response keeps its cookies, and ours goes out beside them', async () => {
  const { auth, clock } = setUpAuth();
  const app = new Koa().use(koaSession(auth));
  app.use((context) => void (context.body = new Response('x', { headers: { 'Set-Cookie': 'theme=dark' } })));
  const server = await serve(app.callback());
  open.push(server);
  const { token } = await auth.createSession('ada');
  clock.advance(8 * hour);
  const { setCookie } = await server.request('/', { headers: { cookie: `__Host-session=${token}` } });
  expect(setCookie).toEqual(['theme=dark', expect.stringMatching(renewed)]);
});

test('over HTTP/2, a login, an export and an error carry their headers', async () => {
  const { auth } = setUpAuth({ exports: { notes: () => [1] } });
  const session = koaSession(auth);
  const app = new Koa().use(session);
  app.silent = true;
  app.use(async (context) => {
    if (context.path === '/export') await session.sendUserData(context);
    else await session.login(context, 'ada');
    if (context.path === '/broken') context.throw(400);
  });
  const server = createServer(app.callback());
  open.push({ close: () => new Promise((resolve) => server.close(resolve)) });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const client: ClientHttp2Session = connect(origin);
  open.push({ close: () => client.destroy() });
  async function post(path: string, cookie = '') {
    const stream = client.request({ ':method': 'POST', ':path': path, origin, cookie });
    stream.end();
    const [headers] = (await once(stream, 'response')) as [Record<string, string | string[]>];
    let text = '';
    for await (const part of stream.setEncoding('utf8')) text += part;
    return { status: Number(headers[':status']), cookies: [headers['set-cookie'] ?? []].flat(), text };
  }
  const broken = await post('/broken');
  expect(broken).toMatchObject({ status: 400, cookies: [expect.stringMatching(renewed)] });
  const sent = await post('/export', broken.cookies[0]!.split(';')[0]);
  expect(sent.status).toBe(200);
  expect(JSON.parse(sent.text)).toMatchObject({ user: { id: 'ada' }, notes: [1] });
});

test('middlewares know the types of ctx.state from those before them', () => {
  const session = koaSession(setUpAuth().auth);
  new Koa().use(session).use(({ state }) => {
    expectTypeOf(state.user).toEqualTypeOf<{ id: string } | null>();
    expectTypeOf(state.session?.userId).toEqualTypeOf<string | undefined>();
  });
  new Koa().use(session).use(session.requireFresh(1000)).use(({ state }) => {
    expectTypeOf(state.user.id).toEqualTypeOf<string>();
    expectTypeOf(state.session.userId).toEqualTypeOf<string>();
  });
});
