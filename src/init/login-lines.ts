/** What the app answers requests with. */
export type Framework = 'next' | 'react-router' | 'hono' | 'fastify' | 'koa' | 'express' | 'node';

interface LoginLines {
  /** As its makers write it. */
  title: string;
  /** What comes after the import of `auth`. `findUser` stands for the app's own check of the password. */
  code: string;
}

const lines: Readonly<Record<Framework, LoginLines>> = {
  next: {
    title: 'Next.js, as a route such as app/login/route.ts',
    code: `import { webSession } from 'sojourn/web';

export const POST = webSession(auth).handler(async (request: Request, visit) => {
  const user = await findUser(await request.formData()); // your check of the password
  if (user) await visit.login(user.USER_ID);
  return new Response(null, { status: 303, headers: { location: '/' } });
});
`,
  },
  'react-router': {
    title: 'React Router, as a route without a component',
    code: `import { webSession } from 'sojourn/web';

const login = webSession(auth).handler(async (request: Request, visit) => {
  const user = await findUser(await request.formData()); // your check of the password
  if (user) await visit.login(user.USER_ID);
  return new Response(null, { status: 303, headers: { location: '/' } });
});
export const action = ({ request }: { request: Request }) => login(request);
`,
  },
  hono: {
    title: 'Hono',
    code: `import { honoSession } from 'sojourn/hono';

const session = honoSession(auth);
app.use(session);
app.post('/login', async (c) => {
  const user = await findUser(await c.req.formData()); // your check of the password
  if (user) await session.login(c, user.USER_ID);
  return c.redirect('/', 303);
});
app.get('/me', session.requireUser, (c) => c.json(c.var.user));
`,
  },
  fastify: {
    title: 'Fastify',
    code: `import { fastifySession } from 'sojourn/fastify';

const session = fastifySession(auth);
app.register(session);
app.post('/login', async (request, reply) => {
  const user = await findUser(request.body); // your check of the password
  if (user) await session.login(request, reply, user.USER_ID);
  return reply.redirect('/', 303);
});
app.get('/me', { onRequest: session.requireUser }, async (request) => session.of(request)?.user);
`,
  },
  koa: {
    title: 'Koa',
    code: `import { koaSession } from 'sojourn/koa';

const session = koaSession(auth);
app.use(session);
app.use(async (ctx, next) => {
  if (ctx.method !== 'POST' || ctx.path !== '/login') return next();
  const user = await findUser(ctx.request.body); // your check of the password
  if (user) await session.login(ctx, user.USER_ID);
  ctx.redirect('/');
});
`,
  },
  express: {
    title: 'Express',
    code: `import { expressSession } from 'sojourn/express';

const session = expressSession(auth);
app.use(session);
app.post('/login', async (req, res) => {
  const user = await findUser(req.body); // your check of the password
  if (user) await session.login(req, res, user.USER_ID);
  res.redirect(303, '/');
});
app.get('/me', session.requireUser, (_req, res) => res.json(res.locals.user));
`,
  },
  node: {
    title: 'node:http',
    code: `import { nodeSession } from 'sojourn/node';

const session = nodeSession(auth);
// In the handler of your login:
await session.login(request, response, user.USER_ID);
// In the handlers of other pages:
const current = await session.current(request, response); // { session, user, renewed }, or null
`,
  },
};

/**
 * The lines with which an app logs somebody in.
 *
 * @param auth what a module in the same folder imports the auth from
 * @param userIdField the field with the id of the user
 */
export function loginLines(framework: Framework, auth: string, userIdField: string): LoginLines {
  const { title, code } = lines[framework];
  return { title, code: `import { auth } from '${auth}';\n${code.replaceAll('USER_ID', userIdField)}` };
}
