import type { ValidSession } from '../../auth/validate-session.js';
import { assertObject, assertPositiveInteger } from '../../session/arguments.js';
import type { UserId } from '../../session/session.js';
import type { HttpRequest } from '../shared/node/node-exchange.js';
import { createNodeVisits } from '../shared/node/node-visits.js';
import type { SessionState } from '../shared/node/session-state.js';
import type { SendUserDataOptions } from '../shared/user-data/download.js';
import { defaultMaxAge } from '../shared/visit/freshness.js';
import { functionsOf } from '../shared/visit/functions.js';
import type { AuthForHttp, HttpOptions } from '../shared/visit/options.js';
import { createPlugin } from './plugin.js';
import { ReplyResponse, type SessionReply } from './reply-response.js';

/** What is used of a request of Fastify; `ip` and `protocol` follow the app's `trustProxy` option. */
export type SessionRequest = HttpRequest & { readonly ip: string; readonly protocol: string };

export interface FastifyOptions extends HttpOptions {
  /**
   * Whether requests get `request.session` and `request.user`. With `false` another plugin may have these names, such as
   * `@fastify/session` or `@fastify/jwt`; `session.of(request)` tells who is asking in either case. Default true.
   */
  decorators?: boolean;
}

/**
 * What requests have where the plugin is registered, for a declaration of the app:
 *
 * ```ts
 * import { createAuth } from 'sojourn';
 * import { type SessionContext, fastifySession } from 'sojourn/fastify';
 * import { memoryAdapter } from 'sojourn/memory';
 *
 * const session = fastifySession(createAuth({ adapter: memoryAdapter() }));
 * declare module 'fastify' {
 *   interface FastifyRequest extends SessionContext<typeof session> {}
 * }
 * ```
 *
 * Both are `null` if nobody is signed in, and `undefined` until that is known: in hooks that run before, and where the
 * validation failed.
 */
export type SessionContext<Plugin extends { of(request: never): unknown }> =
  NonNullable<ReturnType<Plugin['of']>> extends ValidSession<infer User, infer Id, infer Attributes>
    ? Readonly<SessionState<User, Id, Attributes>>
    : never;

/**
 * Sessions for Fastify, as a plugin. Where it is registered, and in what is registered within, it validates the session of
 * each request once, checks the origin of unsafe ones before their body is read, and keeps the cookie up to date.
 * Errors are a `SojournError`, whose `status` Fastify answers with: 403 for another origin, 503 if storage fails
 * (the cookie stays as it is), 401 where a user is required.
 *
 * Register it in a child context to leave other routes alone, and as often as you like: a request is validated once.
 *
 * @throws TypeError naming the option that is wrong
 * @example
 * ```ts
 * import fastify from 'fastify';
 * import { createAuth } from 'sojourn';
 * import { fastifySession } from 'sojourn/fastify';
 * import { memoryAdapter } from 'sojourn/memory';
 *
 * const session = fastifySession(createAuth({ adapter: memoryAdapter() }));
 * const app = fastify().register(session);
 * app.get('/me', { onRequest: session.requireUser }, async (request) => session.of(request)?.user);
 * ```
 */
export function fastifySession<User, Id extends UserId, Attributes extends object>(
  auth: AuthForHttp<User, Id, Attributes>,
  options: FastifyOptions = {},
) {
  assertObject(options, 'options');
  const { decorators = true, ...others } = options;
  if (typeof decorators !== 'boolean') throw new TypeError('"decorators" option must be a boolean');
  const states = new WeakMap<SessionRequest, SessionState<User, Id, Attributes>>();
  const visits = createNodeVisits<SessionRequest, User, Id, Attributes>(
    auth,
    others,
    {
      ipAddress: (request) => request.ip,
      isSecure: (request) => request.protocol === 'https',
    },
    (state, request) => states.set(request, state),
  );

  function visitOf(request: SessionRequest, reply: SessionReply) {
    return visits.visitOf(request, new ReplyResponse(reply));
  }

  const plugin = createPlugin<SessionRequest>(
    async (request, reply) => void (await visitOf(request, reply).current()),
    decorators ? (request) => states.get(request) : undefined,
  );

  return Object.assign(plugin, {
    ...functionsOf<[request: SessionRequest, reply: SessionReply], User, Id, Attributes>(visitOf, 2),
    of: visits.of,

    /**
     * A guard, for `onRequest` or `preHandler`: lets only requests with a valid session pass. Others get
     * `ERR_UNAUTHENTICATED`, status 401.
     */
    async requireUser(request: SessionRequest, reply: SessionReply): Promise<void> {
      await visitOf(request, reply).requireUser();
    },

    /**
     * Makes a guard: lets only users pass who proved less than `maxAge` ago who they are. Others get `ERR_NOT_FRESH`,
     * status 403, or without a session `ERR_UNAUTHENTICATED`, status 401.
     *
     * @param maxAge in milliseconds: a positive integer. Default 600000
     * @throws TypeError if it is not
     */
    requireFresh(maxAge = defaultMaxAge) {
      assertPositiveInteger(maxAge, 'maxAge');
      return async (request: SessionRequest, reply: SessionReply): Promise<void> => {
        await visitOf(request, reply).requireFresh(maxAge);
      };
    },

    /**
     * Sends the user their data as a file, for a POST of somebody whose login is fresh. It is written as fast as the
     * client reads it, with bounded memory. A client that goes away stops the export.
     *
     * What fails before the first bytes is an error for Fastify to answer. With them the reply is taken from Fastify, by
     * `reply.hijack()`: headers that were set on it go out, but `onSend` hooks do not run. What fails later destroys
     * the response, so that the client does not take a part for the whole; that error goes to Fastify's log, and to no
     * error handler.
     *
     * @returns whether all was handed over; false if the client went away
     * @throws TypeError naming the option that is wrong
     * @throws SojournError `ERR_METHOD` (405, with `Allow` set), `ERR_ORIGIN`, `ERR_UNAUTHENTICATED`, `ERR_NOT_FRESH`,
     * `ERR_EXPORT_RUNNING` (429) while another export of the user is sent by this process, and what
     * `exportUserDataStream` fails with
     */
    async sendUserData(request: SessionRequest, reply: SessionReply, options: SendUserDataOptions = {}): Promise<boolean> {
      const isSent = await visits.sendUserData(request, new ReplyResponse(reply), options);
      // Nor is there anything to answer if the client went away before the first bytes.
      reply.hijack();
      return isSent;
    },
  });
}
