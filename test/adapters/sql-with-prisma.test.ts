import { createClient } from '@libsql/client';
import mysql from 'mysql2/promise';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { prismaAdapter } from '../../src/adapters/prisma/index.js';
import { type SqlExecute, libsqlExecutor, mysql2Executor, pgExecutor, sqlAdapter } from '../../src/adapters/sql/index.js';
import { type StorageAdapter, createAuth } from '../../src/index.js';
import { formerOf } from '../../src/testing/cases/rotation.js';
import { after, noon } from '../../src/testing/fixtures.js';
import type { Database } from '../support/databases/database.js';
import { openMariadb } from '../support/databases/mariadb.js';
import { openPostgresql } from '../support/databases/postgresql.js';
import { openSqlite } from '../support/databases/sqlite.js';
import { type PlainClient, createPlainClient } from '../support/harnesses.js';
import { type ServerName, servers } from '../support/servers.js';
import { rowOf } from '../support/sql-rows.js';

interface Driver {
  execute: SqlExecute;
  close(): Promise<void>;
}

/** The driver, by itself, on the database that Prisma has made. */
const kinds: {
  name: string;
  dialect: 'sqlite' | 'postgresql' | 'mysql';
  needs?: ServerName;
  open(): Promise<Database>;
  connect(database: Database): Promise<Driver>;
}[] = [
  {
    name: 'SQLite',
    dialect: 'sqlite',
    open: () => openSqlite(),
    async connect(database) {
      const [row] = await database.query('SELECT file FROM pragma_database_list');
      const client = createClient({ url: `file:${String(row!.file)}` });
      return { execute: libsqlExecutor(client), close: async () => client.close() };
    },
  },
  {
    name: 'PostgreSQL',
    dialect: 'postgresql',
    needs: 'PostgreSQL',
    open: () => openPostgresql(),
    async connect(database) {
      const [row] = await database.query('SELECT current_database() AS name');
      const url = new URL(servers.PostgreSQL);
      url.pathname = `/${String(row!.name)}`;
      const pool = new pg.Pool({ connectionString: url.href });
      return { execute: pgExecutor(pool), close: () => pool.end() };
    },
  },
  {
    name: 'MariaDB',
    dialect: 'mysql',
    needs: 'MariaDB',
    open: () => openMariadb(),
    async connect(database) {
      const [row] = await database.query('SELECT DATABASE() AS name');
      const { hostname, port, username, password } = new URL(servers.MariaDB);
      const pool = mysql.createPool({ host: hostname, port: Number(port), user: username, password, database: String(row!.name) });
      return { execute: mysql2Executor(pool), close: () => pool.end() };
    },
  },
];

describe.each(kinds)('Prisma and the driver on the same rows: $name', ({ dialect, needs, open, connect }) => {
  const missing = needs !== undefined && inject('missing').includes(needs);
  let database: Database;
  let prisma: PlainClient;
  let driver: Driver;
  let adapters: Record<'prisma' | 'driver', StorageAdapter<{ id: string; email: string }, string>>;

  beforeAll(async () => {
    if (missing) return;
    database = await open();
    prisma = createPlainClient(dialect, database.connect());
    driver = await connect(database);
    await prisma.user.create({ data: { id: 'ada', email: 'ada@example.com', passwordHash: 'x' } });
    adapters = {
      prisma: prismaAdapter(prisma, { userSelect: { id: true, email: true } }),
      driver: sqlAdapter<{ id: string; email: string }>({ dialect, execute: driver.execute, userColumns: { id: true, email: true } }),
    };
  });
  afterAll(async () => {
    await driver?.close();
    await prisma?.$disconnect();
    await database?.close();
  });

  const directions = [
    ['prisma', 'driver'],
    ['driver', 'prisma'],
  ] as const;

  test.skipIf(missing).each(directions)('what %s begins, %s carries on', async (first, second) => {
    const clock = { time: noon };
    const authOver = (adapter: (typeof adapters)['prisma']) => createAuth({ adapter, now: () => clock.time });
    const [one, other] = [authOver(adapters[first]), authOver(adapters[second])];
    const details = { userAgent: '火狐 "x"', ipAddress: '::1', remember: false, attributes: { list: [1, { a: null }], text: "'" } };
    const { token, session } = await one.createSession('ada', details);

    expect(await other.validateSession(token)).toEqual({ session, user: { id: 'ada', email: 'ada@example.com' }, renewed: false });
    expect(await other.listSessions('ada')).toEqual([session]);
    clock.time = after(6 * 3_600_000);
    const renewed = await other.validateSession(token);
    expect(renewed?.renewed).toBe(true);
    expect(await one.validateSession(token)).toEqual({ ...renewed, renewed: false });

    const { id, secretHash, updatedAt } = await rowOf('ada');
    const expirationDate = after(1, renewed!.session.expirationDate);
    const former = formerOf({ id: session.id, secretHash });
    const rotation = { id: session.id, now: clock.time, to: { id, secretHash, expirationDate, updatedAt, ...former } };
    expect(await adapters[second].rotateSession(rotation)).toBe('rotated');
    expect(await one.validateSession(token)).toBeNull();
    const rotated = { ...renewed!.session, pending: null, ...rotation.to };
    for (const [asked, previous] of [[id, false], [session.id, true]] as const) {
      const found = await adapters[first].findSessions([asked], { previous });
      expect(found.map((each) => each.session)).toEqual([rotated]);
    }
    const updated = await other.updateSession(id, { attributes: { step: 2 } });
    expect(await one.listSessions('ada')).toEqual([updated]);
    expect(await other.invalidateSession(id, { userId: 'ada' })).toBe(true);
    expect(await one.listSessions('ada')).toEqual([]);

    await one.createSession('ada');
    clock.time = after(40 * 86_400_000);
    expect(await other.deleteExpiredSessions()).toBe(1);
    expect(await one.listSessions('ada')).toEqual([]);
  });

  test.skipIf(missing)('both write the same row, to the letter', async () => {
    const dates = { updatedAt: after(1), expirationDate: new Date('2031-05-17T12:00:00Z') };
    const values = { remember: false, userAgent: null, attributes: { a: 1 }, pending: 'second-factor', ...dates };
    const row = await rowOf('ada', { ...values, ...formerOf(await rowOf('ada')) });
    const stored = async (adapter: (typeof adapters)['prisma'], id: string) => {
      expect(await adapter.insertSession({ ...row, id })).toBe('inserted');
      const [found] = await database.query(`SELECT * FROM ${database.quote('Session')} WHERE ${database.quote('id')} = ?`, id);
      return { ...found, id: '' };
    };
    const byPrisma = await stored(adapters.prisma, 'by-prisma');
    expect(await stored(adapters.driver, 'by-driver')).toEqual(byPrisma);
    if (dialect === 'sqlite') {
      const types = (id: string) =>
        database.query(
          'SELECT typeof(expirationDate) AS date, typeof(previousUntil) AS until, typeof(remember) AS remember, typeof(attributes) AS json FROM Session WHERE id = ?',
          id,
        );
      expect(await types('by-driver')).toEqual(await types('by-prisma'));
    }
  });
});
