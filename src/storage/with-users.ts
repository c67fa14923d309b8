import { isThenable } from '../session/is-thenable.js';
import type { SessionRow, UserId } from '../session/session.js';
import type { SessionWithUser } from './storage-adapter.js';

/** The sessions each with its user, for storage that does not keep users; those whose user is gone are left out. */
export async function withUsers<User, Id extends UserId>(
  sessions: readonly SessionRow<Id>[],
  loadUser: (userId: Id) => User | null | Promise<User | null>,
): Promise<SessionWithUser<User, Id>[]> {
  const asked = sessions.map(({ userId }) => loadUser(userId));
  // Waiting for what is here already would cost every request some promises.
  const users = asked.some(isThenable) ? await Promise.all(asked) : (asked as (User | null)[]);
  const found: SessionWithUser<User, Id>[] = [];
  for (const [index, session] of sessions.entries()) {
    const user = users[index];
    if (user) found.push({ session, user });
  }
  return found;
}
