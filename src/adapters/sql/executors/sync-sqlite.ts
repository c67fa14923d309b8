import { assertObject } from '../../../session/arguments.js';
import type { SqlExecute, SqlResult, SqlStatement } from '../execute.js';

interface PreparedStatement {
  run(...params: SqliteValue[]): { changes: number | bigint };
  all(...params: SqliteValue[]): unknown[];
  /** Of better-sqlite3, which has `columns` too: makes rows arrays. That of `bun:sqlite` runs the statement. */
  raw?(isOn: boolean): unknown;
  columns?: unknown;
}

type SqliteValue = string | number | bigint | null;

/** What the synchronous SQLite drivers have in common. */
export interface SyncSqliteDatabase {
  exec(sql: string): unknown;
  prepare(sql: string): PreparedStatement;
}

/** How many prepared statements are kept for each database. */
const maxPrepared = 64;
/** How long another process may hold the file before a statement fails, and is tried again, in milliseconds. */
const busyTimeout = 1000;

/** Runs statements on a synchronous driver. Nothing can get between them, since nothing else runs meanwhile. */
export function syncSqliteExecutor(db: SyncSqliteDatabase): SqlExecute {
  assertObject(db, 'db');
  if (!('prepare' in db)) throw new TypeError('"db" must be a SQLite database');
  const prepared = new Map<string, PreparedStatement>();
  let isSetUp = false;

  /** What a connection needs for sessions to go with their user, and to wait for other processes. */
  function setUp(): void {
    db.exec('PRAGMA foreign_keys = ON');
    const [row] = db.prepare('PRAGMA busy_timeout').all();
    if ((row as { timeout?: unknown }).timeout === 0) db.exec(`PRAGMA busy_timeout = ${busyTimeout}`);
    isSetUp = true;
  }

  /** Of more statements than are kept, the oldest goes, and is prepared anew when it is asked for again. */
  function prepare({ sql, isPositional }: SqlStatement): PreparedStatement {
    const statement = db.prepare(sql);
    // The driver gives a row as an array in less time than as an object.
    if (isPositional && statement.columns) statement.raw?.(true);
    prepared.set(sql, statement);
    if (prepared.size > maxPrepared) prepared.delete(prepared.keys().next().value!);
    return statement;
  }

  function run(statement: SqlStatement): SqlResult {
    const values = statement.params as readonly SqliteValue[];
    try {
      const own = prepared.get(statement.sql) ?? prepare(statement);
      if (!statement.returnsRows) return { rows: [], rowCount: Number(own.run(...values).changes) };
      return { rows: own.all(...values) as SqlResult['rows'], rowCount: 0 };
    } catch (error) {
      // A database that was closed and opened again has none of its statements left.
      prepared.delete(statement.sql);
      throw error;
    }
  }

  return async function execute(statements) {
    if (!isSetUp) setUp();
    if (statements.length === 1) return [run(statements[0]!)];
    db.exec('BEGIN IMMEDIATE');
    try {
      const results = statements.map(run);
      db.exec('COMMIT');
      return results;
    } catch (error) {
      try {
        db.exec('ROLLBACK');
      } catch {
        // After some errors, such as a full disk, SQLite has rolled back by itself.
      }
      throw error;
    }
  };
}
