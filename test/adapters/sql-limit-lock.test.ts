import mysql from 'mysql2/promise';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { type SqlExecute, mysql2Executor, pgExecutor, sqlAdapter } from '../../src/adapters/sql/index.js';
import { after, noon } from '../../src/testing/fixtures.js';
import { type ServerName, servers } from '../support/servers.js';
import { type SqlDatabase, openMariadb, openPostgresql } from '../support/sql-databases.js';
import { rowOf } from '../support/sql-rows.js';
import { plainNames, tableStatements } from '../support/sql-tables.mjs';

interface Connection {
  execute: SqlExecute;
  command(sql: string): Promise<unknown>;
  end(): Promise<void>;
}

interface Kind {
  name: string;
  dialect: 'postgresql' | 'mysql';
  needs: ServerName;
  /** The statement that sets what transactions are by default. */
  isolation: (level: string) => string;
  /** How many statements wait for a lock. */
  waiting: string;
  open(): Promise<SqlDatabase>;
  /** A connection by itself; its executor runs each statement alone. */
  connect(database: SqlDatabase): Promise<Connection>;
}

const kinds: Kind[] = [
  {
    name: 'PostgreSQL',
    dialect: 'postgresql',
    needs: 'PostgreSQL',
    isolation: (level) => `SET SESSION CHARACTERISTICS AS TRANSACTION ISOLATION LEVEL ${level}`,
    waiting: 'SELECT count(*) AS count FROM pg_locks WHERE NOT granted',
    open: openPostgresql,
    async connect(database) {
      const client = new pg.Client({ connectionString: (database as Awaited<ReturnType<typeof openPostgresql>>).url });
      await client.connect();
      return { execute: pgExecutor(client), command: (sql) => client.query(sql), end: () => client.end() };
    },
  },
  {
    name: 'MariaDB',
    dialect: 'mysql',
    needs: 'MariaDB',
    isolation: (level) => `SET SESSION TRANSACTION ISOLATION LEVEL ${level}`,
    waiting: `SELECT COUNT(*) AS count FROM information_schema.innodb_trx WHERE trx_state = 'LOCK WAIT'`,
    open: openMariadb,
    async connect(database) {
      const [row] = await database.query('SELECT DATABASE() AS name');
      const { hostname, port, username, password } = new URL(servers.MariaDB);
      const config = { host: hostname, port: Number(port), user: username, password, database: String(row!.name) };
      const connection = await mysql.createConnection(config);
      return { execute: mysql2Executor(connection), command: (sql) => connection.query(sql), end: () => connection.end() };
    },
  },
];

describe.each(kinds)('an insert with a limit on $name', ({ dialect, needs, isolation, waiting, open, connect }) => {
  const missing = inject('missing').includes(needs);
  let database: SqlDatabase;

  beforeAll(async () => {
    if (missing) return;
    database = await open();
    for (const statement of tableStatements({ dialect, idType: 'string', names: plainNames })) await database.query(statement);
    const users = dialect === 'mysql' ? '`User`' : '"User"';
    await database.query(`INSERT INTO ${users} (id, email) VALUES (?, ?), (?, ?)`, 'ada', 'ada@example.com', 'bob', 'bob@example.com');
  });
  afterAll(() => database?.close());

  /** An executor whose transactions stop just before they would be committed. */
  function stopping({ execute, command }: Connection) {
    let reach: () => void;
    let release: () => void;
    const reached = new Promise<void>((resolve) => (reach = resolve));
    const released = new Promise<void>((resolve) => (release = resolve));
    const stopped: SqlExecute = async (statements) => {
      if (statements.length === 1) return execute(statements);
      await command('BEGIN');
      const results = [];
      for (const statement of statements) results.push(...(await execute([statement])));
      reach();
      await released;
      await command('COMMIT');
      return results;
    };
    return { stopped, reached, release: () => release() };
  }

  /** Resolves once a statement waits for a lock. */
  async function isBlocked(): Promise<'waits'> {
    for (;;) {
      if (Number((await database.query(waiting))[0]!.count) > 0) return 'waits';
      // MariaDB shows the same picture for as long as it is asked more often than every 0.1 seconds.
      await new Promise((resolve) => setTimeout(resolve, 120));
    }
  }

  const cases = ['READ COMMITTED', 'REPEATABLE READ', 'SERIALIZABLE'].flatMap((level) =>
    (['reject', 'evict-oldest'] as const).map((onLimit) => [level, onLimit] as const),
  );

  test.skipIf(missing).each(cases)('waits for another of the same user, and counts its row: %s, %s', async (level, onLimit) => {
    const [one, other] = await Promise.all([connect(database), connect(database)]);
    for (const { command } of [one, other]) await command(isolation(level));
    const { stopped, reached, release } = stopping(one);
    const [first, second] = [await rowOf('ada', { createdAt: after(1) }), await rowOf('ada', { createdAt: after(2) })];
    const conditions = { now: noon, limit: { max: 1, onLimit } };

    const firstOutcome = sqlAdapter({ dialect, execute: stopped }).insertSession(first, conditions);
    await reached;
    const secondOutcome = sqlAdapter({ dialect, execute: other.execute }).insertSession(second, conditions);
    expect(await Promise.race([secondOutcome, isBlocked()])).toBe('waits');
    release();

    expect(await firstOutcome).toBe('inserted');
    expect(await secondOutcome).toBe(onLimit === 'reject' ? 'limit-reached' : 'inserted-evicting');
    const adapter = sqlAdapter({ dialect, execute: other.execute });
    const live = (await adapter.listUserSessions('ada', noon)).map(({ id }) => id);
    expect(live).toEqual([onLimit === 'reject' ? first.id : second.id]);
    await adapter.deleteUserSessions('ada');
    await Promise.all([one.end(), other.end()]);
  });

  // InnoDB locks the gaps beside what it reads, and so for a moment some neighbours.
  test.skipIf(missing || dialect === 'mysql')('does not hold up a login of another user', async () => {
    const [one, other] = await Promise.all([connect(database), connect(database)]);
    const { stopped, reached, release } = stopping(one);
    const limit = { max: 1, onLimit: 'evict-oldest' } as const;
    const adapter = sqlAdapter({ dialect, execute: other.execute });
    await adapter.insertSession(await rowOf('ada'));
    await adapter.insertSession(await rowOf('bob'));
    const held = sqlAdapter({ dialect, execute: stopped }).insertSession(await rowOf('ada', { createdAt: after(1) }), { now: noon, limit });
    await reached;
    expect(await adapter.insertSession(await rowOf('bob', { createdAt: after(1) }))).toBe('inserted');
    release();
    expect(await held).toBe('inserted-evicting');
    await Promise.all([one.end(), other.end()]);
  });
});
