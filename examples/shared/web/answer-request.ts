import type { WebVisit } from 'sojourn/web';
import type { Current } from '../auth.js';
import type { Answer } from './answers.js';
import { assets } from './assets.js';
import { failure, methodNotAllowed, notFound } from './failures.js';
import { readForm } from './read-form.js';
import { longestForm, routes } from './routes.js';
import { addressOf } from './visit.js';

type RequestVisit = WebVisit<NonNullable<Current>['user'], string, NonNullable<Current>['session']['attributes']>;

type WaitUntil = (work: Promise<unknown>) => void;

/**
 * Answers a `Request`, for frameworks that have those. What the browser has to know of the visit is still to be added.
 *
 * @param waitUntil told of what goes on after the answer, where the platform would otherwise end it with the request
 */
export async function answerRequest(
  request: Request,
  visit: RequestVisit,
  ipAddress: string | undefined,
  waitUntil: WaitUntil = () => {},
): Promise<Response> {
  const result = await answer(request, visit, ipAddress, waitUntil).catch(failure);
  if (result instanceof Response) return result;
  const { status, headers, body } = result;
  return new Response(request.method === 'HEAD' || body === '' ? null : body, { status, headers });
}

async function answer(
  request: Request,
  visit: RequestVisit,
  ipAddress: string | undefined,
  waitUntil: WaitUntil,
): Promise<Answer | Response> {
  const { method } = request;
  const { pathname, searchParams } = new URL(request.url);
  const reads = method === 'GET' || method === 'HEAD';
  const asset = assets.get(pathname);
  if (asset && reads) return asset;

  // Before the form: one from another site is refused before it is read.
  const current = await visit.current();
  const route = routes.get(pathname);
  if (!route) return notFound();
  const handler = reads ? route.get : method === 'POST' ? route.post : undefined;
  if (!handler) return methodNotAllowed(route);
  const result = await handler({
    current,
    ipAddress: addressOf(ipAddress),
    form: reads ? {} : await readForm(request, longestForm),
    query: Object.fromEntries(searchParams),
    logIn: (userId, remember) => visit.login(userId, { remember }),
    beginLogIn: (userId, remember) => visit.beginLogin(userId, { pending: 'second-factor', remember }),
    pendingLogIn: () => visit.pendingLogin(),
    completeLogIn: () => visit.completeLogin(),
    reauthenticate: () => visit.reauthenticate(),
    logOut: () => visit.logout(),
    async sendUserData(options) {
      const { response, sent } = await visit.sendUserData(options);
      waitUntil(sent.catch(() => false));
      return { answer: response, sent };
    },
  });
  // Nothing was sent already, since there is nothing here to send it with.
  return result!;
}
