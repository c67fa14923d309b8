import type { SqlValue } from './execute.js';
import { mysql } from './dialects/mysql.js';
import { postgresql } from './dialects/postgresql.js';
import { sqlite } from './dialects/sqlite.js';

export type SqlDialect = 'sqlite' | 'postgresql' | 'mysql';

/** How SQLite holds dates: as ISO 8601 text in UTC, or as milliseconds since 1970. */
export type TimestampFormat = 'iso8601' | 'unixepoch-ms';

/** What differs between databases, other than the statements of whole verbs. */
export interface Dialect {
  readonly name: SqlDialect;
  /** Quotes a name, whatever characters it has. */
  quote(name: string): string;
  /** The mark for the value at this position, from 1. */
  mark(position: number): string;
  /** What stands before the mark of an id, for the planner not to look at the value: how ids are found does not depend on it. */
  readonly unseen: string;
  fromDate(date: Date): SqlValue;
  /** An expression that gives a date in a form that neither the driver nor a time zone changes. */
  readableDate(column: string): string;
  toDate(value: unknown): Date;
  fromBoolean(value: boolean): SqlValue;
  fromInteger(value: number): SqlValue;
  /** An expression that gives a number exactly, as text. */
  readableInteger(column: string): string;
  /** The type to which the bound id of a user has to be cast whose type is a number; `null` for no need. */
  readonly numberCast: string | null;
  /** What makes `SELECT` lock the row of a user against other inserts with a limit; `null` for no need. */
  readonly lock: string | null;
  /** What must run first in a transaction that locks and then reads; `null` for nothing. */
  readonly beforeLock: string | null;
  /** Whether an update gives the rows it changed. */
  readonly hasReturning: boolean;
  /** More ids than this are looked up as one value, a list in JSON; `null` for never. */
  readonly mostListed: number | null;
  /** Whether an insert can pass over a row whose id is taken. */
  readonly hasOnConflict: boolean;
}

export function dialectOf(name: SqlDialect, timestampFormat: TimestampFormat): Dialect {
  switch (name) {
    case 'sqlite':
      return sqlite(timestampFormat);
    case 'postgresql':
      return postgresql;
    case 'mysql':
      return mysql;
  }
}
