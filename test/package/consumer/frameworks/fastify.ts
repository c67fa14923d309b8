import fastify from 'fastify';
import { type SessionContext, fastifySession } from 'sojourn/fastify';
import { auth, emailOf } from './auth.js';

const session = fastifySession(auth, { decorators: true });

declare module 'fastify' {
  interface FastifyRequest extends SessionContext<typeof session> {}
}

export const app = fastify({ trustProxy: true });

app.register(session);

app.post('/login', async (request, reply) => {
  const { user } = await session.login(request, reply, 1, { remember: false });
  // @ts-expect-error the user ids are numbers
  await session.login(request, reply, 'ada');
  return emailOf(user);
});

app.post('/logout', async (request, reply) => session.logout(request, reply));

app.post('/export', async (request, reply) => {
  await session.sendUserData(request, reply, { format: 'ndjson' });
});

app.get('/me', { onRequest: session.requireUser }, async (request) => {
  const { user } = request;
  // @ts-expect-error not selected
  void user?.passwordHash;
  // @ts-expect-error there may be no user
  void user.email;
  return user && emailOf(user);
});

app.get('/fresh', { preHandler: session.requireFresh(60_000) }, async (request) => {
  const current = session.of(request);
  return current && emailOf(current.user);
});

/** Over HTTP/2 requests and replies have other types. */
export const secure = fastify({ http2: true, https: {} });

secure.register(session);

secure.get('/me', { onRequest: session.requireUser }, async (request, reply) => {
  const { user } = await session.reauthenticate(request, reply);
  return emailOf(user);
});
