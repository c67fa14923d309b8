import { assertObject, assertSessionId } from '../session/arguments.js';
import { isLive } from '../session/lifetime.js';
import type { Session, UserId } from '../session/session.js';
import { toStoredAttributes } from '../session/stored-values.js';
import { isSessionId } from '../session/token.js';
import type { Context } from './context.js';

export function updateSession<Id extends UserId, Attributes extends object>(
  { adapter, now, present, storage }: Context<unknown, Id, Attributes>,
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
    assertSessionId(sessionId, 'sessionId');
    assertObject(change, 'change');
    const attributes = toStoredAttributes(change.attributes, 'change.attributes');
    if (!isSessionId(sessionId)) return null;
    const time = now();
    const row = await storage('updateSession', () => adapter.updateAttributes(sessionId, attributes, time));
    const session = row && present(row);
    return session && isLive(session.expirationDate, time) ? session : null;
  };
}
