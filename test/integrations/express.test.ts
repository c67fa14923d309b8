import express from 'express';
import { afterEach, describe, expect, expectTypeOf, inject, test } from 'vitest';
import { expressSession } from '../../src/integrations/express/index.js';
import { loadTool } from '../support/apps/oldest.js';
import { hour, setUp as setUpAuth } from '../support/auth.js';
import { serve } from '../support/http.js';

const open: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const server of open.splice(0)) await server.close();
});

const frameworks: [name: string, load: () => typeof express, isMissing: boolean][] = [
  ['Express 5', () => express, false],
  ['Express 4', () => loadTool('express'), inject('missing').includes('Express 4')],
];

function createSessions(auth: ReturnType<typeof setUpAuth>['auth']) {
  return expressSession(auth);
}

for (const [name, load, isMissing] of frameworks) {
  describe.skipIf(isMissing)(name, () => {
    async function setUp(route: (app: express.Express, session: ReturnType<typeof createSessions>) => void) {
      const made = setUpAuth();
      const session = createSessions(made.auth);
      const app = load()();
      // Quiet: what is thrown here is thrown on purpose.
      app.set('env', 'test');
      route(app, session);
      const server = await serve(app);
      open.push(server);
      const { token } = await made.auth.createSession('ada');
      return { ...made, server, cookie: `__Host-session=${token}` };
    }

    test('res.locals tells who is asking, before and after a login and a logout', async () => {
      const { server, cookie } = await setUp((app, session) => {
        app.use(session);
        app.get('/', (_request, response) => {
          response.end(`${response.locals.user?.id} ${response.locals.session?.userId}`);
        });
        app.post('/', session.requireUser, (request, response, next) => {
          const before = response.locals.session.userId;
          (async () => {
            await session.logout(request, response);
            const between: unknown = response.locals.user;
            await session.login(request, response, 'bob');
            response.end(`${before} ${between as string} ${response.locals.user.id}`);
          })().catch(next);
        });
      });
      expect((await server.request('/', { headers: { cookie } })).body).toBe('ada ada');
      expect((await server.request('/')).body).toBe('undefined undefined');
      expect((await server.request('/', { method: 'POST', headers: { cookie, origin: server.origin } })).body).toBe('ada null bob');
    });

    test('the default error handler keeps the status and our headers', async () => {
      const { server, cookie } = await setUp((app, session) => {
        app.all('/export', (request, response, next) => void session.sendUserData(request, response).catch(next));
        app.get('/me', session.requireUser);
      });
      expect((await server.request('/me')).status).toBe(401);
      const answer = await server.request('/export', { headers: { cookie } });
      expect(answer).toMatchObject({ status: 405, headers: { allow: 'POST' } });
    });

    test('the cookie of a renewed session goes out beside one that the handler sets later', async () => {
      const { server, cookie, clock } = await setUp((app, session) => {
        app.get('/', session, (_request, response) => {
          response.cookie('theme', 'dark').send('x');
        });
      });
      clock.advance(8 * hour);
      const { setCookie } = await server.request('/', { headers: { cookie } });
      expect(setCookie).toEqual([expect.stringMatching(/^__Host-session=[^;]+; Max-Age=604800; /), 'theme=dark; Path=/']);
    });
  });
}

test('handlers know the types of res.locals from the middleware and the guards before them', () => {
  const session = expressSession(setUpAuth().auth);
  const app = express();
  app.get('/', session, (_request, { locals }) => {
    expectTypeOf(locals.user).toEqualTypeOf<{ id: string } | null>();
    expectTypeOf(locals.session?.userId).toEqualTypeOf<string | undefined>();
  });
  app.get('/:id', session.requireUser, ({ params }, { locals }) => {
    expectTypeOf(locals.user).toEqualTypeOf<{ id: string }>();
    expectTypeOf(locals.session.userId).toEqualTypeOf<string>();
    expectTypeOf(params.id).toEqualTypeOf<string>();
  });
  express.Router().use('/', session.requireFresh(1000), (_request, { locals }) => {
    expectTypeOf(locals.user).toEqualTypeOf<{ id: string }>();
  });
});
