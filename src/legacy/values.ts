import { dateFromText } from '../adapters/sql/dialects/date-text.js';

/** The first number that is milliseconds since 1970 and not seconds, as Lucia keeps them on SQLite: one of the year 5138, the other of 1973. */
const leastMilliseconds = 1e11;

/** A date as any driver gives it, or `null` if it is none. */
export function toDate(value: unknown): Date | null {
  const date = value instanceof Date ? value : fromColumn(value);
  return date && !Number.isNaN(date.getTime()) ? date : null;
}

function fromColumn(value: unknown): Date | null {
  const text = String(value ?? '');
  if (/^\d+(?:\.\d+)?$/.test(text)) return new Date(Number(text) < leastMilliseconds ? Number(text) * 1000 : Number(text));
  return text === '' ? null : dateFromText(text);
}

/** The id of a user, or `null` if the value is none. */
export function toUserId(value: unknown): string | number | bigint | null {
  if (typeof value === 'string') return value === '' ? null : value;
  return typeof value === 'bigint' || Number.isSafeInteger(value) ? (value as number | bigint) : null;
}
