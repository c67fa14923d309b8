import type { UserId } from '../../session/session.js';
import type { HttpRequest, HttpResponse } from '../shared/node/node-exchange.js';
import { createNodeVisits } from '../shared/node/node-visits.js';
import { askingFunctionsOf } from '../shared/visit/functions.js';
import type { AuthForHttp, HttpOptions } from '../shared/visit/options.js';

/** A request of `node:http` or `node:https`. */
export type NodeRequest = HttpRequest & { socket: { encrypted?: boolean | undefined } };

/**
 * Sessions for a `node:http` server. Every function rejects with a `SojournError` whose `status` is the
 * answer to send: 403 for an unsafe request from another origin, 503 if storage fails (the cookie
 * stays as it is), 401 where a user is required.
 *
 * It is also a middleware in the style of connect, for servers such as connect or polka: `app.use(session)`
 * validates the session of each request, gives errors to `next`, and `session.of(request)` tells what was found.
 *
 * The address of the client is the one of the connection, so behind a proxy that of the proxy.
 *
 * @throws TypeError naming the option that is wrong
 * @example
 * ```ts
 * import { createServer } from 'node:http';
 * import { createAuth } from 'sojourn';
 * import { memoryAdapter } from 'sojourn/memory';
 * import { nodeSession } from 'sojourn/node';
 *
 * const session = nodeSession(createAuth({ adapter: memoryAdapter() }));
 * createServer(async (request, response) => {
 *   const current = await session.current(request, response);
 *   response.end(current ? `Hello ${current.user.id}` : 'Hello stranger');
 * });
 * ```
 */
export function nodeSession<User, Id extends UserId, Attributes extends object>(
  auth: AuthForHttp<User, Id, Attributes>,
  options: HttpOptions = {},
) {
  const { visitOf, of, sendUserData } = createNodeVisits<NodeRequest, User, Id, Attributes>(auth, options, {
    ipAddress: (request) => request.socket.remoteAddress,
    isSecure: (request) => request.socket.encrypted === true,
  });

  function middleware(request: NodeRequest, response: HttpResponse, next: (error?: unknown) => void): void {
    visitOf(request, response).current().then(() => next(), next);
  }

  return Object.assign(middleware, {
    ...askingFunctionsOf<[request: NodeRequest, response: HttpResponse], User, Id, Attributes>(visitOf, 2),
    of,
    sendUserData,
  });
}
