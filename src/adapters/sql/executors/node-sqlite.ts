import type { SqlExecute } from '../execute.js';
import { type SyncSqliteDatabase, syncSqliteExecutor } from './sync-sqlite.js';

/**
 * Runs statements on a `DatabaseSync` of `node:sqlite`, which Node has from version 22.13 on without a flag, on
 * the connection that the app has. It turns on foreign keys, and sets a busy timeout of a second where
 * there is none.
 *
 * @example
 * ```ts
 * import { type SyncSqliteDatabase, nodeSqliteExecutor, sqlAdapter } from 'sojourn/sql';
 *
 * // new DatabaseSync('app.db') of node:sqlite
 * export const adapterOver = (db: SyncSqliteDatabase) =>
 *   sqlAdapter({ dialect: 'sqlite', execute: nodeSqliteExecutor(db) });
 * ```
 */
export function nodeSqliteExecutor(db: SyncSqliteDatabase): SqlExecute {
  return syncSqliteExecutor(db);
}
