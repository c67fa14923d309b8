import pg from 'pg';
import mysql from 'mysql2/promise';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, inject, test } from 'vitest';
import {
  type SqlExecute,
  type SqlStatement,
  betterSqlite3Executor,
  mysql2Executor,
  pgExecutor,
  sqlAdapter,
} from '../../src/adapters/sql/index.js';
import { noon } from '../../src/testing/fixtures.js';
import { requireTool } from '../support/databases/drivers.js';
import { servers } from '../support/servers.js';
import { type SqlDatabase, openMariadb, openPostgresql, sqlDatabases } from '../support/sql-databases.js';
import { rowOf } from '../support/sql-rows.js';
import { plainNames, tableStatements } from '../support/sql-tables.mjs';
import { findMissingTools } from '../support/tools.js';

const change = (sql: string): SqlStatement => ({ sql, params: [], returnsRows: false });

describe.each(sqlDatabases)('on $name', ({ dialect, needs, open }) => {
  const missing = needs !== undefined && inject('missing').includes(needs);
  let database: SqlDatabase;
  let execute: SqlExecute;

  beforeAll(async () => {
    if (missing) return;
    database = await open();
    await database.query('CREATE TABLE entries (id INTEGER NOT NULL PRIMARY KEY, note VARCHAR(20))');
    for (const statement of tableStatements({ dialect, idType: 'string', names: plainNames })) await database.query(statement);
  });
  beforeEach(async () => {
    if (missing) return;
    await database.query('DELETE FROM entries');
    execute = database.connect();
  });
  afterEach(() => database?.dispose());
  afterAll(() => database?.close());

  const idsPresent = async () => (await database.query('SELECT id FROM entries ORDER BY id')).map(({ id }) => Number(id));

  test.skipIf(missing)('several statements take effect together', async () => {
    const results = await execute([
      change('INSERT INTO entries VALUES (1, NULL), (2, NULL)'),
      { sql: 'SELECT id FROM entries ORDER BY id', params: [], returnsRows: true },
      change('DELETE FROM entries WHERE id = 2'),
    ]);
    expect(results.map(({ rowCount }, index) => (index === 1 ? 'rows' : rowCount))).toEqual([2, 'rows', 1]);
    expect(results[1]!.rows.map(({ id }) => Number(id))).toEqual([1, 2]);
    expect(await idsPresent()).toEqual([1]);
  });

  test.skipIf(missing)('several statements of which one fails have no effect, and the connections stay usable', async () => {
    for (let round = 0; round < 5; round++) {
      const batch = [change('INSERT INTO entries VALUES (1, NULL)'), change('INSERT INTO entries VALUES (1, NULL)')];
      await expect(execute(batch)).rejects.toThrow();
      await expect(execute([change('INSERT INTO nowhere VALUES (1)')])).rejects.toThrow();
      expect(await idsPresent()).toEqual([]);
    }
    await execute([change('INSERT INTO entries VALUES (3, NULL)'), change('INSERT INTO entries VALUES (4, NULL)')]);
    expect(await idsPresent()).toEqual([3, 4]);
  });

  test.skipIf(missing)('transactions at the same time do not get into one another', async () => {
    const batch = (id: number, fails: boolean) =>
      execute([change(`INSERT INTO entries VALUES (${id}, NULL)`), change(fails ? 'INSERT INTO nowhere VALUES (1)' : 'DELETE FROM entries WHERE id = 0')]);
    const outcomes = await Promise.allSettled([
      ...Array.from({ length: 20 }, (_, id) => batch(id + 1, id % 2 === 0)),
      execute([change('INSERT INTO entries VALUES (100, NULL)')]),
    ]);
    expect(outcomes.filter(({ status }) => status === 'rejected')).toHaveLength(10);
    expect(await idsPresent()).toEqual([2, 4, 6, 8, 10, 12, 14, 16, 18, 20, 100]);
  });

  test.skipIf(missing)('an update counts rows that had the values already', async () => {
    await execute([change(`INSERT INTO entries VALUES (1, 'same')`)]);
    const [result] = await execute([change(`UPDATE entries SET note = 'same' WHERE id = 1`)]);
    expect(result!.rowCount).toBe(1);
  });

  test.skipIf(missing)('a renewal and new attributes that change nothing still find the session', async () => {
    await database.query(`INSERT INTO ${dialect === 'mysql' ? '`User`' : '"User"'} (id, email) VALUES (?, ?)`, 'ada', 'ada@example.com');
    const adapter = sqlAdapter({ dialect, execute });
    const row = await rowOf('ada');
    const { id, expirationDate, updatedAt } = row;
    await adapter.insertSession(row);
    expect(await adapter.renewSession({ id, from: { expirationDate, updatedAt }, to: { expirationDate, updatedAt } })).toBe(true);
    expect((await adapter.updateAttributes(id, row.attributes, noon))?.id).toBe(id);
  });

  test.skipIf(missing)('another unique constraint of the app is an error, not a taken id', async () => {
    const quote = (name: string) => (dialect === 'mysql' ? `\`${name}\`` : `"${name}"`);
    await database.query(`INSERT INTO ${quote('User')} (id, email) VALUES (?, ?)`, 'bob', 'bob@example.com');
    await database.query(`CREATE UNIQUE INDEX one_each ON ${quote('Session')} (${quote('userAgent')})`);
    const adapter = sqlAdapter({ dialect, execute });
    const first = await rowOf('bob', { userAgent: 'unique' });
    const second = await rowOf('bob', { userAgent: 'other' });
    await adapter.insertSession(first);
    await adapter.insertSession(second);
    const evict = { now: noon, replaces: second.id, limit: { max: 2, onLimit: 'evict-oldest' } } as const;
    await expect(adapter.insertSession(await rowOf('bob', { userAgent: 'unique' }))).rejects.toThrow();
    await expect(adapter.insertSession(await rowOf('bob', { userAgent: 'unique' }), evict)).rejects.toThrow();
    const { secretHash, expirationDate, updatedAt } = await rowOf('bob');
    const to = { id: 'another', secretHash, expirationDate, updatedAt, userAgent: 'unique' };
    await expect(adapter.rotateSession({ id: second.id, now: noon, to })).rejects.toThrow();
    const ids = (await adapter.listUserSessions('bob', noon)).map(({ id }) => id);
    expect(ids.sort()).toEqual([first.id, second.id].sort());
  });
});

describe.skipIf(inject('missing').includes('PostgreSQL'))('pgExecutor', () => {
  let database: Awaited<ReturnType<typeof openPostgresql>>;

  beforeAll(async () => {
    database = await openPostgresql();
    await database.query('CREATE TABLE entries (id INTEGER NOT NULL PRIMARY KEY)');
  });
  afterAll(() => database.close());

  const terminate = 'SELECT pg_terminate_backend(pg_backend_pid())';
  const backend = async (execute: SqlExecute) => {
    const [result] = await execute([{ sql: 'SELECT pg_backend_pid() AS pid', params: [], returnsRows: true }]);
    return result!.rows[0]!.pid;
  };

  test('a connection cut off within a transaction is not used again, and nothing of the transaction stays', async () => {
    const pool = new pg.Pool({ connectionString: database.url, max: 1 });
    pool.on('error', () => {});
    const execute = pgExecutor(pool);
    const before = await backend(execute);
    await expect(execute([change('INSERT INTO entries VALUES (1)'), change(terminate)])).rejects.toThrow();
    expect(pool.totalCount).toBe(0);
    expect(await backend(execute)).not.toBe(before);
    expect(await database.query('SELECT * FROM entries')).toEqual([]);
    await pool.end();
  });

  test('a connection whose answer the driver gave up on is not used again', async () => {
    const pool = new pg.Pool({ connectionString: database.url, max: 1, query_timeout: 100 });
    const execute = pgExecutor(pool);
    const before = await backend(execute);
    await expect(execute([change('INSERT INTO entries VALUES (1)'), change('SELECT pg_sleep(5)')])).rejects.toThrow('timeout');
    expect(pool.totalCount).toBe(0);
    expect(await backend(execute)).not.toBe(before);
    expect(await database.query('SELECT * FROM entries')).toEqual([]);
    await pool.end();
  });

  test('a connection whose transaction failed is used again', async () => {
    const pool = new pg.Pool({ connectionString: database.url, max: 1 });
    const execute = pgExecutor(pool);
    const before = await backend(execute);
    await expect(execute([change('INSERT INTO entries VALUES (1)'), change('INSERT INTO entries VALUES (1)')])).rejects.toThrow();
    expect(await backend(execute)).toBe(before);
    await pool.end();
  });

  test('prepared statements are prepared once, and by default none is', async () => {
    const prepared = async (prepare: boolean) => {
      const pool = new pg.Pool({ connectionString: database.url, max: 1 });
      const execute = pgExecutor(pool, { prepare });
      for (const id of ['1', '2']) await execute([{ sql: 'SELECT $1::int AS id', params: [id], returnsRows: true }]);
      const { rows } = await pool.query<{ statement: string }>('SELECT statement FROM pg_prepared_statements');
      await pool.end();
      return rows.map(({ statement }) => statement);
    };
    expect(await prepared(true)).toEqual(['SELECT $1::int AS id']);
    expect(await prepared(false)).toEqual([]);
  });

  test('a transaction that the server undid to break a deadlock is tried again', async () => {
    const pool = new pg.Pool({ connectionString: database.url, max: 4 });
    for (const statement of tableStatements({ dialect: 'postgresql', idType: 'string', names: plainNames })) await pool.query(statement);
    await pool.query(`INSERT INTO "User" (id, email) VALUES ('ada', 'ada@example.com'), ('bob', 'bob@example.com')`);
    const run = pgExecutor(pool);
    let transactions = 0;
    const execute: SqlExecute = (statements) => {
      if (statements.length > 1) transactions++;
      return run(statements);
    };
    const adapter = sqlAdapter({ dialect: 'postgresql', execute });
    const [first, second] = [await rowOf('ada'), await rowOf('bob')];
    await adapter.insertSession(first);
    await adapter.insertSession(second);

    // The app holds a session that the login replaces, and wants the user whom the login has locked.
    const app = await pool.connect();
    await app.query('BEGIN');
    await app.query(`SET LOCAL deadlock_timeout = '1min'`);
    await app.query('SELECT 1 FROM "Session" WHERE id = $1 FOR UPDATE', [second.id]);
    const fresh = await rowOf('ada');
    const login = adapter.insertSession(fresh, { now: noon, replaces: second.id, limit: { max: 1, onLimit: 'evict-oldest' } });
    await waitUntilBlocked(database);
    await app.query(`SELECT 1 FROM "User" WHERE id = 'ada' FOR UPDATE`);
    await app.query('ROLLBACK');
    app.release();
    expect(await login).toBe('inserted-evicting');
    expect(transactions).toBe(2);
    expect((await adapter.listUserSessions('ada', noon)).map(({ id }) => id)).toEqual([fresh.id]);
    expect(await adapter.findSessions([second.id])).toEqual([]);
    await pool.end();
  });
});

/** Until a statement waits for a lock that another holds. */
async function waitUntilBlocked(database: SqlDatabase): Promise<void> {
  for (;;) {
    const [row] = await database.query('SELECT count(*) AS waiting FROM pg_locks WHERE NOT granted');
    if (Number(row!.waiting) > 0) return;
  }
}

describe.skipIf(inject('missing').includes('MariaDB'))('mysql2Executor', () => {
  let database: Awaited<ReturnType<typeof openMariadb>>;

  beforeAll(async () => {
    database = await openMariadb();
    await database.query('CREATE TABLE entries (id INTEGER NOT NULL PRIMARY KEY)');
  });
  afterAll(() => database.close());

  test('a connection cut off within a transaction is not used again, and nothing of the transaction stays', async () => {
    const { hostname, port, username, password } = new URL(servers.MariaDB);
    const [row] = await database.query('SELECT DATABASE() AS name');
    const pool = mysql.createPool({
      host: hostname,
      port: Number(port),
      user: username,
      password,
      database: String(row!.name),
      connectionLimit: 1,
    });
    const execute = mysql2Executor(pool);
    const thread = async () => (await execute([{ sql: 'SELECT CONNECTION_ID() AS id', params: [], returnsRows: true }]))[0]!.rows[0]!.id;
    const before = await thread();
    await expect(execute([change('INSERT INTO entries VALUES (1)'), change(`KILL ${String(before)}`)])).rejects.toThrow();
    expect(await thread()).not.toBe(before);
    expect(await database.query('SELECT * FROM entries')).toEqual([]);
    await pool.end();
  });
});

describe.skipIf(findMissingTools().includes('better-sqlite3'))('betterSqlite3Executor', () => {
  interface Database {
    pragma(text: string, options?: { simple: boolean }): unknown;
    exec(sql: string): unknown;
    prepare(sql: string): { all(...values: unknown[]): unknown[]; run(...values: unknown[]): { changes: number } };
    close(): void;
  }
  const open = (options: object = {}) =>
    new (requireTool<new (file: string, options: object) => Database>('better-sqlite3'))(':memory:', options);

  test('foreign keys are on, and there is a busy timeout where there was none', async () => {
    const db = open({ timeout: 0 });
    db.pragma('foreign_keys = OFF');
    await betterSqlite3Executor(db)([change('CREATE TABLE entries (id INTEGER)')]);
    expect(db.pragma('foreign_keys', { simple: true })).toBe(1);
    expect(db.pragma('busy_timeout', { simple: true })).toBe(1000);
    db.close();
  });

  test('the busy timeout of the app stays', async () => {
    const db = open({ timeout: 77 });
    await betterSqlite3Executor(db)([change('CREATE TABLE entries (id INTEGER)')]);
    expect(db.pragma('busy_timeout', { simple: true })).toBe(77);
    db.close();
  });

  test('a statement is prepared once, and no more than 64 are kept', async () => {
    const db = open();
    let prepared = 0;
    const counting = { exec: (sql: string) => db.exec(sql), prepare: (sql: string) => (prepared++, db.prepare(sql)) };
    const execute = betterSqlite3Executor(counting);
    const read = (number: number): SqlStatement => ({ sql: `SELECT ${number} AS number`, params: [], returnsRows: true });
    await execute([read(0)]);
    prepared = 0;
    await execute([read(0)]);
    expect(prepared).toBe(0);
    for (let number = 1; number <= 64; number++) await execute([read(number)]);
    expect(prepared).toBe(64);
    await execute([read(1)]);
    expect(prepared).toBe(64);
    await execute([read(0)]);
    expect(prepared).toBe(65);
    db.close();
  });
});
