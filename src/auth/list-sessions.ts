import type { Session, UserId } from '../session/session.js';
import type { Context } from './context.js';

export function listSessions<Id extends UserId, Attributes extends object>(
  context: Context<unknown, Id, Attributes>,
) {
  /**
   * The live sessions of a user, newest first, for a "your sessions" page (ASVS 5.0 7.5.2). Logins that
   * still wait for a second factor are not among them.
   *
   * @throws TypeError if `userId` is no user id
   * @throws SojournError `ERR_STORAGE`
   */
  return async function listSessions(userId: Id): Promise<Session<Id, Attributes>[]> {
    const { list } = await import('../management/management.js');
    return list(context, userId);
  };
}
