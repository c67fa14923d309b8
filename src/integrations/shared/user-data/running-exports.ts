import { SojournError } from '../../../errors/sojourn-error.js';
import type { UserId } from '../../../session/session.js';

const running = new WeakMap<object, Set<UserId>>();

/**
 * Takes the one place that each user has for an export, in this process.
 *
 * @returns gives the place back
 * @throws SojournError `ERR_EXPORT_RUNNING` if it is taken
 */
export function takePlace(auth: object, userId: UserId): () => void {
  const users = running.get(auth) ?? new Set();
  running.set(auth, users);
  if (users.has(userId)) throw new SojournError('ERR_EXPORT_RUNNING', 'An export of this user is being sent already');
  users.add(userId);
  return () => void users.delete(userId);
}
