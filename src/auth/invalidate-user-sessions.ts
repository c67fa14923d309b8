import type { InvalidationReason } from '../events/events.js';
import type { LegacyExchange } from '../legacy/legacy-sessions.js';
import type { UserId } from '../session/session.js';
import type { Context } from './context.js';
import type { RequestDetails } from './identify.js';

export interface UserInvalidationOptions extends RequestDetails {
  /** The id of a session to keep, usually the one that asks. Default none. */
  except?: string;
  /** Why, for events. Default `'revoked'`. */
  reason?: InvalidationReason;
}

/** The sessions of a former library that may still be exchanged. */
export type Former<Id extends UserId> = Pick<LegacyExchange<Id, object>, 'removeOfUser'>;

export function invalidateUserSessions<Id extends UserId, Attributes extends object>(
  context: Context<unknown, Id, Attributes>,
  legacy: Former<Id> | undefined,
) {
  /**
   * Ends every session of a user, in one statement and however many there are (ASVS 5.0 7.4.2, 7.4.3); with the option
   * `legacy`, those of the former library first.
   * A session created at the same time is either ended with them or lives on.
   *
   * @returns how many there were, logins that were not complete among them
   * @throws TypeError if an id is empty, a token or not of its type, or `except` is there but `undefined`;
   * nothing was deleted
   * @throws SojournError `ERR_STORAGE`
   */
  return async function invalidateUserSessions(userId: Id, options: UserInvalidationOptions = {}): Promise<number> {
    const { endAll } = await import('../management/management.js');
    return endAll(context, userId, options, legacy);
  };
}
