import { createClient } from '@libsql/client';
import { PrismaPg } from '@prisma/adapter-pg';
import type { SqlDriverAdapterFactory } from '@prisma/driver-adapter-utils';
import { Redis } from 'ioredis';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, inject, test } from 'vitest';
import { cachedAdapter } from '../../src/adapters/cached/index.js';
import { memoryAdapter } from '../../src/adapters/memory/index.js';
import { prismaAdapter } from '../../src/adapters/prisma/index.js';
import { redisAdapter } from '../../src/adapters/redis/index.js';
import { type SqlExecute, libsqlExecutor, sqlAdapter } from '../../src/adapters/sql/index.js';
import { checkDatabase } from '../../src/doctor/database/check-database.js';
import { connect } from '../../src/doctor/database/connection.js';
import { type StorageAdapter, createAuth } from '../../src/index.js';
import type { Database } from '../support/databases/database.js';
import { openMariadb as openMariadbWithPrisma } from '../support/databases/mariadb.js';
import { openPglite, openPostgresql as openPostgresqlWithPrisma } from '../support/databases/postgresql.js';
import { openSqlite } from '../support/databases/sqlite.js';
import { adapterFor, createPlainClient, loadClient } from '../support/harnesses.js';
import { schemaNamed } from '../support/schemas.js';
import { servers } from '../support/servers.js';
import { type Query, type SqlDatabase, openLibsql, sqlDatabases } from '../support/sql-databases.js';
import { plainNames, quoteName, tableStatements } from '../support/sql-tables.mjs';

const day = 24 * 3_600_000;
const lifetime = { idle: 60_000, absolute: 60_000 };

/** What the doctor finds with an auth over this adapter, whose clock is so far from that of this machine. */
function examine(adapter: StorageAdapter, ahead = 0) {
  const now = () => new Date(Date.now() + ahead);
  return checkDatabase(connect(createAuth({ adapter, now }))!, now);
}

async function createSessions(adapter: StorageAdapter<{ id: string }, string>, count: number, ago: number): Promise<void> {
  const auth = createAuth({ adapter, lifetime, now: () => new Date(Date.now() - ago) });
  for (let index = 0; index < count; index++) await auth.createSession('ada');
}

const codesOf = ({ problems }: Awaited<ReturnType<typeof examine>>) => problems.map(({ code }) => code);

const prismaDatabases = [
  { name: 'Prisma on SQLite', provider: 'sqlite', shown: 'SQLite', open: () => openSqlite() },
  { name: 'Prisma on PGlite', provider: 'postgresql', shown: 'PostgreSQL', open: () => openPglite() },
  { name: 'Prisma on PostgreSQL', provider: 'postgresql', shown: 'PostgreSQL', needs: 'PostgreSQL', open: () => openPostgresqlWithPrisma() },
  { name: 'Prisma on MariaDB', provider: 'mysql', shown: 'MySQL', needs: 'MariaDB', open: () => openMariadbWithPrisma() },
] as const;

const ada = { id: 'ada', email: 'ada@example.com' };

interface Subject {
  adapter: StorageAdapter<{ id: string }, string>;
  query: Query;
  close(): Promise<unknown>;
}

const subjects = [
  ...prismaDatabases.map(({ name, provider, shown, open, ...rest }) => ({
    name,
    shown,
    dialect: provider,
    needs: 'needs' in rest ? rest.needs : undefined,
    user: { ...ada, passwordHash: 'x' },
    async start(): Promise<Subject> {
      const database: Database = await open();
      const prisma = createPlainClient(provider, database.connect());
      return {
        adapter: prismaAdapter(prisma),
        query: database.query,
        async close() {
          await prisma.$disconnect();
          await database.close();
        },
      };
    },
  })),
  ...sqlDatabases.map(({ name, dialect, needs, open }) => ({
    name: `SQL on ${name}`,
    shown: { sqlite: 'SQLite', postgresql: 'PostgreSQL', mysql: 'MySQL' }[dialect],
    dialect,
    needs,
    user: ada,
    async start(): Promise<Subject> {
      const database: SqlDatabase = await open();
      for (const statement of tableStatements({ dialect, idType: 'string', names: plainNames })) await database.query(statement);
      return {
        adapter: sqlAdapter({ dialect, execute: database.connect() }),
        query: database.query,
        async close() {
          await database.dispose();
          await database.close();
        },
      };
    },
  })),
];

describe.each(subjects)('$name', ({ shown, dialect, needs, user, start }) => {
  const missing = needs !== undefined && inject('missing').includes(needs);
  const quote = (name: string) => quoteName(dialect, name);
  let subject: Subject;

  beforeAll(async () => {
    if (!missing) subject = await start();
  });
  beforeEach(async () => {
    if (missing) return;
    const names = Object.keys(user);
    await subject.query(`DELETE FROM ${quote('User')}`);
    await subject.query(
      `INSERT INTO ${quote('User')} (${names.map(quote).join(', ')}) VALUES (${names.map(() => '?').join(', ')})`,
      ...Object.values(user),
    );
  });
  afterAll(() => subject?.close());

  test.skipIf(missing)('has nothing wrong, and says how it is', async () => {
    await createSessions(subject.adapter, 1, 0);
    const { problems, facts } = await examine(subject.adapter);
    expect(problems).toEqual([]);
    expect(facts).toMatchObject({ name: shown, expiredSessions: 0 });
    expect(facts!.roundTrip).toBeGreaterThan(0);
    expect(Math.abs(facts!.clockSkew!)).toBeLessThan(1000);
    expect(facts!.clockPrecision).toBe(facts!.roundTrip! / 2);
  });

  test.skipIf(missing)('has dead sessions that wait for the next cleanup', async () => {
    await createSessions(subject.adapter, 3, 3_600_000);
    await createSessions(subject.adapter, 1, 0);
    const { problems, facts } = await examine(subject.adapter);
    expect(problems).toEqual([]);
    expect(facts!.expiredSessions).toBe(3);
  });

  test.skipIf(missing)('has dead sessions that nobody removes', async () => {
    await createSessions(subject.adapter, 2, 2 * day);
    await createSessions(subject.adapter, 3, 3_600_000);
    const { problems, facts } = await examine(subject.adapter);
    expect(facts!.expiredSessions).toBe(5);
    expect(problems).toMatchObject([
      { code: 'cleanup-overdue', level: 'warning', message: expect.stringMatching(/^2 sessions/) as string },
    ]);
  });

  test.skipIf(missing).each([
    ['ahead of', 600_000],
    ['behind', -600_000],
  ])('has a clock that the app is %s', async (direction, ahead) => {
    const { problems, facts } = await examine(subject.adapter, ahead);
    expect(problems).toMatchObject([{ code: 'clock-skew', level: 'warning' }]);
    expect(problems[0]!.message).toMatch(new RegExp(`^The app's clock is (599\\.\\d|600\\.\\d) s ${direction} that of ${shown} \\(± \\d+\\.\\d s\\)$`));
    expect(Math.abs(facts!.clockSkew! - ahead)).toBeLessThan(1000);
  });
});

describe('a database without what sessions need', () => {
  const open = async () => {
    const database = await openLibsql();
    const execute = database.connect();
    const adapter = sqlAdapter({ dialect: 'sqlite', execute });
    return { database, execute, adapter };
  };
  let database: SqlDatabase;
  let adapter: StorageAdapter;

  beforeEach(async () => {
    ({ database, adapter } = await open());
    for (const statement of tableStatements({ dialect: 'sqlite', idType: 'string', names: plainNames })) await database.query(statement);
  });
  afterEach(async () => {
    await database.dispose();
    await database.close();
  });

  test('no table', async () => {
    await database.query('DROP TABLE `Session`');
    const report = await examine(adapter);
    expect(report).toMatchObject({ facts: null, problems: [{ code: 'database-not-migrated', level: 'error' }] });
    expect(report.problems[0]!.message).toContain('no such table: Session');
    expect(report.problems[0]!.remedy).toContain('docs/sql.md');
  });

  test('no column', async () => {
    await database.query('ALTER TABLE `Session` DROP COLUMN `pending`');
    expect(codesOf(await examine(adapter))).toEqual(['database-not-migrated']);
  });

  test('no index', async () => {
    await database.query('DROP INDEX sessions_by_expiration');
    const { problems } = await examine(adapter);
    expect(problems).toMatchObject([{ code: 'database-index-missing', level: 'warning' }]);
    expect(problems[0]!.message).toContain('Session.expirationDate');
  });

  test('an index of some rows only', async () => {
    await database.query('DROP INDEX sessions_of_user');
    await database.query('CREATE INDEX of_some ON `Session` (`userId`) WHERE `remember` = 1');
    const { problems } = await examine(adapter);
    expect(problems.map(({ message }) => message)).toEqual([expect.stringContaining('Session.userId')]);
  });

  test('a question it does not answer', async () => {
    const execute = database.connect();
    const forbidden: SqlExecute = async (statements) => {
      if (statements.some(({ sql }) => sql.includes('pragma_index_list'))) throw new Error('not\nauthorized');
      return execute(statements);
    };
    const { problems, facts } = await examine(sqlAdapter<{ id: string }>({ dialect: 'sqlite', execute: forbidden }));
    expect(problems).toMatchObject([{ code: 'database-not-asked', level: 'note' }]);
    expect(problems[0]!.message).toBe('The database could not be asked which indexes it has: authorized');
    expect(facts).toMatchObject({ expiredSessions: 0 });
  });

  test('an answer at all', async () => {
    const silent = { ...adapter, findSessions: () => new Promise<never>(() => {}) };
    const report = await checkDatabase(connect(createAuth({ adapter: silent }))!, () => new Date(), 20);
    expect(report).toMatchObject({ facts: null, problems: [{ code: 'database-unreachable', level: 'error' }] });
    expect(report.problems[0]!.message).toContain('no answer within 20 ms');
  });
});

describe('foreign keys on SQLite', () => {
  test.each([
    ['enforced', 'ON', []],
    ['not enforced', 'OFF', ['foreign-keys-off']],
  ])('are %s', async (_name, state, codes) => {
    const client = createClient({ url: ':memory:' });
    for (const statement of tableStatements({ dialect: 'sqlite', idType: 'string', names: plainNames })) await client.execute(statement);
    await client.execute(`PRAGMA foreign_keys = ${state}`);
    expect(codesOf(await examine(sqlAdapter<{ id: string }>({ dialect: 'sqlite', execute: libsqlExecutor(client) })))).toEqual(codes);
    client.close();
  });
});

describe('through Prisma', () => {
  test.each([
    ['sqlite', 'string'],
    ['sqlite-int-plain', 'number'],
    ['sqlite-bigint-renamed', 'bigint'],
  ])('names and types are those of the schema: %s', async (name, type) => {
    const schema = schemaNamed(name);
    const database = await openSqlite(name);
    const client = (await loadClient(schema))(database.connect());
    const adapter = adapterFor(schema, client, {});
    expect(await examine(adapter)).toMatchObject({ problems: [], facts: { name: 'SQLite', expiredSessions: 0 } });
    const connection = connect(createAuth({ adapter }))!;
    expect(connection.userIdType).toBe(type);
    const tables = await database.query(
      "SELECT t.name FROM sqlite_master AS t JOIN pragma_table_info(t.name) AS c WHERE t.type = 'table' AND c.name = ?",
      connection.table!.columns.expirationDate,
    );
    expect(tables).toEqual([{ name: connection.table!.path.at(-1) }]);
    const indexes = await database.query("SELECT name FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL");
    for (const { name: index } of indexes) await database.query(`DROP INDEX ${database.quote(String(index))}`);
    const { problems } = await examine(adapter);
    expect(problems.map(({ code, message }) => [code, Object.values(connection.table!.columns).find((column) => message.includes(`.${column};`))])).toEqual(
      Object.values(connection.table!.columns).map((column) => ['database-index-missing', column]),
    );
    await client.$disconnect();
    await database.close();
  });

  const examineAt = async (adapter: SqlDriverAdapterFactory, options = {}) => {
    const prisma = createPlainClient('postgresql', adapter);
    const report = await examine(prismaAdapter(prisma, options));
    await prisma.$disconnect();
    return report;
  };

  test('a database that was not migrated', async () => {
    const database = await openPglite();
    await database.query('DROP TABLE "Session"');
    for (const rawQueries of [true, false]) {
      const report = await examineAt(database.connect(), { rawQueries });
      expect(report).toMatchObject({ facts: null, problems: [{ code: 'database-not-migrated', level: 'error' }] });
      expect(report.problems[0]!.message).toMatch(/Session.* does not exist/);
      expect(report.problems[0]!.remedy).toContain('npx prisma migrate deploy');
    }
    await database.close();
  });

  test.each([{ rawQueries: true }, { rawQueries: false }])('a database that is not there, with %o', async (options) => {
    const report = await examineAt(new PrismaPg({ connectionString: 'postgresql://ada:lovelace@127.0.0.1:9/app' }), options);
    expect(report).toMatchObject({ facts: null, problems: [{ code: 'database-unreachable', level: 'error' }] });
    const { message, remedy } = report.problems[0]!;
    expect(message).toContain('127.0.0.1:9');
    expect(message).not.toContain('\n');
    expect(message + remedy).not.toContain('lovelace');
  });
});

describe('another storage', () => {
  test.skipIf(inject('missing').includes('Redis'))('Redis says its time', async () => {
    const redis = new Redis(servers.Redis, { autoResendUnfulfilledCommands: false });
    const adapter = redisAdapter(redis, { loadUser: (id: string) => ({ id }) });
    const { problems, facts } = await examine(adapter);
    expect(problems).toEqual([]);
    expect(facts!.name).toBe('Redis');
    expect(Math.abs(facts!.clockSkew!)).toBeLessThan(1000);
    expect(codesOf(await examine(adapter, 600_000))).toEqual(['clock-skew']);
    await redis.quit();
    expect(codesOf(await examine(adapter))).toEqual(['database-unreachable']);
  });

  test('that says nothing of itself is asked for a session alone', async () => {
    expect(await examine(memoryAdapter())).toEqual({ problems: [], facts: { name: 'the storage' } });
  });

  test('within another is asked all the same', async () => {
    const database = await openLibsql();
    const adapter = cachedAdapter(sqlAdapter({ dialect: 'sqlite', execute: database.connect() }));
    expect(codesOf(await examine(adapter))).toEqual(['database-not-migrated']);
    await database.dispose();
    await database.close();
  });

  test('that is no adapter is not asked', () => {
    expect(connect(undefined)).toBeNull();
    expect(connect({ '~description': { adapter: { '~description': { kind: 'prisma' } } } })).toBeNull();
  });
});
