import type express from 'express';
import type { ErrorRequestHandler, Request, RequestHandler, Response } from 'express';
import { expressSession } from '../../../src/integrations/express/index.js';
import { type CreateApp, answerTo, describePending, isRemembered, observe, themeOf, twoSteps, userOf } from './app.js';

/** Express 4 does not look at what a handler promises. */
function promised(handler: (request: Request, response: Response) => Promise<void>): RequestHandler {
  return (request, response, next) => void handler(request, response).catch(next);
}

export const createExpressApp = (framework: () => typeof express): CreateApp => (auth, observed, options) => {
  const session = expressSession(auth, options);
  const app = framework()().disable('x-powered-by').disable('etag');
  app.use((_request, response, next) => {
    response.setHeader('Vary', 'Accept-Encoding');
    next();
  });
  app.use(session);
  app.post('/login', promised(async (request, response) => {
    const theme = themeOf(request.url);
    if (theme) response.setHeader('Set-Cookie', theme);
    const { user } = await session.login(request, response, userOf(request.url), { remember: isRemembered(request.url) });
    response.end(`${user.id} ${session.of(request)?.user.id}`);
  }));
  app.post('/begin', promised(async (request, response) => {
    response.end(String(await session.beginLogin(request, response, userOf(request.url), twoSteps)));
  }));
  app.get('/pending', promised(async (request, response) => {
    response.end(describePending(await session.pendingLogin(request, response)));
  }));
  app.post('/complete', promised(async (request, response) => {
    const valid = await session.completeLogin(request, response);
    response.end(String(valid && `${valid.user.id} ${session.of(request)?.user.id}`));
  }));
  app.post('/reauthenticate', promised(async (request, response) => {
    const valid = await session.reauthenticate(request, response);
    response.end(`${valid.user.id} ${session.of(request)?.session.id === valid.session.id}`);
  }));
  app.post('/logout', promised(async (request, response) => {
    response.end(`${await session.logout(request, response)} ${session.of(request)}`);
  }));
  app.all('/me', session.requireUser, (request, response) => {
    observed.reached++;
    response.end(session.of(request)?.user.id);
  });
  // Made anew for each request, since the test may change its mind.
  app.all(
    '/fresh',
    (request, response, next) => session.requireFresh(observed.options.maxAge)(request, response, next),
    (request, response) => {
      response.end(session.of(request)?.user.id);
    },
  );
  app.all('/export', promised((request, response) =>
    observe(observed, response, () => session.sendUserData(request, response, observed.options)),
  ));
  app.all('/', (request, response) => {
    response.end(String(session.of(request)?.user.id));
  });
  const answerError: ErrorRequestHandler = (error, _request, response, _next) => {
    if (response.headersSent) return;
    const { status, body } = answerTo(error);
    response.status(status).end(body);
  };
  return app.use(answerError);
};
