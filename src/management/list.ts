import type { Context } from '../auth/context.js';
import { assertUserId } from '../session/arguments.js';
import { isLive } from '../session/lifetime.js';
import type { Session, UserId } from '../session/session.js';

/** See `listSessions`. */
export async function list<Id extends UserId, Attributes extends object>(
  { adapter, now, present, storage }: Context<unknown, Id, Attributes>,
  userId: Id,
): Promise<Session<Id, Attributes>[]> {
  assertUserId(userId, 'userId');
  const time = now();
  const rows = await storage('listSessions', () => adapter.listUserSessions(userId, time));
  return rows
    .filter(({ pending }) => pending === null)
    .map(present)
    .filter(({ expirationDate }) => isLive(expirationDate, time));
}
