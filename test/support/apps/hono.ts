import type { ServerResponse } from 'node:http';
import { getRequestListener } from '@hono/node-server';
import { Hono } from 'hono';
import { HTTPException } from 'hono/http-exception';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import { type SessionEnv, honoSession } from '../../../src/integrations/hono/index.js';
import { type CreateApp, answerTo, describePending, isRemembered, themeOf, twoSteps, userOf } from './app.js';
import { observeAnswer } from './observe-answer.js';

export const createHonoApp: CreateApp = (auth, observed, options) => {
  const session = honoSession(auth, options);
  const app = new Hono<SessionEnv<typeof session> & { Bindings: { outgoing: ServerResponse } }>();
  app.use(async (c, next) => {
    c.header('Vary', 'Accept-Encoding');
    await next();
  });
  app.use(session);
  app.post('/login', async (c) => {
    const { url } = c.req;
    const theme = themeOf(url);
    if (theme) c.header('Set-Cookie', theme);
    const { user } = await session.login(c, userOf(url), { remember: isRemembered(url) });
    return c.text(`${user.id} ${c.var.user?.id}`);
  });
  app.post('/begin', async (c) => c.text(String(await session.beginLogin(c, userOf(c.req.url), twoSteps))));
  app.get('/pending', async (c) => c.text(describePending(await session.pendingLogin(c))));
  app.post('/complete', async (c) => {
    const valid = await session.completeLogin(c);
    return c.text(String(valid && `${valid.user.id} ${c.get('user')?.id}`));
  });
  app.post('/reauthenticate', async (c) => {
    const valid = await session.reauthenticate(c);
    return c.text(`${valid.user.id} ${c.var.session?.id === valid.session.id}`);
  });
  app.post('/logout', async (c) => c.text(`${await session.logout(c)} ${c.var.user}`));
  app.all('/me', session.requireUser, (c) => {
    observed.reached++;
    return c.text(c.var.user.id);
  });
  // Made anew for each request, since the test may change its mind.
  app.all(
    '/fresh',
    (c, next) => session.requireFresh(observed.options.maxAge)(c, next),
    (c) => c.text(String(session.of(c)?.user.id)),
  );
  app.all('/export', (c) =>
    observeAnswer(observed, c.req.raw, c.env.outgoing, () => session.sendUserData(c, observed.options)).then((response) => {
      response.headers.set('Vary', 'Accept-Encoding');
      return response;
    }),
  );
  app.all('/', (c) => c.text(String(session.of(c)?.user.id)));
  app.onError((error, c) => {
    const { status, body } = answerTo(error instanceof HTTPException ? error.cause : error);
    return c.text(body, status as ContentfulStatusCode);
  });
  return getRequestListener(app.fetch);
};
