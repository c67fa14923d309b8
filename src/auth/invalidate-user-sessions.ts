import type { InvalidationReason } from '../events/events.js';
import { assertObject, assertReason, assertSessionId, assertUserId } from '../session/arguments.js';
import type { UserId } from '../session/session.js';
import { isSessionId } from '../session/token.js';
import type { Context } from './context.js';
import type { RequestDetails } from './identify.js';

export interface UserInvalidationOptions extends RequestDetails {
  /** The id of a session to keep, usually the one that asks. Default none. */
  except?: string;
  /** Why, for events. Default `'revoked'`. */
  reason?: InvalidationReason;
}

export function invalidateUserSessions<Id extends UserId, Attributes extends object>(
  { adapter, emit, storage }: Context<unknown, Id, Attributes>,
) {
  /**
   * Ends every session of a user, in one statement and however many there are (ASVS 5.0 7.4.2, 7.4.3).
   * A session created at the same time is either ended with them or lives on.
   *
   * @returns how many there were, logins that were not complete among them
   * @throws TypeError if an id is empty, a token or not of its type, or `except` is there but `undefined`;
   * nothing was deleted
   * @throws SojournError `ERR_STORAGE`
   */
  return async function invalidateUserSessions(userId: Id, options: UserInvalidationOptions = {}): Promise<number> {
    assertUserId(userId, 'userId');
    assertObject(options, 'options');
    if ('except' in options) assertSessionId(options.except, 'options.except');
    const { except, reason = 'revoked', ipAddress = null } = options;
    assertReason(reason);
    // A misspelled exception would end the very session that was to be kept.
    if (except !== undefined && !isSessionId(except)) throw new TypeError('"options.except" is no session id');
    const count = await storage('invalidateUserSessions', () => adapter.deleteUserSessions(userId, except));
    emit({ type: 'sessions.invalidated', userId, count, ...(except !== undefined && { except }), reason, ipAddress });
    return count;
  };
}
