import { createServer } from 'node:http';
import express, { type NextFunction, type Request, type Response } from 'express';
import { expressSession } from 'sojourn/express';
import { auth } from '../shared/auth.js';
import { serve } from '../shared/server/serve.js';
import type { Answer } from '../shared/web/answers.js';
import { assets } from '../shared/web/assets.js';
import { failure, methodNotAllowed, notFound } from '../shared/web/failures.js';
import { longestForm, routes } from '../shared/web/routes.js';
import { type Handler, addressOf, pageOf } from '../shared/web/visit.js';

const session = expressSession(auth);
const app = express().disable('x-powered-by');

for (const [path, asset] of assets) app.get(path, (_request, response) => send(response, asset));

// In this order: a form from another site is refused before it is read.
app.use(session);
app.use(express.urlencoded({ extended: false, limit: longestForm }));

for (const [path, route] of routes) {
  const { get, post } = route;
  if (get) app.get(path, run(get));
  if (post) app.post(path, run(post));
  app.all(path, (_request, response) => send(response, methodNotAllowed(route)));
}
app.use((_request: Request, response: Response) => send(response, notFound()));
app.use((error: unknown, _request: Request, response: Response, _next: NextFunction) => {
  const answer = failure(error);
  // What is half sent was broken off.
  if (!response.headersSent) send(response, answer);
});

await serve(createServer(app));

function run(handler: Handler) {
  return async (request: Request, response: Response) => {
    const result = await handler({
      current: session.of(request),
      ipAddress: addressOf(request.ip),
      form: request.body ?? {},
      query: request.query,
      logIn: (userId, remember) => session.login(request, response, userId, { remember }),
      beginLogIn: (userId, remember) =>
        session.beginLogin(request, response, userId, { pending: 'second-factor', remember }),
      pendingLogIn: () => session.pendingLogin(request, response),
      completeLogIn: () => session.completeLogin(request, response),
      reauthenticate: () => session.reauthenticate(request, response),
      logOut: () => session.logout(request, response),
      sendUserData: async (options) => ({ answer: null, sent: session.sendUserData(request, response, options) }),
    });
    const answer = pageOf(result);
    if (answer) send(response, answer);
  };
}

function send(response: Response, { status, headers, body }: Answer): void {
  response.status(status).set(headers).end(body);
}
