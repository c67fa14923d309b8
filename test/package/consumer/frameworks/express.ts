import express from 'express';
import { expressSession } from 'sojourn/express';
import { auth, emailOf } from './auth.js';

const session = expressSession(auth, { bearer: true });

export const app = express().use(session);

app.post('/login', async (request, response) => {
  response.send(emailOf((await session.login(request, response, 1, { remember: false })).user));
  // @ts-expect-error the user ids are numbers
  await session.login(request, response, 'ada');
});

app.post('/logout', async (request, response) => {
  response.json(await session.logout(request, response));
});

app.post('/export', async (request, response) => {
  await session.sendUserData(request, response, { format: 'ndjson' });
});

app.get('/', session, (_request, response) => {
  const { user } = response.locals;
  response.send(user ? emailOf(user) : 'nobody');
  // @ts-expect-error there may be no user
  void user.email;
});

app.get('/me/:part', session.requireUser, (request, response) => {
  const { user } = response.locals;
  const part: string = request.params.part;
  response.send(emailOf(user) + part);
  // @ts-expect-error not selected
  void user.passwordHash;
});

express.Router().use(session.requireFresh(60_000), (request, response) => {
  response.send(emailOf(response.locals.user));
  // @ts-expect-error there may be no session
  void session.of(request).user;
});
