import type { IncomingMessage, ServerResponse } from 'node:http';
import { nodeSession } from '../../../src/integrations/node/index.js';
import { type CreateApp, answerTo, describePending, isRemembered, observe, themeOf, twoSteps, userOf } from './app.js';

/** The handlers give the body, or nothing if they have answered. */
type Handler = (request: IncomingMessage, response: ServerResponse) => Promise<unknown>;

export const createNodeApp: CreateApp = (auth, observed, options) => {
  const session = nodeSession(auth, options);
  const routes: Record<string, Handler> = {
    '/login': async (request, response) => {
      const theme = themeOf(request.url);
      if (theme) response.setHeader('Set-Cookie', theme);
      const { user } = await session.login(request, response, userOf(request.url), { remember: isRemembered(request.url) });
      return `${user.id} ${(await session.current(request, response))?.user.id}`;
    },
    '/begin': (request, response) => session.beginLogin(request, response, userOf(request.url), twoSteps),
    '/pending': async (request, response) => describePending(await session.pendingLogin(request, response)),
    '/complete': async (request, response) => {
      const valid = await session.completeLogin(request, response);
      return valid && `${valid.user.id} ${(await session.current(request, response))?.user.id}`;
    },
    '/reauthenticate': async (request, response) => {
      const valid = await session.reauthenticate(request, response);
      return `${valid.user.id} ${(await session.current(request, response))?.session.id === valid.session.id}`;
    },
    '/logout': async (request, response) =>
      `${await session.logout(request, response)} ${await session.current(request, response)}`,
    '/me': async (request, response) => {
      const { user } = await session.requireUser(request, response);
      observed.reached++;
      return user.id;
    },
    '/fresh': async (request, response) => (await session.requireFresh(request, response, observed.options.maxAge)).user.id,
    '/': async (request, response) => {
      const first = session.current(request, response);
      const second = await session.current(request, response);
      if ((await first) !== second) throw new Error('The session was validated twice');
      return second?.user.id;
    },
  };
  return async (request, response) => {
    response.setHeader('Vary', 'Accept-Encoding');
    const [path = '/'] = (request.url ?? '/').split('?');
    try {
      if (path === '/export') {
        await observe(observed, response, () => session.sendUserData(request, response, observed.options));
      } else {
        response.end(String(await routes[path]!(request, response)));
      }
    } catch (error) {
      if (response.headersSent) return;
      const { status, body } = answerTo(error);
      response.statusCode = status;
      response.end(body);
    }
  };
};
