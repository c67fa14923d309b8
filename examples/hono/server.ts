import { createServer } from 'node:http';
import { getRequestListener } from '@hono/node-server';
import { getConnInfo } from '@hono/node-server/conninfo';
import { type Context, Hono } from 'hono';
import { HTTPException } from 'hono/http-exception';
import { honoSession } from 'sojourn/hono';
import { auth } from '../shared/auth.js';
import { serve } from '../shared/server/serve.js';
import type { Answer } from '../shared/web/answers.js';
import { assets } from '../shared/web/assets.js';
import { failure, methodNotAllowed, notFound } from '../shared/web/failures.js';
import { readForm } from '../shared/web/read-form.js';
import { longestForm, routes } from '../shared/web/routes.js';
import { type Handler, addressOf } from '../shared/web/visit.js';

const session = honoSession(auth);
const app = new Hono();

for (const [path, asset] of assets) app.get(path, () => respond(asset));

// A form from another site is refused before it is read.
app.use(session);

for (const [path, route] of routes) {
  const { get, post } = route;
  if (get) app.get(path, run(get));
  if (post) app.post(path, run(post));
  app.all(path, () => respond(methodNotAllowed(route)));
}
app.notFound(() => respond(notFound()));
app.onError((error) => respond(failure(causeOf(error))));

await serve(createServer(getRequestListener(app.fetch)));

function run(handler: Handler) {
  return async (context: Context): Promise<Response> => {
    const { method, raw } = context.req;
    const answer = await handler({
      current: session.of(context),
      ipAddress: addressOf(getConnInfo(context).remote.address),
      form: method === 'POST' ? await readForm(raw, longestForm) : {},
      query: context.req.query(),
      logIn: (userId, remember) => session.login(context, userId, { remember }),
      beginLogIn: (userId, remember) => session.beginLogin(context, userId, { pending: 'second-factor', remember }),
      pendingLogIn: () => session.pendingLogin(context),
      completeLogIn: () => session.completeLogin(context),
      reauthenticate: () => session.reauthenticate(context),
      logOut: () => session.logout(context),
      async sendUserData(options) {
        const { response, sent } = await session.sendUserData(context, options).catch((error: unknown) => {
          throw causeOf(error);
        });
        return { answer: response, sent };
      },
    });
    // Nothing was sent already, since there is nothing here to send it with.
    return answer instanceof Response ? answer : respond(answer!);
  };
}

function respond({ status, headers, body }: Answer): Response {
  return new Response(body === '' ? null : body, { status, headers });
}

/** The error of the library, where Hono's own is around it. */
function causeOf(error: unknown): unknown {
  return error instanceof HTTPException ? error.cause : error;
}
