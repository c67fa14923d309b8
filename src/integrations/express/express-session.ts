import type { ValidSession } from '../../auth/validate-session.js';
import { assertPositiveInteger } from '../../session/arguments.js';
import type { UserId } from '../../session/session.js';
import { defaultMaxAge } from '../shared/freshness.js';
import {
  type AuthForHttp,
  type HttpOptions,
  type HttpRequest,
  type HttpResponse,
  type LoginDetails,
  type PendingLoginDetails,
  createHttpSessions,
} from '../shared/http.js';

/** What is used of an Express request; `ip` and `secure` follow the app's "trust proxy" setting. */
export type ExpressRequest = HttpRequest & { ip?: string | undefined; secure?: boolean | undefined };

type Next = (error?: unknown) => void;

/**
 * Sessions for Express, as a middleware. It validates the session of each request once, checks
 * the origin of unsafe ones, and keeps the cookie up to date. Errors go to `next` as a `SojournError`
 * whose `status` Express answers with: 403 for another origin, 503 if storage fails (the cookie stays as
 * it is), 401 where a user is required.
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
 *   res.json(session.of(req)?.user);
 * });
 * ```
 */
export function expressSession<User, Id extends UserId, Attributes extends object>(
  auth: AuthForHttp<User, Id, Attributes>,
  options: HttpOptions = {},
) {
  type Current = ValidSession<User, Id, Attributes> | null;
  const sessions = createHttpSessions<ExpressRequest, User, Id, Attributes>(auth, options, {
    ipAddress: (request) => request.ip ?? request.socket.remoteAddress,
    isSecure: (request) => request.secure === true,
  });
  const validated = new WeakMap<ExpressRequest, Current>();

  /** Goes on to the next handler once it is known who is asking. */
  function proceed(request: ExpressRequest, next: Next, validation: Promise<Current>): void {
    validation.then((result) => {
      validated.set(request, result);
      next();
    }, next);
  }

  function middleware(request: ExpressRequest, response: HttpResponse, next: Next): void {
    proceed(request, next, sessions.current(request, response));
  }

  return Object.assign(middleware, {
    /**
     * The session and user of a request, or `null`.
     *
     * @throws TypeError if neither the middleware nor a guard saw the request, or it failed
     */
    of(request: ExpressRequest): Current {
      const result = validated.get(request);
      if (result === undefined) throw new TypeError('The session of this request is not known: the session middleware must run first, and succeed');
      return result;
    },

    /** A guard: lets only requests with a valid session pass. Others get `ERR_UNAUTHENTICATED`, status 401. */
    requireUser(request: ExpressRequest, response: HttpResponse, next: Next): void {
      proceed(request, next, sessions.requireUser(request, response));
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
      return (request: ExpressRequest, response: HttpResponse, next: Next): void => {
        proceed(request, next, sessions.requireFresh(request, response, maxAge));
      };
    },

    /**
     * Sends the user their data as a file, for a POST of somebody whose login is fresh, as fast as the client reads it.
     * Errors that come up before the first bytes are for the error handler to answer. Later ones destroy the
     * response, so the handler has to look at `headersSent`.
     *
     * @returns whether all was handed over; false if the client went away, which stops the export
     * @throws TypeError naming the option that is wrong
     * @throws SojournError `ERR_METHOD` (405, with `Allow` set), `ERR_ORIGIN`, `ERR_UNAUTHENTICATED`, `ERR_NOT_FRESH`,
     * `ERR_EXPORT_RUNNING` (429) while another export of the user is sent by this process, and what
     * `exportUserDataStream` fails with
     */
    sendUserData: sessions.sendUserData,

    /** Signs the user in and sets the cookie; `of` tells the new session from then on. */
    async login(
      request: ExpressRequest,
      response: HttpResponse,
      userId: Id,
      details: LoginDetails<Attributes> = {},
    ): Promise<NonNullable<Current>> {
      const valid = await sessions.login(request, response, userId, details);
      validated.set(request, valid);
      return valid;
    },

    /** Begins a login that waits for more: sets the pending cookie, and leaves a session that is there alone. */
    beginLogin(
      request: ExpressRequest,
      response: HttpResponse,
      userId: Id,
      details: PendingLoginDetails<Attributes>,
    ): Promise<void> {
      return sessions.beginLogin(request, response, userId, details);
    },

    /** The login that was begun and is not complete yet, or `null`. */
    pendingLogin: sessions.pendingLogin,

    /**
     * Completes the login that was begun, once its factor was verified, and sets the cookie; `of` tells the new
     * session from then on. `null` if the login is no longer there.
     */
    async completeLogin(request: ExpressRequest, response: HttpResponse): Promise<Current> {
      const valid = await sessions.completeLogin(request, response);
      if (valid) validated.set(request, valid);
      return valid;
    },

    /**
     * For a user who has just proved again who they are: a new token, and timeouts that begin anew. `of` tells
     * the session as it then is.
     */
    async reauthenticate(request: ExpressRequest, response: HttpResponse): Promise<NonNullable<Current>> {
      const valid = await sessions.reauthenticate(request, response);
      validated.set(request, valid);
      return valid;
    },

    /** Ends the session and clears the cookie; tells whether there was one. `of` gives `null` from then on. */
    async logout(request: ExpressRequest, response: HttpResponse): Promise<boolean> {
      const existed = await sessions.logout(request, response);
      validated.set(request, null);
      return existed;
    },
  });
}
