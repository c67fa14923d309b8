import type { Context } from '../auth/context.js';
import { assertObject, assertSessionId } from '../session/arguments.js';
import { isLive } from '../session/lifetime.js';
import type { Session, UserId } from '../session/session.js';
import { toStoredAttributes } from '../session/stored-values.js';
import { isSessionId } from '../session/token.js';

/** See `updateSession`. */
export async function update<Id extends UserId, Attributes extends object>(
  { adapter, now, present, storage }: Context<unknown, Id, Attributes>,
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
}
