import type { Session, UserId } from '../session/session.js';
import type { Context } from './context.js';

export function updateSession<Id extends UserId, Attributes extends object>(
  context: Context<unknown, Id, Attributes>,
) {
  /**
   * Replaces the attributes of a live session, in one statement. Its dates and owner stay.
   *
   * @returns the session as it now is, or `null` if there is no live one with this id
   * @throws TypeError if an argument is not of its type, or an attribute has no JSON form
   * @throws SojournError `ERR_STORAGE`
   */
  return async function updateSession(
    sessionId: string,
    change: { attributes: Attributes },
  ): Promise<Session<Id, Attributes> | null> {
    const { update } = await import('../management/management.js');
    return update(context, sessionId, change);
  };
}
