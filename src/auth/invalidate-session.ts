import { assertObject, assertSessionId, assertUserId } from '../session/arguments.js';
import type { UserId } from '../session/session.js';
import { isSessionId } from '../session/token.js';
import type { Context } from './context.js';

export function invalidateSession<Id extends UserId, Attributes extends object>(
  { adapter, emit, storage }: Context<unknown, Id, Attributes>,
) {
  /**
   * Ends one session at once. Idempotent; of several callers at the same time, one gets `true`.
   *
   * @param sessionId `session.id`; a string that is no such id names no session, and storage is not asked
   * @param owner with `userId`, only if the session is that user's: use it wherever the id comes from a
   * request
   * @returns whether there was one
   * @throws TypeError if an id is empty, a token or not of its type, or `userId` is there but `undefined`;
   * nothing was deleted
   * @throws SojournError `ERR_STORAGE`; whether the session is gone is then unknown
   */
  return async function invalidateSession(sessionId: string, owner: { userId?: Id } = {}): Promise<boolean> {
    assertSessionId(sessionId, 'sessionId');
    assertObject(owner, 'owner');
    if ('userId' in owner) assertUserId(owner.userId, 'owner.userId');
    if (!isSessionId(sessionId)) return false;
    const { userId } = owner;
    const existed = await storage('invalidateSession', () => adapter.deleteSession(sessionId, userId));
    if (existed) emit({ type: 'session.invalidated', sessionId, ...(userId === undefined ? {} : { userId }) });
    return existed;
  };
}
