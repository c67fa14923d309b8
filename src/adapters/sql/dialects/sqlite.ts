import type { Dialect, TimestampFormat } from '../dialect.js';
import { dateFromText } from './date-text.js';

/** SQLite, libSQL and Turso. */
export function sqlite(timestampFormat: TimestampFormat): Dialect {
  return {
    name: 'sqlite',
    // Not double quotes: in those, SQLite takes a column that is not there for a string.
    quote: (name) => `\`${name.replaceAll('`', '``')}\``,
    mark: () => '?',
    // With planner statistics, SQLite otherwise prepares the statement anew for each value.
    unseen: '+',
    // As Prisma writes it; the end counts, since SQLite compares text.
    fromDate: (date) => (timestampFormat === 'iso8601' ? date.toISOString().replace('Z', '+00:00') : date.getTime()),
    readableDate: (column) => column,
    // Rows may hold either form, whichever this option says: a database may have been moved from one to the other.
    toDate(value) {
      const content = String(value);
      // As it is written here, which needs no closer look.
      if (content.length === 29 && content.endsWith('+00:00')) return new Date(content);
      return /^-?\d+(?:\.0)?$/.test(content) ? new Date(Number(content)) : dateFromText(content);
    },
    fromBoolean: Number,
    fromInteger: (value) => value,
    readableInteger: (column) => `CAST(${column} AS TEXT)`,
    numberCast: null,
    lock: null,
    beforeLock: null,
    hasReturning: true,
    // D1 and Durable Objects take at most 100 values a statement, where each id may stand twice.
    mostListed: 32,
    hasOnConflict: true,
  };
}
