import formbody from '@fastify/formbody';
import fastify, { type FastifyReply, type FastifyRequest } from 'fastify';
import { fastifySession } from 'sojourn/fastify';
import { auth } from '../shared/auth.js';
import { serve } from '../shared/server/serve.js';
import type { Answer } from '../shared/web/answers.js';
import { assets } from '../shared/web/assets.js';
import { failure, methodNotAllowed, notFound } from '../shared/web/failures.js';
import { longestForm, routes } from '../shared/web/routes.js';
import { type Fields, type Handler, addressOf, pageOf } from '../shared/web/visit.js';

const session = fastifySession(auth);
const app = fastify();

for (const [path, asset] of assets) app.get(path, (_request, reply) => send(reply, asset));

app.setErrorHandler((error, _request, reply) => send(reply, failure(error)));

// In a context of its own, since the assets need no session.
app.register(async (pages) => {
  pages.register(session);
  pages.register(formbody, { bodyLimit: longestForm });
  // Any other body has no fields.
  pages.removeContentTypeParser(['application/json', 'text/plain']);
  pages.addContentTypeParser('*', (_request, payload, done) => {
    payload.resume();
    done(null);
  });

  for (const [path, { get, post }] of routes) {
    if (get) pages.get(path, run(get));
    if (post) pages.post(path, run(post));
  }
  pages.setNotFoundHandler((request, reply) => {
    const route = routes.get(request.url.split('?', 1)[0]!);
    return send(reply, route ? methodNotAllowed(route) : notFound());
  });
});

await app.ready();
await serve(app.server);

function run(handler: Handler) {
  return async (request: FastifyRequest, reply: FastifyReply) => {
    try {
      const answer = pageOf(await answerTo(handler, request, reply));
      if (answer) return send(reply, answer);
    } catch (error) {
      // What is half sent was broken off, and Fastify has no part in it any more.
      if (!reply.sent) throw error;
      failure(error);
    }
  };
}

function answerTo(handler: Handler, request: FastifyRequest, reply: FastifyReply) {
  return handler({
    current: session.of(request),
    ipAddress: addressOf(request.ip),
    form: (request.body ?? {}) as Fields,
    query: request.query as Fields,
    logIn: (userId, remember) => session.login(request, reply, userId, { remember }),
    beginLogIn: (userId, remember) =>
      session.beginLogin(request, reply, userId, { pending: 'second-factor', remember }),
    pendingLogIn: () => session.pendingLogin(request, reply),
    completeLogIn: () => session.completeLogin(request, reply),
    reauthenticate: () => session.reauthenticate(request, reply),
    logOut: () => session.logout(request, reply),
    sendUserData: async (options) => ({ answer: null, sent: session.sendUserData(request, reply, options) }),
  });
}

function send(reply: FastifyReply, { status, headers, body }: Answer): FastifyReply {
  return reply.code(status).headers(headers).send(body);
}
