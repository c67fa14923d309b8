import { assertPositiveInteger } from '../../session/arguments.js';
import type { UserId } from '../../session/session.js';
import { createNodeVisits } from '../shared/node/node-visits.js';
import type { RequiredSessionState, SessionState } from '../shared/node/session-state.js';
import type { SendUserDataOptions } from '../shared/user-data/download.js';
import { defaultMaxAge } from '../shared/visit/freshness.js';
import { functionsOf } from '../shared/visit/functions.js';
import type { AuthForHttp, HttpOptions } from '../shared/visit/options.js';
import { ContextResponse, type KoaContext } from './context-response.js';

type Next = () => Promise<unknown>;

/** For any context; and from the latter Koa takes the type of `ctx.state` in the middlewares that follow. */
interface Middleware<State> {
  (context: KoaContext, next: Next): Promise<void>;
  (context: KoaContext & { state: State }, next: Next): Promise<void>;
}

/**
 * Sessions for Koa, as a middleware. It validates the session of each request once, checks the origin of unsafe ones,
 * keeps the cookie up to date, and sets `ctx.state.user` and `ctx.state.session`. Errors are a `SojournError`, whose
 * `status` Koa answers with: 403 for another origin, 503 if storage fails (the cookie stays as it is), 401 where a user is
 * required. The cookie of a renewed session goes out with the answer to an error, too.
 *
 * Use it before the routes that need it and after what serves static files.
 *
 * @throws TypeError naming the option that is wrong
 * @example
 * ```ts
 * import Koa from 'koa';
 * import { createAuth } from 'sojourn';
 * import { koaSession } from 'sojourn/koa';
 * import { memoryAdapter } from 'sojourn/memory';
 *
 * const session = koaSession(createAuth({ adapter: memoryAdapter() }));
 * const app = new Koa().use(session).use(session.requireUser);
 * app.use((ctx) => {
 *   ctx.body = ctx.state.user;
 * });
 * ```
 */
export function koaSession<User, Id extends UserId, Attributes extends object>(
  auth: AuthForHttp<User, Id, Attributes>,
  options: HttpOptions = {},
) {
  type Guard = Middleware<RequiredSessionState<User, Id, Attributes>>;
  const visits = createNodeVisits<KoaContext, User, Id, Attributes>(
    auth,
    options,
    {
      ipAddress: (context) => context.ip,
      isSecure: (context) => context.secure,
    },
    (state, context) => void Object.assign(context.state, state),
  );

  function visitOf(context: KoaContext) {
    return visits.visitOf(context, new ContextResponse(context));
  }

  const middleware: Middleware<SessionState<User, Id, Attributes>> = async (context: KoaContext, next: Next) => {
    await visitOf(context).current();
    await next();
  };

  const requireUser: Guard = async (context: KoaContext, next: Next) => {
    await visitOf(context).requireUser();
    await next();
  };

  return Object.assign(middleware, {
    ...functionsOf<[context: KoaContext], User, Id, Attributes>(visitOf, 1),
    of: visits.of,

    /**
     * A guard: lets only requests with a valid session pass, so that `ctx.state.user` is there. Others get
     * `ERR_UNAUTHENTICATED`, status 401.
     */
    requireUser,

    /**
     * Makes a guard: lets only users pass who proved less than `maxAge` ago who they are. Others get `ERR_NOT_FRESH`,
     * status 403, or without a session `ERR_UNAUTHENTICATED`, status 401.
     *
     * @param maxAge in milliseconds: a positive integer. Default 600000
     * @throws TypeError if it is not
     */
    requireFresh(maxAge = defaultMaxAge): Guard {
      assertPositiveInteger(maxAge, 'maxAge');
      return async (context: KoaContext, next: Next) => {
        await visitOf(context).requireFresh(maxAge);
        await next();
      };
    },

    /**
     * Sends the user their data as a file, for a POST of somebody whose login is fresh. It is written as fast as the
     * client reads it, with bounded memory. A client that goes away stops the export.
     *
     * What fails before the first bytes is an error for Koa to answer. With them the response is taken from Koa, by
     * `ctx.respond = false`: headers that were set go out, but middlewares see no body. What fails later destroys the
     * response, so that the client does not take a part for the whole.
     *
     * @returns whether all was handed over; false if the client went away
     * @throws TypeError naming the option that is wrong
     * @throws SojournError `ERR_METHOD` (405, with `Allow` set), `ERR_ORIGIN`, `ERR_UNAUTHENTICATED`, `ERR_NOT_FRESH`,
     * `ERR_EXPORT_RUNNING` (429) while another export of the user is sent by this process, and what
     * `exportUserDataStream` fails with
     */
    async sendUserData(context: KoaContext, options: SendUserDataOptions = {}): Promise<boolean> {
      const isSent = await visits.sendUserData(context, new ContextResponse(context), options);
      // Nor is there anything to answer if the client went away before the first bytes.
      context.respond = false;
      return isSent;
    },
  });
}
