import type { UserId } from '../session/session.js';
import type { SessionWithUser } from './storage-adapter.js';

/** A session and user for one more taker: the session is copied through and through, of a plain user the fields. */
export function ownCopy<User, Id extends UserId>({ user, session }: SessionWithUser<User, Id>): SessionWithUser<User, Id> {
  const isPlain = typeof user === 'object' && user !== null && Object.getPrototypeOf(user) === Object.prototype;
  return { user: isPlain ? { ...user } : user, session: copyOf(session) };
}

/** A copy through and through of what rows are made of: dates, and values that have a JSON form. */
export function copyOf<T>(value: T): T;
export function copyOf(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (value instanceof Date) return new Date(value);
  // Spread first, so that a key such as `__proto__` is one like any other.
  const copy = (Array.isArray(value) ? [...(value as unknown[])] : { ...value }) as Record<string, unknown>;
  for (const key of Object.keys(copy)) copy[key] = copyOf(copy[key]);
  return copy;
}
