import { createServer } from 'node:http';
import { bodyParser } from '@koa/bodyparser';
import Koa, { type Context } from 'koa';
import { koaSession } from 'sojourn/koa';
import { auth } from '../shared/auth.js';
import { serve } from '../shared/server/serve.js';
import type { Answer } from '../shared/web/answers.js';
import { assets } from '../shared/web/assets.js';
import { failure, methodNotAllowed, notFound } from '../shared/web/failures.js';
import { longestForm, routes } from '../shared/web/routes.js';
import { type Fields, type Handler, addressOf, pageOf } from '../shared/web/visit.js';

const session = koaSession(auth);
const app = new Koa();

app.use(async (context, next) => {
  try {
    await next();
  } catch (error) {
    const answer = failure(error);
    // What is half sent was broken off.
    if (!context.headerSent) send(context, answer);
  }
});
app.use((context, next) => {
  const asset = isRead(context) ? assets.get(context.path) : undefined;
  return asset ? send(context, asset) : next();
});

// In this order: a form from another site is refused before it is read.
app.use(session);
app.use(bodyParser({ enableTypes: ['form'], formLimit: String(longestForm) }));

app.use(async (context) => {
  const route = routes.get(context.path);
  const handler = isRead(context) ? route?.get : context.method === 'POST' ? route?.post : undefined;
  if (handler) await run(handler, context);
  else send(context, route ? methodNotAllowed(route) : notFound());
});

await serve(createServer(app.callback()));

async function run(handler: Handler, context: Context): Promise<void> {
  const result = await handler({
    current: session.of(context),
    ipAddress: addressOf(context.ip),
    form: (context.request.body ?? {}) as Fields,
    query: context.query,
    logIn: (userId, remember) => session.login(context, userId, { remember }),
    beginLogIn: (userId, remember) => session.beginLogin(context, userId, { pending: 'second-factor', remember }),
    pendingLogIn: () => session.pendingLogin(context),
    completeLogIn: () => session.completeLogin(context),
    reauthenticate: () => session.reauthenticate(context),
    logOut: () => session.logout(context),
    sendUserData: async (options) => ({ answer: null, sent: session.sendUserData(context, options) }),
  });
  const answer = pageOf(result);
  if (answer) send(context, answer);
}

function isRead({ method }: Pick<Context, 'method'>): boolean {
  return method === 'GET' || method === 'HEAD';
}

function send(context: Pick<Context, 'status' | 'body' | 'set'>, { status, headers, body }: Answer): void {
  context.status = status;
  context.body = body;
  context.set(headers);
}
