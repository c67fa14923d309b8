import { isDatabaseFailure } from '../database/failures.js';
import { recordFailure } from '../server/log.js';
import { type Answer, errorPage } from './answers.js';

/** Refuses a request, with the status to answer. */
export class RequestError extends Error {
  override readonly name = 'RequestError';

  /** @param retryAfter when to try again, in seconds from now */
  constructor(readonly status: number, message: string, readonly retryAfter?: number) {
    super(message);
  }
}

/** The page for an error. None touches the cookie: in an outage the user stays logged in. */
export function failure(error: unknown): Answer {
  const status = statusOf(error);
  if (status >= 500) recordFailure('request.failed', error);
  return errorPage(status, status === 503 ? 30 : retryAfterOf(error));
}

export function notFound(): Answer {
  return errorPage(404);
}

export function methodNotAllowed(route: { get?: unknown; post?: unknown }): Answer {
  const allowed = [...(route.get ? ['GET', 'HEAD'] : []), ...(route.post ? ['POST'] : [])];
  const { headers, ...answer } = errorPage(405);
  return { ...answer, headers: { ...headers, Allow: allowed.join(', ') } };
}

/** A `SojournError`, `RequestError` and those of the frameworks all carry their status. */
function statusOf(error: unknown): number {
  if (isDatabaseFailure(error)) return 503;
  const { status, statusCode } = (error instanceof Error ? error : {}) as { status?: unknown; statusCode?: unknown };
  const known = status ?? statusCode;
  return typeof known === 'number' && known >= 400 && known <= 599 ? known : 500;
}

function retryAfterOf(error: unknown): number | undefined {
  return error instanceof RequestError ? error.retryAfter : undefined;
}
