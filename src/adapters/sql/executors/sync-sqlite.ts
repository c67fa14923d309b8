import { assertObject } from '../../../session/arguments.js';
import type { SqlExecute, SqlResult, SqlStatement } from '../execute.js';

interface PreparedStatement {
  run(...params: SqliteValue[]): { changes: number | bigint };
  all(...params: SqliteValue[]): unknown[];
  /** Of better-sqlite3: makes rows arrays. */
  raw?(isOn: boolean): unknown;
  columns?(): readonly { name: string }[];
}

/** A statement, and the names of its columns where its rows are arrays. */
interface Prepared {
  statement: PreparedStatement;
  names: readonly string[] | null;
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
  const prepared = new Map<string, Prepared>();
  let isSetUp = false;

  /** What a connection needs for sessions to go with their user, and to wait for other processes. */
  function setUp(): void {
    db.exec('PRAGMA foreign_keys = ON');
    const [row] = db.prepare('PRAGMA busy_timeout').all();
    if ((row as { timeout?: unknown }).timeout === 0) db.exec(`PRAGMA busy_timeout = ${busyTimeout}`);
    isSetUp = true;
  }

  function prepare({ sql, returnsRows }: SqlStatement): Prepared {
    const known = prepared.get(sql) ?? prepareNew(db.prepare(sql), returnsRows);
    // Anew at the end, so that the first is the one not used for longest.
    prepared.delete(sql);
    prepared.set(sql, known);
    if (prepared.size > maxPrepared) prepared.delete(prepared.keys().next().value!);
    return known;
  }

  function run(statement: SqlStatement): SqlResult {
    const values = statement.params as readonly SqliteValue[];
    try {
      const { statement: own, names } = prepare(statement);
      if (!statement.returnsRows) return { rows: [], rowCount: Number(own.run(...values).changes) };
      const rows = own.all(...values);
      return { rows: (names ? rows.map((row) => byName(names, row as unknown[])) : rows) as Record<string, unknown>[], rowCount: 0 };
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

/** The driver gives a row as an array in less time than it takes to name each value anew. */
function prepareNew(statement: PreparedStatement, returnsRows: boolean): Prepared {
  if (!returnsRows || !statement.raw || !statement.columns) return { statement, names: null };
  statement.raw(true);
  return { statement, names: statement.columns().map(({ name }) => name) };
}

function byName(names: readonly string[], values: readonly unknown[]): Record<string, unknown> {
  const row: Record<string, unknown> = {};
  for (let index = 0; index < names.length; index++) row[names[index]!] = values[index];
  return row;
}
