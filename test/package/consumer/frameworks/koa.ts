import Koa from 'koa';
import { koaSession } from 'sojourn/koa';
import { auth, emailOf } from './auth.js';

const session = koaSession(auth);

export const app = new Koa({ proxy: true });

app.use(session).use(async (context, next) => {
  const { user } = context.state;
  // @ts-expect-error there may be no user
  void user.email;
  switch (context.path) {
    case '/login':
      context.body = emailOf((await session.login(context, 1, { remember: false })).user);
      // @ts-expect-error the user ids are numbers
      await session.login(context, 'ada');
      return;
    case '/logout':
      context.body = await session.logout(context);
      return;
    case '/export':
      await session.sendUserData(context, { format: 'ndjson' });
      return;
    default:
      context.body = user ? emailOf(user) : 'nobody';
      await next();
  }
});

app.use(session.requireUser).use((context) => {
  const { user } = context.state;
  context.body = emailOf(user);
  // @ts-expect-error not selected
  void user.passwordHash;
});

app.use(session.requireFresh(60_000)).use((context) => {
  context.body = emailOf(context.state.user);
  // @ts-expect-error there may be no session
  void session.of(context).user;
});
