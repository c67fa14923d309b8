import type { Dialect } from '../dialect.js';

/** PostgreSQL and PGlite. Values are sent without a type, so that each takes that of its column: text, uuid, jsonb. */
export const postgresql: Dialect = {
  name: 'postgresql',
  quote: (name) => `"${name.replaceAll('"', '""')}"`,
  mark: (position) => `$${position}`,
  unseen: '',
  // A timestamp without time zone ignores the Z and keeps UTC; one with time zone heeds it.
  fromDate: (date) => date.toISOString(),
  // Seconds as a double, exact to the microsecond; any arithmetic on it here would be planned anew for each statement without a name.
  readableDate: (column) => `date_part('epoch', ${column})`,
  toDate: (value) => new Date(Math.round(Number(value) * 1000)),
  fromBoolean: (value) => value,
  fromInteger: String,
  readableInteger: (column) => `CAST(${column} AS text)`,
  numberCast: null,
  // Weaker than FOR UPDATE, so that inserts without a limit, which only check the foreign key, need not wait.
  lock: 'FOR NO KEY UPDATE',
  // At a higher level the snapshot is older than the lock, and hides what was stored while waiting for it.
  beforeLock: 'SET TRANSACTION ISOLATION LEVEL READ COMMITTED',
  hasReturning: true,
  mostListed: null,
  hasOnConflict: true,
};
