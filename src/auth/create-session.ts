import type { JsonObject, Session, UserId } from '../session/session.js';
import type { Context } from './context.js';
import type { DeviceDetails } from './details.js';

/** What the app may say of a new session. Ids, owner, dates and hash are not among it. */
export interface SessionDetails<Attributes extends object = JsonObject> extends DeviceDetails<Attributes> {
  /** false for the `unremembered` lifetime and a cookie that ends with the browser session. Default true. */
  remember?: boolean | undefined;
  /** The id of a session, usually the one that the browser has, that is ended in the same step. Default none. */
  replaces?: string | undefined;
  /**
   * What the login still waits for, such as `'second-factor'`: 1 to 64 characters. The session is then only
   * valid for `validatePendingSession`, lives for `pendingLifetime`, and neither counts towards
   * `maxSessionsPerUser` nor is listed. Not together with `replaces`. Default nothing.
   */
  pending?: string | undefined;
}

/** A session that was just made, with the only copy of its token there will ever be. */
export interface CreatedSession<Id extends UserId, Attributes extends object> {
  /** `<id>.<secret>`: goes into the cookie, and nowhere else. */
  token: string;
  session: Session<Id, Attributes>;
}

/** The code of a login is loaded when the first one comes: most processes of an app only validate. */
export function createSession<Id extends UserId, Attributes extends object>(context: Context<unknown, Id, Attributes>) {
  let loaded: typeof import('../creation/create.js') | undefined;

  /**
   * Signs a user in: stores a new session, in one insert, and gives its token. Where there is a limit or
   * a session to replace, that is one step with it: however many logins meet, the user never has more
   * sessions than the limit.
   *
   * @throws TypeError if `userId` is no user id or a detail is not of its type; nothing was stored
   * @throws SojournError `ERR_USER_NOT_FOUND`, `ERR_STORAGE`, and `ERR_SESSION_LIMIT` if `maxSessionsPerUser`
   * says to refuse a login at the limit
   */
  return async function createSession(
    userId: Id,
    details: SessionDetails<Attributes> = {},
  ): Promise<CreatedSession<Id, Attributes>> {
    loaded ??= await import('../creation/create.js');
    return loaded.create(context, userId, details);
  };
}
