import type { IncomingMessage, ServerResponse } from 'node:http';
import type fastify from 'fastify';
import { fastifySession } from '../../../src/integrations/fastify/index.js';
import { type CreateApp, answerTo, describePending, isRemembered, observe, themeOf, twoSteps, userOf } from './app.js';

export const createFastifyApp = (framework: () => typeof fastify): CreateApp => async (auth, observed, options) => {
  const session = fastifySession(auth, options);
  const app = framework()();
  app.addHook('onRequest', async (_request, reply) => void reply.header('Vary', 'Accept-Encoding'));
  app.setErrorHandler(async (error, _request, reply) => {
    const { status, body } = answerTo(error);
    return reply.code(status).send(body);
  });
  app.register(session);
  app.post('/login', async (request, reply) => {
    const theme = themeOf(request.url);
    if (theme) reply.header('Set-Cookie', theme);
    const { user } = await session.login(request, reply, userOf(request.url), { remember: isRemembered(request.url) });
    return `${user.id} ${session.of(request)?.user.id}`;
  });
  app.post('/begin', async (request, reply) => String(await session.beginLogin(request, reply, userOf(request.url), twoSteps)));
  app.get('/pending', async (request, reply) => describePending(await session.pendingLogin(request, reply)));
  app.post('/complete', async (request, reply) => {
    const valid = await session.completeLogin(request, reply);
    return String(valid && `${valid.user.id} ${session.of(request)?.user.id}`);
  });
  app.post('/reauthenticate', async (request, reply) => {
    const valid = await session.reauthenticate(request, reply);
    return `${valid.user.id} ${session.of(request)?.session.id === valid.session.id}`;
  });
  app.post('/logout', async (request, reply) => `${await session.logout(request, reply)} ${session.of(request)}`);
  app.all('/me', { preHandler: session.requireUser }, async (request) => {
    observed.reached++;
    return session.of(request)?.user.id;
  });
  // Made anew for each request, since the test may change its mind.
  app.all(
    '/fresh',
    { onRequest: (request, reply) => session.requireFresh(observed.options.maxAge)(request, reply) },
    async (request) => session.of(request)?.user.id,
  );
  app.all('/export', (request, reply) =>
    observe(observed, reply.raw, () => session.sendUserData(request, reply, observed.options)),
  );
  app.all('/', async (request) => String(session.of(request)?.user.id));
  await app.ready();
  return (request: IncomingMessage, response: ServerResponse) => app.routing(request, response);
};
