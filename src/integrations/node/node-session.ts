import { type AuthForHttp, type HttpOptions, type HttpRequest, createHttpSessions } from '../shared/http.js';
import type { UserId } from '../../session/session.js';

/** A request of `node:http` or `node:https`. */
export type NodeRequest = HttpRequest & { socket: { encrypted?: boolean | undefined } };

/**
 * Sessions for a `node:http` server. Every function rejects with a `SojournError` whose `status` is the
 * answer to send: 403 for an unsafe request from another origin, 503 if storage fails (the cookie
 * stays as it is), 401 where a user is required.
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
  return createHttpSessions<NodeRequest, User, Id, Attributes>(auth, options, {
    ipAddress: (request) => request.socket.remoteAddress,
    isSecure: (request) => request.socket.encrypted === true,
  });
}
