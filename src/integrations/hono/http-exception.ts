import { HTTPException } from 'hono/http-exception';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import { SojournError } from '../../errors/sojourn-error.js';
import { errorResponse } from '../shared/web/error-response.js';
import type { WebExchange } from '../shared/web/web-exchange.js';

/**
 * An error as Hono has it: an `HTTPException` of the same status, with our headers, for a `SojournError`; any other as
 * it is. One of status 500 stays itself, so that the app reports it.
 */
export function asHttpException(error: unknown, exchange: WebExchange): unknown {
  if (!(error instanceof SojournError) || error.status === 500) return error;
  const { message } = error;
  const status = error.status as ContentfulStatusCode;
  return new HTTPException(status, { message, cause: error, res: exchange.seal(errorResponse(error)) });
}
