import type { SqlExecute } from '../execute.js';
import { type SyncSqliteDatabase, syncSqliteExecutor } from './sync-sqlite.js';

/**
 * Runs statements on a database of `better-sqlite3`, on the connection that the app has. It turns on
 * foreign keys, and sets a busy timeout of a second where there is none.
 *
 * @example
 * ```ts
 * import { type SyncSqliteDatabase, betterSqlite3Executor, sqlAdapter } from 'sojourn/sql';
 *
 * // new Database('app.db') of better-sqlite3
 * export const adapterOver = (db: SyncSqliteDatabase) =>
 *   sqlAdapter({ dialect: 'sqlite', execute: betterSqlite3Executor(db) });
 * ```
 */
export function betterSqlite3Executor(db: SyncSqliteDatabase): SqlExecute {
  return syncSqliteExecutor(db);
}
