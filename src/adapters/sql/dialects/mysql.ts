import type { Dialect } from '../dialect.js';
import { dateFromText } from './date-text.js';

/** MySQL and MariaDB. */
export const mysql: Dialect = {
  name: 'mysql',
  quote: (name) => `\`${name.replaceAll('`', '``')}\``,
  mark: () => '?',
  unseen: '',
  fromDate: (date) => date.toISOString().replace('T', ' ').replace('Z', ''),
  readableDate: (column) => `CAST(${column} AS CHAR)`,
  toDate: (value) => dateFromText(String(value)),
  fromBoolean: Number,
  // The driver sends numbers as floating point, which LIMIT does not take.
  fromInteger: String,
  readableInteger: (column) => `CAST(${column} AS CHAR)`,
  // Else a number would be compared as floating point, where large ones are equal to their neighbours.
  numberCast: 'SIGNED',
  lock: 'FOR UPDATE',
  // All that follows the lock reads what is committed, at any level: a locking read takes no snapshot.
  beforeLock: null,
  hasReturning: false,
  mostListed: null,
  hasOnConflict: false,
};
