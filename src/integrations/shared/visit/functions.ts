import type { PendingSession } from '../../../auth/pending-session.js';
import type { ValidSession } from '../../../auth/validate-session.js';
import type { UserId } from '../../../session/session.js';
import type { LoginDetails, PendingLoginDetails } from './options.js';
import type { Visit } from './visit.js';

/**
 * What an integration offers for a request, named by `Place`: what the framework gives a handler to work on, such as
 * request and response, or a context.
 */
export interface SessionFunctions<Place extends unknown[], User, Id extends UserId, Attributes extends object> {
  /**
   * Signs the user in: creates a session with the address and browser of the request, sets its cookie
   * and gives it with its user. A session that the browser already had is ended (ASVS 5.0 7.2.4).
   *
   * @throws SojournError `ERR_ORIGIN`, `ERR_USER_NOT_FOUND`, `ERR_SESSION_LIMIT`, `ERR_STORAGE`
   * @throws TypeError if the request came with a bearer token, since what it needs is no cookie; so do the others that
   * set one
   */
  login(...args: [...place: Place, userId: Id, details?: LoginDetails<Attributes>]): Promise<ValidSession<User, Id, Attributes>>;

  /**
   * Begins a login that waits for more, for a second factor: creates a pending session and sets the pending
   * cookie. A session that the browser has stays, until the login is complete.
   */
  beginLogin(...args: [...place: Place, userId: Id, details: PendingLoginDetails<Attributes>]): Promise<void>;

  /** The login that was begun and is not complete yet, or `null`. Checks the origin. */
  pendingLogin(...place: Place): Promise<PendingSession<User, Id, Attributes> | null>;

  /**
   * Completes the login that was begun, once its factor was verified: creates the session, sets its cookie,
   * clears the pending one and ends the session that the browser had. `null` if the login is no longer
   * there, or somebody else completed it.
   */
  completeLogin(...place: Place): Promise<ValidSession<User, Id, Attributes> | null>;

  /**
   * For a user who has just proved again who they are: gives the session a new token, begins its timeouts
   * anew and sets the cookie.
   *
   * @throws SojournError `ERR_UNAUTHENTICATED`, status 401, if there is no valid session
   */
  reauthenticate(...place: Place): Promise<ValidSession<User, Id, Attributes>>;

  /**
   * Ends the session of the request and clears the cookie; tells whether there was one. If storage
   * fails the cookie stays, since the session may live on.
   */
  logout(...place: Place): Promise<boolean>;
}

/** The same, with what tells who is asking: where no middleware does that beforehand. */
export interface AskingFunctions<Place extends unknown[], User, Id extends UserId, Attributes extends object>
  extends SessionFunctions<Place, User, Id, Attributes> {
  /**
   * Who is asking: checks the origin, reads the cookie, validates it, sends it again if the session
   * was renewed and, on a navigation, clears it if the session is gone. Once a request, however often
   * it is called.
   *
   * @throws SojournError `ERR_ORIGIN`, status 403, or `ERR_STORAGE`, status 503
   */
  current(...place: Place): Promise<ValidSession<User, Id, Attributes> | null>;

  /** As `current`, but no valid session is an error: `ERR_UNAUTHENTICATED`, status 401. */
  requireUser(...place: Place): Promise<ValidSession<User, Id, Attributes>>;

  /**
   * As `requireUser`, and it must be less than `maxAge` ago that the user proved who they are: else
   * `ERR_NOT_FRESH`, status 403. Ask for the password or factor then, and call `reauthenticate`.
   *
   * `maxAge` is in milliseconds, a positive integer. Default 600000.
   */
  requireFresh(...args: [...place: Place, maxAge?: number]): Promise<ValidSession<User, Id, Attributes>>;
}

type Name = keyof AskingFunctions<[], unknown, UserId, object>;

const functionNames: readonly Name[] = ['login', 'beginLogin', 'pendingLogin', 'completeLogin', 'reauthenticate', 'logout'];
const askingNames: readonly Name[] = ['current', 'requireUser', 'requireFresh', ...functionNames];

type VisitOf<Place extends unknown[], User, Id extends UserId, Attributes extends object> = (
  ...place: Place
) => Visit<User, Id, Attributes>;

/**
 * The functions of a visit, called with what it is found by.
 *
 * @param length how many arguments that is
 */
export function functionsOf<Place extends unknown[], User, Id extends UserId, Attributes extends object>(
  visitOf: VisitOf<Place, User, Id, Attributes>,
  length: Place['length'],
): SessionFunctions<Place, User, Id, Attributes> {
  return callsOf(functionNames, visitOf as VisitOf<unknown[], User, Id, Attributes>, length) as never;
}

/** The same, with what tells who is asking. */
export function askingFunctionsOf<Place extends unknown[], User, Id extends UserId, Attributes extends object>(
  visitOf: VisitOf<Place, User, Id, Attributes>,
  length: Place['length'],
): AskingFunctions<Place, User, Id, Attributes> {
  return callsOf(askingNames, visitOf as VisitOf<unknown[], User, Id, Attributes>, length) as never;
}

function callsOf<User, Id extends UserId, Attributes extends object>(
  names: readonly Name[],
  visitOf: VisitOf<unknown[], User, Id, Attributes>,
  length: number,
): Record<string, unknown> {
  return Object.fromEntries(names.map((name) => [name, (...args: unknown[]) => {
    const visit = visitOf(...args.slice(0, length));
    return (visit[name] as (...rest: unknown[]) => unknown).apply(visit, args.slice(length));
  }]));
}
