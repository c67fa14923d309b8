import { isObject } from '../../session/arguments.js';
import type { SessionRow, UserId } from '../../session/session.js';
import { decodeUserId, encodeUserId } from './user-id.js';

/**
 * The form of a stored session: text of these lines, after a first that is the version. Each line is JSON
 * written by this module, dates in milliseconds since 1970 (and the user id as `user-id.ts` has it); JSON
 * has no line breaks of its own. So a script can compare and replace single lines, and never has to
 * read or write JSON, which Lua's would change: it knows no empty array and no integer above 2^53.
 *
 * The scripts rely on the version and on the order of the first five.
 */
const columns = [
  'expirationDate',
  'updatedAt',
  'createdAt',
  'pending',
  'previousId',
  'previousHash',
  'previousUntil',
  'authenticatedAt',
  'remember',
  'secretHash',
  'ipAddress',
  'userAgent',
  'attributes',
  'userId',
] as const;

type Column = (typeof columns)[number];

export const rowVersion = '1';

export function encodeRow(row: SessionRow): string {
  return [rowVersion, ...columns.map((column) => encodeValue(column, row[column]))].join('\n');
}

/** The lines of a change, in their order, with an empty one for what stays: JSON is never empty. */
export function encodeChange(change: Partial<SessionRow>): string[] {
  return columns.map((column) => (change[column] === undefined ? '' : encodeValue(column, change[column])));
}

/** @throws TypeError if the date is none */
export function encodeDate(date: Date): string {
  const time = date.getTime();
  if (Number.isNaN(time)) throw new TypeError('A date of a session is invalid');
  return String(time);
}

function encodeValue(column: Column, value: unknown): string {
  if (value instanceof Date) return encodeDate(value);
  return column === 'userId' ? encodeUserId(value as UserId) : JSON.stringify(value);
}

/**
 * The session of this id from its stored form.
 *
 * @throws Error if the text is not what `encodeRow` writes. It does not quote the text, which holds a hash.
 */
export function decodeRow<Id extends UserId>(id: string, text: string): SessionRow<Id> {
  const [version, ...lines] = text.split('\n');
  if (version !== rowVersion || lines.length !== columns.length) throw unreadable(id);
  try {
    const entries = columns.map((column, index) => [column, decodeValue(column, lines[index]!)] as const);
    return { id, ...Object.fromEntries(entries) } as SessionRow<Id>;
  } catch {
    // What a parser says of it would quote it.
    throw unreadable(id);
  }
}

function unreadable(id: string): Error {
  return new Error(`What is stored as the session "${id}" cannot be read`);
}

function decodeValue(column: Column, line: string): unknown {
  if (column === 'userId') return decodeUserId(line);
  const value: unknown = JSON.parse(line);
  switch (column) {
    case 'remember':
      return expectType(value, typeof value === 'boolean');
    case 'secretHash':
      return expectType(value, typeof value === 'string');
    case 'ipAddress':
    case 'userAgent':
    case 'pending':
    case 'previousId':
    case 'previousHash':
      return expectType(value, typeof value === 'string' || value === null);
    case 'previousUntil':
      return value === null ? null : toDate(value);
    case 'attributes':
      return expectType(value, isObject(value));
    default:
      return toDate(value);
  }
}

function toDate(value: unknown): Date {
  return new Date(expectType(value, Number.isSafeInteger(value)) as number);
}

function expectType(value: unknown, isExpected: boolean): unknown {
  if (!isExpected) throw new Error('Unexpected type');
  return value;
}
