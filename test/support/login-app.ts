import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import express, { type ErrorRequestHandler } from 'express';
import { SojournError } from '../../src/index.js';
import { expressSession } from '../../src/integrations/express/index.js';
import { nodeSession } from '../../src/integrations/node/index.js';
import type { setUp } from './auth.js';
import { serve } from './http.js';

type Auth = ReturnType<typeof setUp>['auth'];

/** What `/me` answered with, to see that a handler was not reached. */
interface Reached {
  count: number;
}

function userOf(url: string | undefined): string {
  return new URL(url ?? '/', 'http://app.example').searchParams.get('user') ?? 'ada';
}

/** How a login in two steps begins. */
const pendingLogin = { pending: 'second-factor', remember: true, attributes: { theme: 'dark' } };

function describePending(login: { user: { id: string }; pending: string } | null): string | null {
  return login && `${login.user.id} ${login.pending}`;
}

/** An app with a login in one step and one in two, on `node:http`. Every error answers with its status and code. */
function nodeApp(auth: Auth, reached: Reached): RequestListener {
  const session = nodeSession(auth);
  const routes: Record<string, (request: IncomingMessage, response: ServerResponse) => Promise<unknown>> = {
    '/login': async (request, response) => (await session.login(request, response, userOf(request.url))).user.id,
    '/begin': (request, response) => session.beginLogin(request, response, userOf(request.url), pendingLogin),
    '/pending': async (request) => describePending(await session.pendingLogin(request)),
    '/complete': async (request, response) => {
      const valid = await session.completeLogin(request, response);
      return valid && `${valid.user.id} ${(await session.current(request, response))?.user.id}`;
    },
    '/reauthenticate': async (request, response) => {
      const valid = await session.reauthenticate(request, response);
      return `${valid.user.id} ${(await session.current(request, response))?.session.id === valid.session.id}`;
    },
    '/logout': (request, response) => session.logout(request, response),
    '/me': async (request, response) => {
      const { user } = await session.requireUser(request, response);
      reached.count++;
      return user.id;
    },
    '/': async (request, response) => (await session.current(request, response))?.user.id,
  };
  return async (request, response) => {
    try {
      const answer = await routes[(request.url ?? '/').split('?')[0]!]!(request, response);
      response.end(String(answer));
    } catch (error) {
      response.statusCode = error instanceof SojournError ? error.status : 500;
      response.end(error instanceof SojournError ? error.code : String(error));
    }
  };
}

/** The same on Express, where the middleware validates every request, whether or not its handler asks. */
function expressApp(auth: Auth, reached: Reached): RequestListener {
  const session = expressSession(auth);
  const app = express().disable('x-powered-by').disable('etag');
  app.use(session);
  app.post('/login', async (request, response) => {
    response.end((await session.login(request, response, userOf(request.url))).user.id);
  });
  app.post('/begin', async (request, response) => {
    response.end(String(await session.beginLogin(request, response, userOf(request.url), pendingLogin)));
  });
  app.get('/pending', async (request, response) => {
    response.end(String(describePending(await session.pendingLogin(request))));
  });
  app.post('/complete', async (request, response) => {
    const valid = await session.completeLogin(request, response);
    response.end(String(valid && `${valid.user.id} ${session.of(request)?.user.id}`));
  });
  app.post('/reauthenticate', async (request, response) => {
    const valid = await session.reauthenticate(request, response);
    response.end(`${valid.user.id} ${session.of(request)?.session.id === valid.session.id}`);
  });
  app.post('/logout', async (request, response) => {
    response.end(String(await session.logout(request, response)));
  });
  app.all('/me', session.requireUser, (request, response) => {
    reached.count++;
    response.end(String(session.of(request)?.user.id));
  });
  app.all('/', (request, response) => {
    response.end(String(session.of(request)?.user.id));
  });
  const answerError: ErrorRequestHandler = (error, _request, response, _next) => {
    const known = error instanceof SojournError;
    response.status(known ? error.status : 500).end(known ? error.code : String(error));
  };
  return app.use(answerError);
}

export const integrations = { node: nodeApp, express: expressApp };

export type Integration = keyof typeof integrations;

/** A browser without a screen: sends the cookies it was given, and says where its requests come from. */
export interface Browser {
  /** By name on the wire. */
  cookies: Map<string, string>;
  get(path: string, headers?: Record<string, string>): ReturnType<Server['request']>;
  post(path: string, headers?: Record<string, string>): ReturnType<Server['request']>;
}

type Server = Awaited<ReturnType<typeof serve>>;

/** The app of an integration on a free port, and browsers to visit it with. */
export async function serveApp(integration: Integration, auth: Auth) {
  const reached: Reached = { count: 0 };
  const server = await serve(integrations[integration](auth, reached));

  function createBrowser(): Browser {
    const cookies = new Map<string, string>();
    async function send(method: string, path: string, headers: Record<string, string>) {
      const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
      const answer = await server.request(path, { method, headers: { ...(cookie && { cookie }), ...headers } });
      for (const line of answer.setCookie) {
        const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line)!;
        if (line.includes('Max-Age=0')) cookies.delete(name);
        else cookies.set(name, value);
      }
      return answer;
    }
    return {
      cookies,
      get: (path, headers = {}) => send('GET', path, headers),
      post: (path, headers = {}) => send('POST', path, { origin: server.origin, ...headers }),
    };
  }

  return { ...server, reached, createBrowser };
}
