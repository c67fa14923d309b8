import type { Context, MiddlewareHandler, Next } from 'hono';
import type { ValidSession } from '../../auth/validate-session.js';
import { assertPositiveInteger } from '../../session/arguments.js';
import type { Session, UserId } from '../../session/session.js';
import type { SendUserDataOptions } from '../shared/user-data/download.js';
import { defaultMaxAge } from '../shared/visit/freshness.js';
import type { SessionFunctions } from '../shared/visit/functions.js';
import type { AuthForHttp, HttpOptions } from '../shared/visit/options.js';
import { readWebOptions } from '../shared/web/options.js';
import type { UserDataAnswer } from '../shared/web/user-data-answer.js';
import { createHonoVisits } from './hono-visits.js';

export interface HonoOptions extends HttpOptions {
  /**
   * Tells the address of the client, which is kept with the session and told with events; behind a proxy, or where
   * Hono runs on something else than Node: `(c) => getConnInfo(c).remote.address`, or the header of a proxy that the
   * client cannot get around. Default: the address of the connection on `@hono/node-server`, elsewhere none.
   */
  ipAddress?: (context: Context) => string | null | undefined;
}

/** What the middleware sets: `c.var.session` and `c.var.user`, `null` if nobody is signed in. */
export interface SessionVariables<User, Id extends UserId, Attributes extends object> {
  session: Session<Id, Attributes> | null;
  user: User | null;
}

/** What a guard sets. */
interface RequiredVariables<User, Id extends UserId, Attributes extends object> {
  session: Session<Id, Attributes>;
  user: User;
}

/** The types that a middleware adds, where an app is not built in one chain: `new Hono<SessionEnv<typeof session>>()`. */
export type SessionEnv<Middleware> = Middleware extends MiddlewareHandler<infer Env> ? Env : never;

/**
 * Sessions for Hono, as a middleware. It validates the session of each request once, checks the origin of unsafe ones,
 * keeps the cookie up to date whatever a handler answers with, and sets `c.var.user` and `c.var.session`.
 *
 * Wherever a `SojournError` is told of, here or with the functions of the middleware, it comes as the `cause` of an
 * `HTTPException` of its status: 403 for another origin, 503 if storage fails (the cookie stays as it is), 401 where a
 * user is required. Only one of status 500 is thrown as it is, for the app to report.
 *
 * The functions need the middleware, or a guard, before the handler, and work until it has answered: not in what
 * streams a body.
 *
 * @throws TypeError naming the option that is wrong
 * @example
 * ```ts
 * import { Hono } from 'hono';
 * import { createAuth } from 'sojourn';
 * import { honoSession } from 'sojourn/hono';
 * import { memoryAdapter } from 'sojourn/memory';
 *
 * const session = honoSession(createAuth({ adapter: memoryAdapter() }));
 * const app = new Hono().use(session);
 * app.get('/me', session.requireUser, (c) => c.json(c.var.user));
 * ```
 */
export function honoSession<User, Id extends UserId, Attributes extends object>(
  auth: AuthForHttp<User, Id, Attributes>,
  options: HonoOptions = {},
) {
  type Current = ValidSession<User, Id, Attributes> | null;
  type Middleware = MiddlewareHandler<{ Variables: SessionVariables<User, Id, Attributes> }>;
  /** May be called with any context; what comes after it on a route is shown its variables. */
  type Guard = ((context: Context, next: Next) => Promise<void>) & MiddlewareHandler<{ Variables: RequiredVariables<User, Id, Attributes> }>;
  const { site, ipAddress = addressOf } = readWebOptions<[context: Context], User, Id, Attributes>(auth, options);
  const { find, act, pass } = createHonoVisits(site, ipAddress);

  const middleware: Middleware = (context: Context, next: Next) => pass(context, (visit) => visit.current(), next);
  const requireUser: Guard = (context: Context, next: Next) => pass(context, (visit) => visit.requireUser(), next);
  const functions: SessionFunctions<[context: Context], User, Id, Attributes> = {
    login: (context, ...rest) => act(context, (visit) => visit.login(...rest)),
    beginLogin: (context, ...rest) => act(context, (visit) => visit.beginLogin(...rest)),
    pendingLogin: (context) => act(context, (visit) => visit.pendingLogin()),
    completeLogin: (context) => act(context, (visit) => visit.completeLogin()),
    reauthenticate: (context) => act(context, (visit) => visit.reauthenticate()),
    logout: (context) => act(context, (visit) => visit.logout()),
  };

  return Object.assign(middleware, functions, {
    /** A guard: lets only requests with a valid session pass, so that `c.var.user` is there. Others get status 401. */
    requireUser,

    /**
     * Makes a guard: lets only users pass who proved less than `maxAge` ago who they are. Others get status 403, or
     * without a session 401.
     *
     * @param maxAge in milliseconds: a positive integer. Default 600000
     * @throws TypeError if it is not
     */
    requireFresh(maxAge = defaultMaxAge): Guard {
      assertPositiveInteger(maxAge, 'maxAge');
      return (context: Context, next: Next) => pass(context, (visit) => visit.requireFresh(maxAge), next);
    },

    /**
     * The session and user of a request, or `null`.
     *
     * @throws TypeError if nothing validated the session of this request before, or it failed
     */
    of(context: Context): Current {
      const visit = find(context);
      if (!visit) throw new TypeError('The session of this request is not known: the session middleware must run first');
      return visit.known;
    },

    /**
     * The user's data as a file, for a POST of somebody whose login is fresh: answer with the response. Its body is read
     * from the database as fast as the client takes it, with bounded memory. A client that goes away stops the export.
     *
     * What fails before the first bytes rejects, for an error to be answered; what fails later breaks the body off, so
     * that the client does not take a part for the whole.
     *
     * @returns the response, and whether all of it was handed over to the server, once that is known
     * @throws TypeError naming the option that is wrong
     * @throws SojournError `ERR_METHOD` (405, with `Allow` set), `ERR_ORIGIN`, `ERR_UNAUTHENTICATED`, `ERR_NOT_FRESH`,
     * `ERR_EXPORT_RUNNING` (429) while another export of the user is sent by this process, and what
     * `exportUserDataStream` fails with
     */
    sendUserData(context: Context, options: SendUserDataOptions = {}): Promise<UserDataAnswer> {
      return act(context, async (visit) => {
        const opened = await visit.openUserData(options);
        const { answerWithUserData } = await import('../shared/web/user-data-answer.js');
        return answerWithUserData(opened, { client: context.req.raw.signal, signal: options.signal });
      });
    },
  });
}

/** What `@hono/node-server` passes: the request of Node, or within an object of that name. */
interface NodeBindings {
  incoming?: { socket?: { remoteAddress?: string } };
  server?: NodeBindings;
}

/** The address of the connection, where Hono is served by Node. */
function addressOf({ env }: Context): string | undefined {
  const bindings = env as NodeBindings | undefined;
  return (bindings?.server ?? bindings)?.incoming?.socket?.remoteAddress;
}
