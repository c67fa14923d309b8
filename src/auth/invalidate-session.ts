import type { InvalidationReason } from '../events/events.js';
import type { UserId } from '../session/session.js';
import type { Context } from './context.js';
import type { RequestDetails } from './identify.js';

export interface InvalidationOptions<Id extends UserId> extends RequestDetails {
  /** Only if the session is this user's: use it wherever the id comes from a request. Default whoever's. */
  userId?: Id;
  /** Why, for events. Default `'revoked'`. */
  reason?: InvalidationReason;
}

export function invalidateSession<Id extends UserId, Attributes extends object>(
  context: Context<unknown, Id, Attributes>,
) {
  let loaded: typeof import('../management/management.js') | undefined;

  /**
   * Ends one session at once. Idempotent; of several callers at the same time, one gets `true`.
   *
   * @param sessionId `session.id`; a string that is no such id names no session, and storage is not asked
   * @returns whether there was one
   * @throws TypeError if an id is empty, a token or not of its type, or `userId` is there but `undefined`;
   * nothing was deleted
   * @throws SojournError `ERR_STORAGE`; whether the session is gone is then unknown
   */
  return async function invalidateSession(sessionId: string, options: InvalidationOptions<Id> = {}): Promise<boolean> {
    loaded ??= await import('../management/management.js');
    return loaded.end(context, sessionId, options);
  };
}
