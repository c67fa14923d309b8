import type { ValidSession } from '../../auth/validate-session.js';
import { assertPositiveInteger } from '../../session/arguments.js';
import type { UserId } from '../../session/session.js';
import type { HttpRequest, HttpResponse } from '../shared/node/node-exchange.js';
import { createNodeVisits } from '../shared/node/node-visits.js';
import type { RequiredSessionState, SessionState } from '../shared/node/session-state.js';
import { defaultMaxAge } from '../shared/visit/freshness.js';
import { functionsOf } from '../shared/visit/functions.js';
import type { AuthForHttp, HttpOptions } from '../shared/visit/options.js';

/** What is used of an Express request; `ip` and `secure` follow the app's "trust proxy" setting. */
export type ExpressRequest = HttpRequest & { ip?: string | undefined; secure?: boolean | undefined };

/** What is used of an Express response. */
export type ExpressResponse<Locals extends object = object> = HttpResponse & { locals?: Locals };

type Next = (error?: unknown) => void;

/** For any response; and from the latter Express takes the type of `res.locals` in the handlers that follow. */
interface Middleware<Locals> {
  (request: ExpressRequest, response: ExpressResponse, next: Next): void;
  (request: ExpressRequest, response: HttpResponse & { locals: Locals }, next: Next): void;
}

/**
 * Sessions for Express, as a middleware. It validates the session of each request once, checks
 * the origin of unsafe ones, keeps the cookie up to date, and sets `res.locals.user` and `res.locals.session`. Errors go
 * to `next` as a `SojournError` whose `status` Express answers with: 403 for another origin, 503 if storage fails
 * (the cookie stays as it is), 401 where a user is required.
 *
 * Mount it before the routes that need it and after what serves static files.
 *
 * @throws TypeError naming the option that is wrong
 * @example
 * ```ts
 * import express from 'express';
 * import { createAuth } from 'sojourn';
 * import { expressSession } from 'sojourn/express';
 * import { memoryAdapter } from 'sojourn/memory';
 *
 * const session = expressSession(createAuth({ adapter: memoryAdapter() }));
 * const app = express().use(session);
 * app.get('/me', session.requireUser, (req, res) => {
 *   res.json(res.locals.user);
 * });
 * ```
 */
export function expressSession<User, Id extends UserId, Attributes extends object>(
  auth: AuthForHttp<User, Id, Attributes>,
  options: HttpOptions = {},
) {
  type Current = ValidSession<User, Id, Attributes> | null;
  type Guard = Middleware<RequiredSessionState<User, Id, Attributes>>;
  const { visitOf, of, sendUserData } = createNodeVisits<ExpressRequest, User, Id, Attributes, ExpressResponse>(
    auth,
    options,
    {
      ipAddress: (request) => request.ip ?? request.socket.remoteAddress,
      isSecure: (request) => request.secure === true,
    },
    (state, _request, { locals }) => locals && Object.assign(locals, state),
  );

  /** Goes on to the next handler once it is known who is asking. */
  function proceed(validation: Promise<Current>, next: Next): void {
    validation.then(() => next(), next);
  }

  const middleware: Middleware<SessionState<User, Id, Attributes>> = (request: ExpressRequest, response: ExpressResponse, next: Next) =>
    proceed(visitOf(request, response).current(), next);

  const requireUser: Guard = (request: ExpressRequest, response: ExpressResponse, next: Next) =>
    proceed(visitOf(request, response).requireUser(), next);

  return Object.assign(middleware, {
    ...functionsOf<[request: ExpressRequest, response: ExpressResponse], User, Id, Attributes>(visitOf, 2),
    of,
    sendUserData,

    /**
     * A guard: lets only requests with a valid session pass, so that `res.locals.user` is there. Others get
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
      return (request: ExpressRequest, response: ExpressResponse, next: Next) =>
        proceed(visitOf(request, response).requireFresh(maxAge), next);
    },
  });
}
