import type { UserId } from '../../session/session.js';

/**
 * A user id as text that no other id has: `"1"`, `1` and `1n` stay apart. JSON also writes a lone
 * surrogate as an escape, where UTF-8 would make the same replacement character of them all.
 */
export function encodeUserId(userId: UserId): string {
  return typeof userId === 'bigint' ? `${userId}n` : JSON.stringify(userId);
}

/** @throws Error if the text is no encoded user id */
export function decodeUserId(text: string): UserId {
  if (/^-?\d+n$/.test(text)) return BigInt(text.slice(0, -1));
  const value: unknown = JSON.parse(text);
  if (typeof value === 'string' || Number.isSafeInteger(value)) return value as UserId;
  throw new Error('A stored user id cannot be read');
}
