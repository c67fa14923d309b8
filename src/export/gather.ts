import type { Context } from '../auth/context.js';
import { SojournError } from '../errors/sojourn-error.js';
import { assertUserId } from '../session/arguments.js';
import type { UserId } from '../session/session.js';
import type { ExportSections } from './sections.js';
import { type UserData, createUserData } from './user-data.js';

/** See `exportUserData`. */
export async function gather<Id extends UserId, Attributes extends object>(
  { adapter, now, emit, storage }: Context<unknown, Id, Attributes>,
  listSessions: (userId: Id) => Promise<object[]>,
  userId: Id,
  sections: ExportSections<Id>,
  intended: readonly string[],
): Promise<UserData> {
  assertUserId(userId, 'userId');
  const exportedAt = now();
  const user = await storage('exportUserData', () => adapter.readUserRecord(userId));
  if (!user) throw new SojournError('ERR_USER_NOT_FOUND', 'There is no user with this id');
  const known = { user, sessions: await listSessions(userId) };
  const data = await createUserData(userId, exportedAt, known, sections, intended);
  emit({ type: 'user-data.exported', userId });
  return data;
}
