import type { UserId } from '../session/session.js';
import type { SessionWithUser } from './storage-adapter.js';

/** A session and user for one more taker: the session is copied through and through, of a plain user the fields. */
export function ownCopy<User, Id extends UserId>({ user, session }: SessionWithUser<User, Id>): SessionWithUser<User, Id> {
  const isPlain = typeof user === 'object' && user !== null && Object.getPrototypeOf(user) === Object.prototype;
  return { user: isPlain ? { ...user } : user, session: structuredClone(session) };
}
