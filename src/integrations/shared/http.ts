import type { Auth } from '../../auth/create-auth.js';
import type { CreatedSession, SessionDetails } from '../../auth/create-session.js';
import type { PendingSession } from '../../auth/pending-session.js';
import type { ValidSession } from '../../auth/validate-session.js';
import type { SessionCookie } from '../../cookie/cookie.js';
import { SojournError } from '../../errors/sojourn-error.js';
import { assertOrigins, isTrustedOrigin } from '../../request/origin.js';
import { assertObject } from '../../session/arguments.js';
import type { UserId } from '../../session/session.js';
import type { SendUserDataOptions } from './download.js';
import { assertFresh, defaultMaxAge } from './freshness.js';
import type { StreamingResponse } from './hand-over.js';

/** What is used of a Node request. Structural, so that every framework's own type fits. */
export interface HttpRequest {
  method?: string | undefined;
  headers: { [name: string]: string | string[] | undefined };
  socket: { remoteAddress?: string | undefined; destroyed?: boolean | undefined };
}

/** What is used of a Node response. */
export interface HttpResponse {
  getHeader(name: string): number | string | readonly string[] | undefined;
  setHeader(name: string, value: string | readonly string[]): unknown;
}

export interface HttpOptions {
  /** Origins beside the app's own that may send unsafe requests, each as `https://host[:port]`. Default none. */
  allowedOrigins?: readonly string[];
}

/** What a framework knows better than the bare request, behind a proxy for example. */
export interface Surroundings<Request> {
  ipAddress(request: Request): string | undefined;
  isSecure(request: Request): boolean;
}

/** The functions of `auth` that an integration calls. */
export type AuthForHttp<User, Id extends UserId, Attributes extends object> = Pick<
  Auth<User, Id, Attributes>,
  | 'createSession'
  | 'validateSession'
  | 'validatePendingSession'
  | 'completePendingSession'
  | 'reauthenticate'
  | 'invalidateSession'
  | 'isFresh'
  | 'exportUserDataStream'
  | 'cookie'
  | 'pendingCookie'
>;

/** What of a session a login through an integration may say; address and browser are read off the request. */
export type LoginDetails<Attributes extends object> = Pick<SessionDetails<Attributes>, 'remember' | 'attributes'>;

/** What of a login through an integration may be said that is not complete yet. */
export type PendingLoginDetails<Attributes extends object> = LoginDetails<Attributes> & { pending: string };

/** Sessions over HTTP, for one `auth`; what the integrations have in common. */
export function createHttpSessions<Request extends HttpRequest, User, Id extends UserId, Attributes extends object>(
  auth: AuthForHttp<User, Id, Attributes>,
  options: HttpOptions,
  surroundings: Surroundings<Request>,
) {
  assertObject(auth, 'auth');
  assertObject(options, 'options');
  const { allowedOrigins = [] } = options;
  assertOrigins(allowedOrigins, 'allowedOrigins');
  type Current = ValidSession<User, Id, Attributes> | null;
  const validations = new WeakMap<Request, Promise<Current>>();

  function assertOrigin(request: Request): void {
    const trusted = isTrustedOrigin(
      {
        method: request.method ?? 'GET',
        secFetchSite: single(request.headers['sec-fetch-site']),
        origin: single(request.headers.origin),
        host: single(request.headers.host ?? request.headers[':authority']),
        secure: surroundings.isSecure(request),
      },
      allowedOrigins,
    );
    if (!trusted) throw new SojournError('ERR_ORIGIN', 'A request that may change something came from another origin');
  }

  function setCookie(response: HttpResponse, value: string, { name }: SessionCookie = auth.cookie): void {
    const others = listOf(response.getHeader('Set-Cookie')).filter((each) => !each.startsWith(`${name}=`));
    response.setHeader('Set-Cookie', [...others, value]);
    response.setHeader('Cache-Control', 'no-store');
    const vary = listOf(response.getHeader('Vary')).join(', ');
    if (!/(^|,)\s*(cookie|\*)\s*(,|$)/i.test(vary)) response.setHeader('Vary', vary ? `${vary}, Cookie` : 'Cookie');
  }

  function tokenOf({ headers }: Request, cookie: SessionCookie = auth.cookie): string | null {
    return cookie.read(single(headers.cookie));
  }

  /** An IPv4 address as such, where the socket gives it in the form of IPv6. */
  function addressOf(request: Request): string | undefined {
    return surroundings.ipAddress(request)?.replace(/^::ffff:(?=\d+\.)/, '');
  }

  function deviceOf(request: Request) {
    return { ipAddress: addressOf(request), userAgent: single(request.headers['user-agent']) };
  }

  /** Sets the cookie of a session that was just made, and gives it with its user. */
  async function enter(
    request: Request,
    response: HttpResponse,
    { token, session }: CreatedSession<Id, Attributes>,
  ): Promise<NonNullable<Current>> {
    const after = await auth.validateSession(token, { ipAddress: addressOf(request) });
    if (!after) throw new SojournError('ERR_USER_NOT_FOUND', 'The user was deleted while signing in');
    setCookie(response, auth.cookie.serialize(token, session));
    validations.set(request, Promise.resolve(after));
    return after;
  }

  async function validate(request: Request, response: HttpResponse): Promise<Current> {
    assertOrigin(request);
    const token = tokenOf(request);
    const current = await auth.validateSession(token, { ipAddress: addressOf(request) });
    if (current?.renewed) setCookie(response, auth.cookie.serialize(token!, current.session));
    else if (!current && token !== null && mayClear(request)) setCookie(response, auth.cookie.clear());
    return current;
  }

  function current(request: Request, response: HttpResponse): Promise<Current> {
    let validation = validations.get(request);
    if (!validation) {
      validation = validate(request, response);
      validations.set(request, validation);
    }
    return validation;
  }

  async function requireUser(request: Request, response: HttpResponse): Promise<NonNullable<Current>> {
    return required(await current(request, response));
  }

  async function requireFresh(
    request: Request,
    response: HttpResponse,
    maxAge = defaultMaxAge,
  ): Promise<NonNullable<Current>> {
    const valid = await requireUser(request, response);
    assertFresh(auth.isFresh, valid.session, maxAge);
    return valid;
  }

  return {
    /**
     * Who is asking: checks the origin, reads the cookie, validates it, sends it again if the session
     * was renewed and, on a navigation, clears it if the session is gone. Once a request, however often
     * it is called.
     */
    current,

    /** As `current`, but no valid session is an error: `ERR_UNAUTHENTICATED`, status 401. */
    requireUser,

    /**
     * As `requireUser`, and it must be less than `maxAge` ago that the user proved who they are: else
     * `ERR_NOT_FRESH`, status 403. Ask for the password or factor then, and call `reauthenticate`.
     *
     * @param maxAge in milliseconds: a positive integer. Default 600000
     */
    requireFresh,

    /**
     * Sends the user their data as a file, for a POST of somebody whose login is fresh. The response is written
     * as fast as the client reads it, with bounded memory. A client that goes away stops the export.
     *
     * What fails before the first bytes leaves the response alone, for an error to be answered; what fails later destroys it,
     * so that the client does not take a part for the whole. An error handler has to look at `headersSent`.
     *
     * @returns whether all was handed over; false if the client went away
     * @throws TypeError naming the option that is wrong
     * @throws SojournError `ERR_METHOD` (405, with `Allow` set), `ERR_ORIGIN`, `ERR_UNAUTHENTICATED`, `ERR_NOT_FRESH`,
     * `ERR_EXPORT_RUNNING` (429) while another export of the user is sent by this process, and what
     * `exportUserDataStream` fails with
     */
    async sendUserData(request: Request, response: StreamingResponse, options: SendUserDataOptions = {}): Promise<boolean> {
      const { readDownloadOptions, openDownload, takePlace, handOver } = await import('./send-user-data.js');
      const details = readDownloadOptions(options);
      if (request.method !== 'POST') {
        response.setHeader('Allow', 'POST');
        throw new SojournError('ERR_METHOD', 'User data is only sent for a POST request');
      }
      const { session } = await requireFresh(request, response, details.maxAge);
      const giveBack = takePlace(auth, session.userId);
      try {
        const download = openDownload(auth.exportUserDataStream, session.userId, addressOf(request), details);
        return await handOver(download, response, { signal: options.signal, hasLeft: request.socket.destroyed === true });
      } finally {
        giveBack();
      }
    },

    /**
     * Signs the user in: creates a session with the address and browser of the request, sets its cookie
     * and gives it with its user. A session that the request already had is ended (ASVS 5.0 7.2.4).
     */
    async login(
      request: Request,
      response: HttpResponse,
      userId: Id,
      details: LoginDetails<Attributes> = {},
    ): Promise<NonNullable<Current>> {
      const before = await current(request, response);
      const { remember, attributes } = details;
      const replaces = before?.session.id;
      const created = await auth.createSession(userId, { ...deviceOf(request), remember, attributes, replaces });
      return enter(request, response, created);
    },

    /**
     * Begins a login that waits for more, for a second factor: creates a pending session and sets the pending
     * cookie. A session that the browser has stays, until the login is complete.
     */
    async beginLogin(
      request: Request,
      response: HttpResponse,
      userId: Id,
      details: PendingLoginDetails<Attributes>,
    ): Promise<void> {
      await current(request, response);
      const { pending, remember, attributes } = details;
      const begun = await auth.createSession(userId, { ...deviceOf(request), remember, attributes, pending });
      setCookie(response, auth.pendingCookie.serialize(begun.token, begun.session), auth.pendingCookie);
    },

    /** The login that was begun and is not complete yet, or `null`. Checks the origin. */
    async pendingLogin(request: Request): Promise<PendingSession<User, Id, Attributes> | null> {
      assertOrigin(request);
      const token = tokenOf(request, auth.pendingCookie);
      return auth.validatePendingSession(token, { ipAddress: addressOf(request) });
    },

    /**
     * Completes the login that was begun, once its factor was verified: creates the session, sets its cookie,
     * clears the pending one and ends the session that the browser had. `null` if the login is no longer
     * there, or somebody else completed it.
     */
    async completeLogin(request: Request, response: HttpResponse): Promise<Current> {
      const before = await current(request, response);
      const token = tokenOf(request, auth.pendingCookie);
      const replaces = before?.session.id;
      const created = await auth.completePendingSession(token, { ...deviceOf(request), replaces });
      if (!created) return null;
      setCookie(response, auth.pendingCookie.clear(), auth.pendingCookie);
      return enter(request, response, created);
    },

    /**
     * For a user who has just proved again who they are: gives the session a new token, begins its timeouts
     * anew and sets the cookie. Throws `ERR_UNAUTHENTICATED`, status 401, if there is no valid session.
     */
    async reauthenticate(request: Request, response: HttpResponse): Promise<NonNullable<Current>> {
      required(await current(request, response));
      return enter(request, response, required(await auth.reauthenticate(tokenOf(request), deviceOf(request))));
    },

    /**
     * Ends the session of the request and clears the cookie; tells whether there was one. If storage
     * fails the cookie stays, since the session may live on.
     */
    async logout(request: Request, response: HttpResponse): Promise<boolean> {
      const before = await current(request, response);
      let existed = false;
      if (before) {
        const { id, userId } = before.session;
        existed = await auth.invalidateSession(id, { userId, reason: 'logout', ipAddress: addressOf(request) });
      }
      setCookie(response, auth.cookie.clear());
      validations.set(request, Promise.resolve(null));
      return existed;
    },
  };
}

/**
 * Only the answer to a navigation clears a dead cookie. Another request may have been sent before a login
 * and be answered after it, and would take the new cookie away.
 */
function mayClear({ headers }: HttpRequest): boolean {
  return (headers['sec-fetch-mode'] ?? 'navigate') === 'navigate';
}

function required<T>(session: T | null): T {
  if (session === null) throw new SojournError('ERR_UNAUTHENTICATED', 'This request needs a valid session');
  return session;
}

function single(value: string | string[] | undefined): string | undefined {
  return Array.isArray(value) ? value.join('; ') : value;
}

function listOf(value: number | string | readonly string[] | undefined): string[] {
  return value === undefined ? [] : typeof value === 'object' ? [...value] : [String(value)];
}
