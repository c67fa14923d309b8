import { sqlHarness } from './sql-harness.mjs';

/**
 * @typedef {object} SyncDatabase What better-sqlite3, node:sqlite and bun:sqlite have in common.
 * @property {(sql: string) => unknown} exec
 * @property {(sql: string) => { all(...values: unknown[]): unknown[], run(...values: unknown[]): { changes: number | bigint } }} prepare
 * @property {() => void} close
 */

/**
 * The conformance harness of `sqlAdapter` over a synchronous SQLite driver, without the runner or the build
 * tools: for `node --test` and `bun test` on `dist/sql.js` as well as for vitest on the sources. Call
 * `setUp` before the suite, and `close` after it.
 *
 * @template Adapter
 * @param {object} settings
 * @param {() => SyncDatabase} settings.open A new connection to the one file of the harness.
 * @param {(db: SyncDatabase) => unknown} settings.executor Such as `nodeSqliteExecutor`.
 * @param {(options: any) => Adapter} settings.sqlAdapter That of the build or the sources under test.
 * @param {import('./sql-tables.mjs').IdType} [settings.idType]
 * @param {import('./sql-tables.mjs').Names} [settings.names]
 * @param {'iso8601' | 'unixepoch-ms'} [settings.timestampFormat]
 */
export function syncSqliteHarness({ open, executor, sqlAdapter, timestampFormat = 'iso8601', ...tables }) {
  /** @type {SyncDatabase | undefined} */
  let reader;
  /** @type {SyncDatabase[]} */
  let opened = [];
  const adapterOver = (/** @type {SyncDatabase} */ db, /** @type {object} */ options) =>
    sqlAdapter({ ...options, timestampFormat, dialect: 'sqlite', execute: executor(db) });

  const harness = sqlHarness({
    ...tables,
    dialect: 'sqlite',
    async query(sql, ...values) {
      const statement = reader.prepare(sql);
      if (sql.startsWith('SELECT')) return /** @type {Record<string, unknown>[]} */ (statement.all(...values));
      statement.run(...values);
      return [];
    },
    createAdapter(options) {
      const db = open();
      opened.push(db);
      return adapterOver(db, options);
    },
    createUnreachable(options) {
      const db = open();
      db.close();
      return adapterOver(db, options);
    },
    async dispose() {
      for (const db of opened) db.close();
      opened = [];
    },
  });

  return {
    ...harness,
    async setUp() {
      reader = open();
      reader.exec('PRAGMA journal_mode = WAL');
      reader.exec('PRAGMA foreign_keys = ON');
      await harness.setUp();
    },
    async close() {
      reader?.close();
    },
  };
}
