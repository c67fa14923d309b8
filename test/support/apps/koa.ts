import type Koa from 'koa';
import { koaSession } from '../../../src/integrations/koa/index.js';
import { type CreateApp, answerTo, describePending, isRemembered, observe, themeOf, twoSteps, userOf } from './app.js';

type Handler = (context: Koa.Context) => Promise<void>;

/** With the error handler that apps have, which sees to it that Koa does not answer itself. */
export const createKoaApp = (framework: () => typeof Koa): CreateApp => (auth, observed, options) => {
  const session = koaSession(auth, options);
  const Application = framework();
  const app = new Application();
  app.on('error', () => {});
  app.use(async (context, next) => {
    context.set('Vary', 'Accept-Encoding');
    try {
      await next();
    } catch (error) {
      if (context.headerSent) throw error;
      const { status, body } = answerTo(error);
      Object.assign(context, { status, body });
    }
  });
  app.use(session);
  const posts: Record<string, Handler> = {
    '/login': async (context) => {
      const theme = themeOf(context.url);
      if (theme) context.set('Set-Cookie', theme);
      const { user } = await session.login(context, userOf(context.url), { remember: isRemembered(context.url) });
      context.body = `${user.id} ${session.of(context)?.user.id}`;
    },
    '/begin': async (context) => {
      context.body = String(await session.beginLogin(context, userOf(context.url), twoSteps));
    },
    '/complete': async (context) => {
      const valid = await session.completeLogin(context);
      context.body = String(valid && `${valid.user.id} ${session.of(context)?.user.id}`);
    },
    '/reauthenticate': async (context) => {
      const valid = await session.reauthenticate(context);
      context.body = `${valid.user.id} ${session.of(context)?.session.id === valid.session.id}`;
    },
    '/logout': async (context) => {
      context.body = `${await session.logout(context)} ${session.of(context)}`;
    },
  };
  const handlers: Record<string, Handler> = {
    '/pending': async (context) => {
      context.body = describePending(await session.pendingLogin(context));
    },
    '/me': (context) =>
      session.requireUser(context, async () => {
        observed.reached++;
        context.body = session.of(context)?.user.id;
      }),
    '/fresh': (context) =>
      session.requireFresh(observed.options.maxAge)(context, async () => {
        context.body = session.of(context)?.user.id;
      }),
    '/export': (context) => observe(observed, context.res, () => session.sendUserData(context, observed.options)),
    '/': async (context) => {
      context.body = String(session.of(context)?.user.id);
    },
  };
  app.use(async (context) => {
    const handler = handlers[context.path] ?? (context.method === 'POST' ? posts[context.path] : undefined);
    await handler?.(context);
  });
  return app.callback();
};
