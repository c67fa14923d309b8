import { Hono } from 'hono';
import { type SessionEnv, honoSession } from 'sojourn/hono';
import { auth, emailOf } from './auth.js';

const session = honoSession(auth, { ipAddress: (context) => context.req.header('x-real-ip') });

export const app = new Hono<SessionEnv<typeof session>>();

app.use(session);

app.post('/login', async (context) => {
  const { user } = await session.login(context, 1, { remember: false });
  // @ts-expect-error the user ids are numbers
  await session.login(context, 'ada');
  return context.text(emailOf(user));
});

app.post('/logout', async (context) => context.json(await session.logout(context)));

app.post('/export', async (context) => (await session.sendUserData(context, { format: 'ndjson' })).response);

app.get('/', (context) => {
  const { user } = context.var;
  // @ts-expect-error there may be no user
  void user.email;
  return context.text(user ? emailOf(user) : 'nobody');
});

app.get('/me', session.requireUser, (context) => {
  const { user } = context.var;
  // @ts-expect-error not selected
  void user.passwordHash;
  return context.text(emailOf(user) + emailOf(context.get('user')));
});

/** In one chain the types come with the middlewares. */
export const chained = new Hono()
  .use(session)
  .get('/', (context) => context.text(context.var.user ? emailOf(context.var.user) : 'nobody'))
  .get('/fresh', session.requireFresh(60_000), (context) => context.text(emailOf(context.var.user)));
