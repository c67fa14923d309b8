import { inspect } from 'node:util';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { prismaAdapter } from '../../src/adapters/prisma/index.js';
import { type SqlExecute, type SqlStatement, sqlAdapter } from '../../src/adapters/sql/index.js';
import type { SessionRow, StorageAdapter } from '../../src/index.js';
import { after, noon } from '../../src/testing/fixtures.js';
import type { Database } from '../support/databases/database.js';
import { openMariadb as openPrismaMariadb } from '../support/databases/mariadb.js';
import { openPostgresql as openPrismaPostgresql } from '../support/databases/postgresql.js';
import { openSqlite as openPrismaSqlite } from '../support/databases/sqlite.js';
import { type PlainClient, createPlainClient } from '../support/harnesses.js';
import { type Query, type Row, type SqlDatabase, openLibsql, openMariadb, openPostgresql } from '../support/sql-databases.js';
import { rowOf } from '../support/sql-rows.js';
import { plainNames, tableStatements } from '../support/sql-tables.mjs';

type Dialect = 'sqlite' | 'postgresql' | 'mysql';

/** So many that no planner reads the whole table for want of rows. */
const userCount = 4000;
const sessionsPerUser = 4;
const usersPerInsert = 200;

const names = Array.from({ length: userCount }, (_, index) => `user-${index}`);

/** What distinguishes sessions of a user: some wait for a second factor, some have been rotated. */
const valuesOf: Record<number, () => Promise<Partial<SessionRow>>> = {
  1: async () => ({ pending: 'second-factor' }),
  2: async () => {
    const { id, secretHash } = await rowOf('nobody');
    return { previousId: id, previousHash: secretHash, previousUntil: after(60_000) };
  },
};

interface Filling {
  /** Of so many users, the first has a dead session. */
  usersPerDead: number;
  userColumns?: Row;
}

async function fill(dialect: Dialect, query: Query, { usersPerDead, userColumns = {} }: Filling): Promise<void> {
  const quote = (name: string) => (dialect === 'mysql' ? `\`${name}\`` : `"${name}"`);
  const date = (value: Date) => (dialect === 'mysql' ? value.toISOString().replace('T', ' ').replace('Z', '') : value.toISOString().replace('Z', '+00:00'));
  const insert = async (table: string, rows: Row[]) => {
    const columns = Object.keys(rows[0]!);
    const marks = `(${columns.map(() => '?').join(', ')})`;
    const values = rows.flatMap((row) => columns.map((column) => row[column] as string | number));
    await query(`INSERT INTO ${quote(table)} (${columns.map(quote).join(', ')}) VALUES ${rows.map(() => marks).join(', ')}`, ...values);
  };
  const plain = { remember: dialect === 'postgresql' ? 'true' : 1, attributes: '{}' };
  await insert('User', names.map((id) => ({ id, email: `${id}@example.com`, ...userColumns })));
  for (let first = 0; first < userCount; first += usersPerInsert) {
    const users = names.slice(first, first + usersPerInsert);
    for (let index = 0; index < sessionsPerUser; index++) {
      const rows = users.map(async (userId, user) => {
        const isDead = index === 0 && user % usersPerDead === 0;
        const row = await rowOf(userId, { expirationDate: after(isDead ? -1000 : 3_600_000), ...(await valuesOf[index]?.()) });
        const written = Object.entries(row).filter(([, value]) => value !== null);
        return { ...Object.fromEntries(written.map(([name, value]) => [name, value instanceof Date ? date(value) : value])), ...plain };
      });
      await insert('Session', await Promise.all(rows));
    }
  }
  await query(dialect === 'mysql' ? 'ANALYZE TABLE Session, User' : 'ANALYZE');
}

/** Of the cleanup whose plan is looked at. */
const batchSize = 10;

const explainWord: Record<Dialect, string> = { sqlite: 'EXPLAIN QUERY PLAN', postgresql: 'EXPLAIN', mysql: 'EXPLAIN' };

/** What a plan says of a table read from end to end; empty if every read goes by an index. */
const findScans: Record<Dialect, (plan: Row[]) => string[]> = {
  // SCAN is a read of a whole table, or index; that of a subquery's own result is none.
  sqlite: (plan) => plan.map(({ detail }) => String(detail)).filter((detail) => /^SCAN (?:Session|User|s|u)\b/.test(detail)),
  postgresql: (plan) =>
    plan.map((row) => String(row['QUERY PLAN'])).filter((line) => /(?:Seq Scan|Index(?: Only)? Scan using \S+) on "?(?:Session|User)\b/.test(line) && isWhole(line, plan)),
  mysql: (plan) =>
    plan
      .filter(({ table, select_type }) => /^(?:Session|User|s|u)$/.test(String(table)) && select_type !== 'INSERT')
      // An index that is read in its order until a LIMIT is reached is not read from end to end.
      .filter(({ type, key, rows }) => type === 'ALL' || (type === 'index' && Number(rows) > batchSize) || key === null)
      .map((row) => inspect(row)),
};

/** A sequential scan, or one through an index without a condition on it. */
function isWhole(line: string, plan: Row[]): boolean {
  if (line.includes('Seq Scan')) return true;
  const next = String(plan[plan.findIndex((row) => row['QUERY PLAN'] === line) + 1]?.['QUERY PLAN'] ?? '');
  return !next.includes('Index Cond');
}

/** Every verb, also in its rarer forms, as calls on any adapter. */
async function callsOf(adapter: StorageAdapter<unknown, string>): Promise<Record<string, () => Promise<unknown>>> {
  const row = await rowOf('user-7');
  const { id, expirationDate, updatedAt, secretHash } = row;
  const ids = await Promise.all(['1', '2', '3'].map(async () => (await rowOf('user-7')).id));
  const limit = (onLimit: 'evict-oldest' | 'reject') => ({ now: noon, replaces: ids[0]!, limit: { max: 3, onLimit } });
  return {
    insertSession: () => adapter.insertSession(row),
    'insertSession, evicting': async () => adapter.insertSession(await rowOf('user-8'), limit('evict-oldest')),
    'insertSession, up to a limit': async () => adapter.insertSession(await rowOf('user-9'), limit('reject')),
    'insertSession, unknown user': async () => adapter.insertSession(await rowOf('nobody')),
    'findSessions, one': () => adapter.findSessions([id]),
    'findSessions, several': () => adapter.findSessions(ids),
    'findSessions, one that may have been rotated': () => adapter.findSessions([id], { previous: true }),
    'findSessions, several that may have been rotated': () => adapter.findSessions(ids, { previous: true }),
    renewSession: () => adapter.renewSession({ id, from: { expirationDate, updatedAt }, to: { expirationDate, updatedAt } }),
    'renewSession, with another hash': () =>
      adapter.renewSession({ id, from: { expirationDate, updatedAt }, to: { expirationDate, updatedAt, secretHash } }),
    updateAttributes: () => adapter.updateAttributes(id, { a: 1 }, noon),
    listUserSessions: () => adapter.listUserSessions('user-7', noon),
    readUserRecord: () => adapter.readUserRecord('user-7'),
    rotateSession: () => adapter.rotateSession({ id, now: noon, to: { id: ids[1]!, secretHash, expirationDate, updatedAt } }),
    'deleteSession, of a user': () => adapter.deleteSession(id, 'user-7'),
    deleteSession: () => adapter.deleteSession(id),
    'deleteUserSessions, but one': () => adapter.deleteUserSessions('user-7', id),
    deleteUserSessions: () => adapter.deleteUserSessions('user-7'),
    deleteExpiredSessions: () => adapter.deleteExpiredSessions(noon, batchSize),
  };
}

const kinds: [string, Dialect, () => Promise<SqlDatabase>, ('PostgreSQL' | 'MariaDB')?][] = [
  ['SQLite', 'sqlite', openLibsql],
  ['PostgreSQL', 'postgresql', openPostgresql, 'PostgreSQL'],
  ['MariaDB', 'mysql', openMariadb, 'MariaDB'],
];

describe.each(kinds)('sqlAdapter on %s', (_, dialect, open, needs) => {
  const missing = needs !== undefined && inject('missing').includes(needs);
  let database: SqlDatabase;
  let execute: SqlExecute;
  let explain: SqlExecute;

  beforeAll(async () => {
    if (missing) return;
    database = await open();
    for (const statement of tableStatements({ dialect, idType: 'string', names: plainNames })) await database.query(statement);
    await fill(dialect, database.query, { usersPerDead: 1 });
    execute = database.connect();
    // On a connection of its own: libSQL leaves the explanation of a write open for a while.
    explain = database.connect();
  });
  afterAll(() => database?.close());

  async function scansOf(statement: SqlStatement): Promise<string[]> {
    const [plan] = await explain([{ ...statement, sql: `${explainWord[dialect]} ${statement.sql}`, returnsRows: true }]);
    // To store given values SQLite reads nothing, and says nothing.
    if (!/ VALUES /.test(statement.sql)) expect(plan!.rows.length).toBeGreaterThan(0);
    return findScans[dialect](plan!.rows as Row[]);
  }

  test.skipIf(missing)('every statement of every verb goes by an index', async () => {
    let statements: SqlStatement[] = [];
    const adapter = sqlAdapter({
      dialect,
      execute: (batch) => {
        statements.push(...batch);
        return execute(batch);
      },
    });
    for (const [verb, call] of Object.entries(await callsOf(adapter))) {
      statements = [];
      await call();
      expect(statements.length, verb).toBeGreaterThan(0);
      const explained = statements.filter(({ sql }) => !sql.startsWith('SET '));
      for (const statement of explained) expect(await scansOf(statement), `${verb}: ${statement.sql}`).toEqual([]);
    }
  });

  test.skipIf(missing)('a statement that reads a whole table would be noticed', async () => {
    const quote = (name: string) => (dialect === 'mysql' ? `\`${name}\`` : `"${name}"`);
    const reads = [
      `SELECT * FROM ${quote('Session')} WHERE ${quote('id')} = 'x' OR ${quote('previousHash')} = 'x'`,
      `SELECT * FROM ${quote('Session')} WHERE ${quote('userAgent')} = 'x'`,
      `DELETE FROM ${quote('Session')} WHERE ${quote('ipAddress')} = 'x'`,
      `UPDATE ${quote('Session')} SET ${quote('ipAddress')} = NULL WHERE ${quote('secretHash')} = 'x'`,
      `SELECT 1 FROM ${quote('Session')} AS s INNER JOIN ${quote('User')} AS u ON u.id = s.${quote('userId')} WHERE s.${quote('userAgent')} = 'x'`,
    ];
    for (const sql of reads) expect(await scansOf({ sql, params: [], returnsRows: true }), sql).not.toEqual([]);
  });
});

const prismaKinds: [Dialect, () => Promise<Database>, ('PostgreSQL' | 'MariaDB')?][] = [
  ['sqlite', () => openPrismaSqlite()],
  ['postgresql', () => openPrismaPostgresql(), 'PostgreSQL'],
  ['mysql', () => openPrismaMariadb(), 'MariaDB'],
];

describe.each(prismaKinds)('prismaAdapter on %s', (dialect, open, needs) => {
  const missing = needs !== undefined && inject('missing').includes(needs);
  let database: Database;
  let prisma: PlainClient;
  let logged: { query: string; params: string }[] = [];

  beforeAll(async () => {
    if (missing) return;
    database = await open();
    // Where much is dead, PostgreSQL finds a few of it sooner by looking anywhere: the statement names no order.
    await fill(dialect, database.query, { usersPerDead: 100, userColumns: { passwordHash: 'x' } });
    prisma = createPlainClient(dialect, database.connect(), true);
    const client = prisma as unknown as { $on(event: 'query', listener: (event: { query: string; params: string }) => void): void };
    client.$on('query', (event) => void logged.push(event));
  });
  afterAll(async () => {
    await prisma?.$disconnect();
    await database?.close();
  });

  test.skipIf(missing)('every statement of every verb goes by an index', async () => {
    for (const [verb, call] of Object.entries(await callsOf(prismaAdapter(prisma)))) {
      logged = [];
      await call();
      await new Promise((resolve) => setImmediate(resolve));
      const statements = logged.filter(({ query }) => /^(?:SELECT|INSERT|UPDATE|DELETE)/.test(query));
      expect(statements.length, verb).toBeGreaterThan(0);
      for (const { query, params } of statements) {
        // Prisma logs an integer as text, which LIMIT of MySQL does not take.
        const values = (JSON.parse(params) as (string | number)[]).map((value) =>
          dialect === 'mysql' && /^\d+$/.test(String(value)) ? BigInt(value) : value,
        );
        // The driver's own way in takes question marks.
        const plan = await database.query(`${explainWord[dialect]} ${query.replaceAll(/\$\d+/g, '?')}`, ...values);
        const scans = findScans[dialect](plan);
        expect(scans, `${verb}: ${query}`).toEqual([]);
      }
    }
  });
});
