import type { Auth } from '../../../auth/create-auth.js';
import type { SessionDetails } from '../../../auth/create-session.js';
import { assertOrigins } from '../../../request/origin.js';
import { assertNothingLeft, assertObject } from '../../../session/arguments.js';
import type { UserId } from '../../../session/session.js';

export interface HttpOptions {
  /** Origins beside the app's own that may send unsafe requests, each as `https://host[:port]`. Default none. */
  allowedOrigins?: readonly string[];
  /**
   * Whether a request may also carry its token as `Authorization: Bearer <token>` (RFC 6750), for clients that are no
   * browsers. The cookie of such a request is not looked at, nor is its origin, since no page of another origin can
   * make a browser send that header unasked. Default false.
   */
  bearer?: boolean;
}

/** The functions of `auth` that an integration calls. */
export type AuthForHttp<User, Id extends UserId, Attributes extends object> = Partial<Pick<Auth<User, Id, Attributes>, 'legacy'>> & Pick<
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

/** What all visits of an app have in common. */
export interface Site<User, Id extends UserId, Attributes extends object> {
  auth: AuthForHttp<User, Id, Attributes>;
  allowedOrigins: readonly string[];
  bearer: boolean;
}

/**
 * The options of an integration with their defaults.
 *
 * @throws TypeError naming the one that is wrong
 */
export function readOptions<User, Id extends UserId, Attributes extends object>(
  auth: AuthForHttp<User, Id, Attributes>,
  options: HttpOptions,
): Site<User, Id, Attributes> {
  assertObject(auth, 'auth');
  assertObject(options, 'options');
  const { allowedOrigins = [], bearer = false, ...others } = options;
  assertOrigins(allowedOrigins, 'allowedOrigins');
  if (typeof bearer !== 'boolean') throw new TypeError('"bearer" option must be a boolean');
  assertNothingLeft(others, 'option');
  return { auth, allowedOrigins, bearer };
}
