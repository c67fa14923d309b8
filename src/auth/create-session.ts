import { assertNothingLeft, assertObject, assertReplaces, assertUserId } from '../session/arguments.js';
import type { JsonObject, UserId } from '../session/session.js';
import { toStoredText } from '../session/stored-values.js';
import type { Context } from './context.js';
import { type DeviceDetails, toStoredDetails } from './details.js';
import { type CreatedSession, insertNew } from './new-session.js';

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

const longestPending = 64;

export function createSession<Id extends UserId, Attributes extends object>(context: Context<unknown, Id, Attributes>) {
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
    assertUserId(userId, 'userId');
    assertObject(details, 'details');
    const { remember = true, attributes = {}, ipAddress = null, userAgent = null, replaces, pending, ...rest } = details;
    assertNothingLeft(rest, 'detail of a session');
    if (typeof remember !== 'boolean') throw new TypeError('"details.remember" must be a boolean');
    assertReplaces(replaces);
    if (pending !== undefined && (!pending || pending !== toStoredText(pending, longestPending, 'details.pending'))) {
      throw new TypeError(`"details.pending" must be text of 1 to ${longestPending} characters`);
    }
    if (pending !== undefined && replaces !== undefined) {
      throw new TypeError('"details.replaces" must not come with "details.pending", but with its completion');
    }
    const stored = toStoredDetails({ ipAddress, userAgent, attributes }, context.defaults);
    const given = { userId, remember, pending: pending ?? null, ...(stored as Required<typeof stored>) };
    return insertNew(context, 'createSession', given, replaces);
  };
}
