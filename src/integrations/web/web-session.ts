import { SojournError } from '../../errors/sojourn-error.js';
import type { UserId } from '../../session/session.js';
import type { AuthForHttp, HttpOptions } from '../shared/visit/options.js';
import { errorResponse } from '../shared/web/error-response.js';
import type { WebRequest, WebResponse } from '../shared/web/fetch-types.js';
import { readWebOptions } from '../shared/web/options.js';
import { WebExchange } from '../shared/web/web-exchange.js';
import { RequestVisit, type WebVisit } from './web-visit.js';

export interface WebOptions<Request extends WebRequest = WebRequest, Rest extends unknown[] = unknown[]> extends HttpOptions {
  /**
   * Tells the address of the client, since a `Request` does not: it is kept with the session, and told with events. It
   * is given what the handler is, so also what the server passes beside the request. Take no header for it that the
   * client can send itself. Default: no address.
   */
  ipAddress?: (request: Request, ...rest: Rest) => string | null | undefined;
}

/**
 * Sessions for whatever answers a `Request` with a `Response`: Bun, Deno, Workers, and the frameworks built on these.
 *
 * `handler` makes a function that checks the origin and validates the session of each request before it calls yours,
 * and sets the cookie with your answer. A `SojournError` becomes an answer of its status, with the code as its text: 403
 * for another origin, 503 if storage fails (the cookie stays as it is), 401 where a user is required. One of status 500
 * and any other error is thrown on, for the server to report; a `Response` that is thrown is the answer.
 *
 * Where it is not you who makes the function, `open` gives the visit of a request.
 *
 * @throws TypeError naming the option that is wrong
 * @example
 * ```ts
 * import { createAuth } from 'sojourn';
 * import { memoryAdapter } from 'sojourn/memory';
 * import { webSession } from 'sojourn/web';
 *
 * const session = webSession(createAuth({ adapter: memoryAdapter() }));
 * const fetch = session.handler(async (request, visit) => Response.json((await visit.requireUser()).user));
 * export default { fetch };
 * ```
 */
export function webSession<
  User,
  Id extends UserId,
  Attributes extends object,
  Request extends WebRequest = WebRequest,
  Rest extends unknown[] = unknown[],
>(auth: AuthForHttp<User, Id, Attributes>, options: WebOptions<Request, Rest> = {}) {
  const { site, ipAddress } = readWebOptions(auth, options);
  const visits = new WeakMap<Request, RequestVisit<User, Id, Attributes>>();

  /**
   * The visit of a request: the same one for the same object. Every answer to it has to pass through `respond`.
   *
   * @param rest what `ipAddress` is to be given besides
   */
  function open(request: Request, ...rest: Rest): WebVisit<User, Id, Attributes> {
    let visit = visits.get(request);
    if (!visit) {
      visit = new RequestVisit(site, request, new WebExchange(request, () => ipAddress?.(request, ...rest)));
      visits.set(request, visit);
    }
    return visit;
  }

  return {
    open,

    /**
     * Makes a function that answers requests of one that does, and is given the visit as well. What else the server or
     * framework passes comes after it.
     */
    handler<Given extends Request, More extends Rest>(
      answer: (request: Given, visit: WebVisit<User, Id, Attributes>, ...rest: More) => WebResponse | Promise<WebResponse>,
    ): (request: Given, ...rest: More) => Promise<WebResponse> {
      return async (request, ...rest) => {
        const visit = open(request, ...rest);
        try {
          await visit.current();
          return visit.respond(await answer(request, visit, ...rest));
        } catch (error) {
          return visit.respond(answerTo(error));
        }
      };
    },
  };
}

/** What was thrown as an answer, if it is one; else throws it again. */
function answerTo(error: unknown): Response {
  if (error instanceof Response) return error;
  if (error instanceof SojournError && error.status !== 500) return errorResponse(error);
  throw error;
}
