import type { IncomingMessage, ServerResponse } from 'node:http';
import { getRequestListener } from '@hono/node-server';
import { type WebVisit, webSession } from '../../../src/integrations/web/index.js';
import { type CreateApp, answerTo, describePending, isRemembered, themeOf, twoSteps, userOf } from './app.js';
import { observeAnswer } from './observe-answer.js';

type Visit = WebVisit<{ id: string }, string, object>;

interface NodeConnection {
  incoming: IncomingMessage;
  outgoing: ServerResponse;
}

export const createWebApp: CreateApp = (auth, observed, options) => {
  const session = webSession(auth, {
    ...options,
    ipAddress: (_request: Request, { incoming }: NodeConnection) => incoming.socket.remoteAddress,
  });
  /** These give the body. */
  const routes: Record<string, (visit: Visit, request: Request) => Promise<unknown>> = {
    '/login': async (visit, { url }) => {
      const { user } = await visit.login(userOf(url), { remember: isRemembered(url) });
      return `${user.id} ${(await visit.current())?.user.id}`;
    },
    '/begin': (visit, { url }) => visit.beginLogin(userOf(url), twoSteps),
    '/pending': async (visit) => describePending(await visit.pendingLogin()),
    '/complete': async (visit) => {
      const valid = await visit.completeLogin();
      return valid && `${valid.user.id} ${(await visit.current())?.user.id}`;
    },
    '/reauthenticate': async (visit) => {
      const valid = await visit.reauthenticate();
      return `${valid.user.id} ${(await visit.current())?.session.id === valid.session.id}`;
    },
    '/logout': async (visit) => `${await visit.logout()} ${await visit.current()}`,
    '/me': async (visit) => {
      const { user } = await visit.requireUser();
      observed.reached++;
      return user.id;
    },
    '/fresh': async (visit) => (await visit.requireFresh(observed.options.maxAge)).user.id,
    '/': async (visit) => {
      const first = visit.current();
      const second = await visit.current();
      if ((await first) !== second) throw new Error('The session was validated twice');
      return second?.user.id;
    },
  };

  const answer = session.handler(async (request: Request, visit, { outgoing }: NodeConnection) => {
    const { pathname } = new URL(request.url);
    if (pathname === '/export') {
      const response = await observeAnswer(observed, request, outgoing, () => visit.sendUserData(observed.options));
      response.headers.set('Vary', 'Accept-Encoding');
      return response;
    }
    const headers = new Headers({ Vary: 'Accept-Encoding' });
    const theme = themeOf(request.url);
    if (theme) headers.set('Set-Cookie', theme);
    return new Response(String(await routes[pathname]!(visit, request)), { headers });
  });

  return getRequestListener(
    async (request, connection) => {
      try {
        return await answer(request, connection as NodeConnection);
      } catch (error) {
        // What the handler does not answer itself is the app's own fault.
        const { status, body } = answerTo(error);
        return new Response(body, { status });
      }
    },
    { overrideGlobalObjects: false },
  );
};
