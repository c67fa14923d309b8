import { isDatabaseFailure, reasonOf } from '../database/failures.js';
import { type Answer, errorPage } from './answers.js';

/** Refuses a request, with the status to answer. */
export class RequestError extends Error {
  override readonly name = 'RequestError';

  constructor(readonly status: number, message: string) {
    super(message);
  }
}

/** The page for an error. None touches the cookie: in an outage the user stays logged in. */
export function failure(error: unknown): Answer {
  const status = statusOf(error);
  if (status === 503) {
    console.error(`Database failure: ${reasonOf(error)}`);
    return errorPage(status, { 'Retry-After': '30' });
  }
  if (status === 500) console.error(error);
  return errorPage(status);
}

export function notFound(): Answer {
  return errorPage(404);
}

export function methodNotAllowed(route: { get?: unknown; post?: unknown }): Answer {
  const allowed = [...(route.get ? ['GET', 'HEAD'] : []), ...(route.post ? ['POST'] : [])];
  return errorPage(405, { Allow: allowed.join(', ') });
}

/** A `SojournError`, Express's body parser and `RequestError` all carry their status. */
function statusOf(error: unknown): number {
  if (isDatabaseFailure(error)) return 503;
  const status = error instanceof Error && 'status' in error ? error.status : undefined;
  return typeof status === 'number' && status >= 400 && status <= 599 ? status : 500;
}
