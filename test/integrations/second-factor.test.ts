import type { RequestListener } from 'node:http';
import express, { type ErrorRequestHandler } from 'express';
import { afterEach, describe, expect, test } from 'vitest';
import { SojournError } from '../../src/index.js';
import { expressSession } from '../../src/integrations/express/index.js';
import { nodeSession } from '../../src/integrations/node/index.js';
import { minute, setUp as setUpAuth } from '../support/auth.js';
import { type Answer, serve } from '../support/http.js';

type Auth = ReturnType<typeof setUpAuth>['auth'];

const details = { pending: 'second-factor', remember: true, attributes: { theme: 'dark' } };

/** The same small app on each integration: each path answers with whom it is about. */
const apps: Record<string, (auth: Auth) => RequestListener> = {
  node(auth) {
    const session = nodeSession(auth);
    const paths: Record<string, (...args: Parameters<RequestListener>) => Promise<unknown>> = {
      '/begin': (request, response) => session.beginLogin(request, response, 'ada', details),
      '/login': async (request, response) => (await session.login(request, response, 'bob')).user.id,
      '/pending': async (request) => {
        const login = await session.pendingLogin(request);
        return login && `${login.user.id} ${login.pending}`;
      },
      '/complete': async (request, response) => {
        const valid = await session.completeLogin(request, response);
        return valid && `${valid.user.id} ${(await session.current(request, response))?.user.id}`;
      },
      '/again': async (request, response) => {
        const valid = await session.reauthenticate(request, response);
        return `${valid.user.id} ${(await session.current(request, response))?.session.id === valid.session.id}`;
      },
      '/logout': (request, response) => session.logout(request, response),
      '/': async (request, response) => (await session.current(request, response))?.user.id,
    };
    return async (request, response) => {
      try {
        response.end(String(await paths[request.url!]!(request, response)));
      } catch (error) {
        response.statusCode = error instanceof SojournError ? error.status : 500;
        response.end(error instanceof SojournError ? error.code : String(error));
      }
    };
  },

  express(auth) {
    const session = expressSession(auth);
    const app = express().disable('etag').use(session);
    app.post('/begin', async (request, response) => {
      response.end(String(await session.beginLogin(request, response, 'ada', details)));
    });
    app.post('/login', async (request, response) => {
      response.end((await session.login(request, response, 'bob')).user.id);
    });
    app.get('/pending', async (request, response) => {
      const login = await session.pendingLogin(request);
      response.end(String(login && `${login.user.id} ${login.pending}`));
    });
    app.post('/complete', async (request, response) => {
      const valid = await session.completeLogin(request, response);
      response.end(String(valid && `${valid.user.id} ${session.of(request)?.user.id}`));
    });
    app.post('/again', async (request, response) => {
      const valid = await session.reauthenticate(request, response);
      response.end(`${valid.user.id} ${session.of(request)?.session.id === valid.session.id}`);
    });
    app.post('/logout', async (request, response) => {
      response.end(String(await session.logout(request, response)));
    });
    app.get('/', (request, response) => {
      response.end(String(session.of(request)?.user.id));
    });
    const answerError: ErrorRequestHandler = (error: SojournError, _request, response, _next) => {
      response.status(error.status).end(error.code);
    };
    return app.use(answerError);
  },
};

describe.each(Object.entries(apps))('%s', (_, createApp) => {
  const open: { close(): Promise<void> }[] = [];
  afterEach(async () => {
    for (const server of open.splice(0)) await server.close();
  });

  /** A browser: keeps the cookies that it is given. */
  async function setUp() {
    const made = setUpAuth();
    const server = await serve(createApp(made.auth));
    open.push(server);
    const jar = new Map<string, string>();

    async function send(method: string, path: string, headers: Record<string, string> = {}): Promise<Answer> {
      const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join('; ');
      const answer = await server.request(path, { method, headers: { origin: server.origin, cookie, ...headers } });
      for (const line of answer.setCookie) {
        const [, name, value] = /^([^=]+)=([^;]*)/.exec(line)!;
        if (value === '') jar.delete(name!);
        else jar.set(name!, value!);
      }
      return answer;
    }
    const names = { session: made.auth.cookie.name, pending: made.auth.pendingCookie.name };
    return { ...made, jar, names, get: (path: string) => send('GET', path), post: (path: string, headers = {}) => send('POST', path, headers) };
  }

  test('a login that waits for a second factor sets its own cookie, and is nobody\'s session', async () => {
    const { jar, names, get, post, auth } = await setUp();
    const answer = await post('/begin');
    expect([...jar.keys()]).toEqual([names.pending]);
    expect(answer.headers['cache-control']).toBe('no-store');
    expect(answer.setCookie).toEqual([expect.stringMatching(/^__Host-session-pending=[^;]+; Max-Age=600; Path=\/; HttpOnly; Secure; SameSite=Lax$/)]);
    expect((await get('/')).body).toBe('undefined');
    expect((await get('/pending')).body).toBe('ada second-factor');
    // Nor is it one in the cookie of sessions.
    jar.set(names.session, jar.get(names.pending)!);
    expect((await get('/')).body).toBe('undefined');
    expect(await auth.listSessions('ada')).toEqual([]);
  });

  test('once complete the user is signed in with another token, and the pending cookie is gone', async () => {
    const { jar, names, get, post, auth } = await setUp();
    await post('/begin');
    const before = jar.get(names.pending)!;
    expect((await post('/complete')).body).toBe('ada ada');
    expect([...jar.keys()]).toEqual([names.session]);
    expect(jar.get(names.session)).not.toBe(before);
    expect((await get('/')).body).toBe('ada');
    expect(await auth.listSessions('ada')).toMatchObject([{ remember: true, attributes: { theme: 'dark' } }]);
    jar.set(names.pending, before);
    expect((await post('/complete')).body).toBe('null');
    expect((await get('/pending')).body).toBe('null');
  });

  test('a session of the browser stays until then, and ends then', async () => {
    const { get, post, auth } = await setUp();
    await post('/login');
    await post('/begin');
    expect((await get('/')).body).toBe('bob');
    await post('/complete');
    expect((await get('/')).body).toBe('ada');
    expect(await auth.listSessions('bob')).toEqual([]);
  });

  test('a login that waited too long is not completed', async () => {
    const { clock, get, post } = await setUp();
    await post('/begin');
    clock.advance(10 * minute);
    expect((await get('/pending')).body).toBe('null');
    expect((await post('/complete')).body).toBe('null');
  });

  test('a request from another origin begins and completes nothing', async () => {
    const { post, jar } = await setUp();
    await post('/begin');
    jar.delete('__Host-session');
    for (const path of ['/begin', '/complete', '/again']) {
      expect(await post(path, { origin: 'https://evil.example' })).toMatchObject({ status: 403, body: 'ERR_ORIGIN', setCookie: [] });
    }
  });

  test('a new proof of who it is gives the session a new token and time', async () => {
    const { jar, names, clock, get, post, auth, events } = await setUp();
    await post('/login');
    const before = jar.get(names.session)!;
    clock.advance(5 * minute);
    expect((await post('/again')).body).toBe('bob true');
    const [session] = await auth.listSessions('bob');
    expect(session!.authenticatedAt).toEqual(clock.time);
    expect(jar.get(names.session)!.split('.')[0]).toBe(session!.id);
    expect((await get('/')).body).toBe('bob');
    expect(events).toContainEqual(expect.objectContaining({ type: 'session.rotated', reauthenticated: true, ipAddress: '127.0.0.1' }));
    jar.set(names.session, before);
    expect((await get('/')).body).toBe('undefined');
    expect(await post('/again')).toMatchObject({ status: 401, body: 'ERR_UNAUTHENTICATED' });
  });

  test('events tell where a request came from, and why a session ended', async () => {
    const { jar, names, get, post, events } = await setUp();
    await post('/login');
    jar.set('other', 'x');
    expect((await post('/logout')).body).toBe('true');
    expect(events.at(-1)).toMatchObject({ type: 'session.invalidated', userId: 'bob', reason: 'logout', ipAddress: '127.0.0.1' });
    jar.set(names.session, 'nonsense');
    await get('/');
    expect(events.at(-1)).toMatchObject({ type: 'session.rejected', reason: 'malformed', ipAddress: '127.0.0.1' });
  });
});
