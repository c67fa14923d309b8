import { type IncomingMessage, type ServerResponse, createServer } from 'node:http';
import { nodeSession } from 'sojourn/node';
import { auth } from '../shared/auth.js';
import { serve } from '../shared/server/serve.js';
import type { Answer } from '../shared/web/answers.js';
import { assets } from '../shared/web/assets.js';
import { failure, methodNotAllowed, notFound } from '../shared/web/failures.js';
import { longestForm, routes } from '../shared/web/routes.js';
import { addressOf, pageOf } from '../shared/web/visit.js';
import { readForm } from './read-form.js';

const session = nodeSession(auth);

const server = createServer(async (request, response) => {
  const result = await answer(request, response).catch(failure);
  // What is half sent was broken off.
  if (!result || response.headersSent) return;
  const { status, headers, body } = result;
  response.writeHead(status, { ...headers, 'Content-Length': Buffer.byteLength(body) }).end(body);
});

await serve(server);

async function answer(request: IncomingMessage, response: ServerResponse): Promise<Answer | null> {
  const { method = 'GET', url = '/' } = request;
  const [path = '/', search] = url.split('?', 2);
  const reads = method === 'GET' || method === 'HEAD';
  const asset = assets.get(path);
  if (asset && reads) return asset;

  // Before the form: one from another site is refused before it is read.
  const current = await session.current(request, response);
  const route = routes.get(path);
  if (!route) return notFound();
  const handler = reads ? route.get : method === 'POST' ? route.post : undefined;
  if (!handler) return methodNotAllowed(route);
  const result = await handler({
    current,
    ipAddress: addressOf(request.socket.remoteAddress),
    form: reads ? {} : await readForm(request, longestForm),
    query: Object.fromEntries(new URLSearchParams(search)),
    logIn: (userId, remember) => session.login(request, response, userId, { remember }),
    beginLogIn: (userId, remember) =>
      session.beginLogin(request, response, userId, { pending: 'second-factor', remember }),
    pendingLogIn: () => session.pendingLogin(request, response),
    completeLogIn: () => session.completeLogin(request, response),
    reauthenticate: () => session.reauthenticate(request, response),
    logOut: () => session.logout(request, response),
    sendUserData: async (options) => ({ answer: null, sent: session.sendUserData(request, response, options) }),
  });
  return pageOf(result);
}
