'use strict';
const assert = require('node:assert/strict');

/** Uses every entry point, which the caller has loaded by its own means; gives what to print. */
module.exports = async function roundTrip(entries) {
  const { index, memory, prisma, redis, sql, testing, opentelemetry, zip, doctor, cached } = entries;
  const { node, express, fastify, hono, koa, web } = entries;
  const auth = index.createAuth({ adapter: memory.memoryAdapter() });
  const { token, session } = await auth.createSession('ada', { userAgent: 'a browser' });
  const valid = await auth.validateSession(token);
  assert.equal(valid.user.id, 'ada');
  assert.deepEqual(valid.session, session);

  // The export is a chunk of its own, which loads only now.
  const data = await auth.exportUserData('ada');
  assert.deepEqual(data.sessions.map(({ id }) => id), [session.id]);
  assert.deepEqual(JSON.parse(await textOf(auth.exportUserDataStream('ada'))).sessions, data.sessions);
  const archive = await textOf(auth.exportUserDataStream('ada', { format: zip.zip() }));
  assert.ok(archive.startsWith('PK') && archive.includes('sessions.json'));

  const request = (cookie) => ({ method: 'GET', headers: { cookie }, socket: {} });
  const cookie = auth.cookie.serialize(token, session).split(';', 1)[0];
  const seen = await node.nodeSession(auth).current(request(cookie), response());
  assert.equal(seen.session.id, session.id);

  const middleware = express.expressSession(auth);
  const known = request(cookie);
  assert.equal(await answer(middleware, known), undefined);
  assert.equal(middleware.of(known).user.id, 'ada');
  // One class of errors, whichever entry point throws it.
  const refusal = await answer(middleware.requireUser, request(undefined));
  assert.ok(refusal instanceof index.SojournError);
  assert.equal(refusal.code, 'ERR_UNAUTHENTICATED');

  assert.equal(await whoseOnFastify(fastify.fastifySession(auth), request(cookie)), 'ada');
  assert.equal(await whoseOnHono(hono.honoSession(auth), cookie), 'ada');
  const exception = await whoseOnHono(hono.honoSession(auth).requireUser, '').catch((error) => error);
  assert.equal(exception.status, 401);
  assert.ok(exception.cause instanceof index.SojournError);
  const context = { ...request(cookie), res: response(), state: {} };
  await koa.koaSession(auth)(context, async () => {});
  assert.equal(context.state.user.id, 'ada');
  const handler = web.webSession(auth).handler(async (_request, visit) => new Response((await visit.requireUser()).user.id));
  const asked = (headers) => handler(new Request('https://app.example/', { headers })).then((given) => given.text());
  assert.deepEqual([await asked({ cookie }), await asked({})], ['ada', 'ERR_UNAUTHENTICATED']);

  const caching = index.createAuth({ adapter: cached.cachedAdapter(memory.memoryAdapter()) });
  const { token: kept } = await caching.createSession('ada');
  assert.equal((await caching.validateSession(kept)).user.id, 'ada');

  const telemetry = opentelemetry.openTelemetry();
  const observed = index.createAuth({ adapter: telemetry.adapter(memory.memoryAdapter()), onEvent: telemetry.onEvent });
  const another = await observed.validateSession((await observed.createSession(7)).token);
  assert.deepEqual(another.user, { id: 7 });

  const { problems } = doctor.checkSchema({ schema: 'model User {\n  id String @id\n}\n' });
  assert.ok(problems.some(({ code }) => code === 'no-session-model'));

  assert.throws(() => redis.redisAdapter({}, { loadUser: () => null }), { name: 'TypeError', message: /client/ });
  assert.throws(() => sql.sqlAdapter({ dialect: 'oracle' }), { name: 'TypeError', message: /dialect/ });
  assert.throws(() => prisma.prismaAdapter({}), { name: 'TypeError', message: /session/ });

  assert.equal(await auth.invalidateSession(session.id), true);
  assert.equal(await auth.validateSession(token), null);
  assert.equal(await auth.invalidateSession(session.id), false);
  assert.deepEqual(await auth.eraseUserData('ada'), { user: 0, sessions: 0 });

  return { conformanceCases: await runSuite(testing.testStorageAdapter, memory.memoryAdapter) };
};

async function textOf(stream) {
  let text = '';
  for await (const chunk of stream) text += Buffer.from(chunk).toString('latin1');
  return text;
}

function response() {
  return { getHeader: () => undefined, setHeader: () => undefined };
}

/** Runs the hook that a plugin adds, as Fastify does. */
async function whoseOnFastify(plugin, request) {
  const hooks = {};
  const instance = { hasRequestDecorator: () => false, decorateRequest() {}, addHook: (name, hook) => void (hooks[name] = hook) };
  await new Promise((resolve) => plugin(instance, {}, resolve));
  await hooks.onRequest(request, { ...response(), raw: response() });
  return plugin.of(request).user.id;
}

/** Runs a middleware, as Hono does. */
async function whoseOnHono(middleware, cookie) {
  const raw = new Request('https://app.example/', { headers: { cookie } });
  const shown = {};
  await middleware({ req: { raw }, set: (name, value) => void (shown[name] = value) }, async () => {});
  return shown.user.id;
}

/** What a middleware hands to `next`. */
function answer(middleware, request) {
  return new Promise((resolve) => middleware(request, response(), resolve));
}

async function runSuite(testStorageAdapter, memoryAdapter) {
  const users = new Set();
  let created = 0;
  const create = () =>
    memoryAdapter({ loadUser: (id) => (users.has(id) ? { id } : null), deleteUser: (id) => users.delete(id) });
  let adapter = create();
  const cases = [];
  testStorageAdapter((name, run) => cases.push(run), {
    createAdapter: () => adapter,
    async createUser() {
      const id = `user-${++created}`;
      users.add(id);
      return id;
    },
    async deleteUser(userId) {
      users.delete(userId);
    },
    async readSession(sessionId) {
      const [found] = await adapter.findSessions([sessionId]);
      return found?.session ?? null;
    },
    async reset() {
      adapter = create();
    },
    skip: { 'failure: every verb rejects when the storage cannot be reached': 'memory is always there' },
  });
  for (const run of cases) await run();
  return cases.length;
}
