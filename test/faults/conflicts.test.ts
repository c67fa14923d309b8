import mariadb from 'mariadb';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { prismaAdapter } from '../../src/adapters/prisma/index.js';
import { sqlAdapter } from '../../src/adapters/sql/index.js';
import { type StorageAdapter, createAuth } from '../../src/index.js';
import { after, makeRow, noon } from '../../src/testing/fixtures.js';
import { openFaultProxy } from '../support/fault-proxy.js';
import { prismaOnMariadb, prismaOnPostgresql } from './support/prisma.js';
import { sqlByMysql2, sqlByPg } from './support/sql.js';
import { type OpenSqlStorage, type SqlStorage, mariadbAt, postgresqlAt } from './support/sql-servers.js';
import type { Adapter } from './support/storage.js';

/** Somebody else in the database, with a transaction of their own. */
interface Competitor {
  run(sql: string): Promise<unknown>;
  /** What the server says to the victim of a deadlock. */
  deadlock: string;
  /** Resolves when somebody waits for a lock. */
  untilSomebodyWaits(): Promise<void>;
  close(): Promise<unknown>;
}

/** How soon PostgreSQL sees that who waits is in a deadlock; long enough for the other to get into it. Milliseconds. */
const deadlockTimeout = 700;

async function openPostgresqlCompetitor({ server, database, query }: OpenSqlStorage): Promise<Competitor> {
  await query(`ALTER DATABASE "${database}" SET deadlock_timeout = ${deadlockTimeout}`);
  const client = new pg.Client({ connectionString: postgresqlAt(server.port, database) });
  await client.connect();
  // The other is to see the deadlock, and so to be its victim.
  await client.query("SET deadlock_timeout = '60s'");
  return {
    run: (sql) => client.query(sql),
    deadlock: '40P01',
    async untilSomebodyWaits() {
      const waiting = "SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'";
      await expect.poll(() => query(waiting), { timeout: 10_000, interval: 10 }).toHaveLength(1);
    },
    close: () => client.end(),
  };
}

async function openMariadbCompetitor({ server, database, query }: OpenSqlStorage): Promise<Competitor> {
  const connection = await mariadb.createConnection(mariadbAt(server.port, database));
  return {
    run: (sql) => connection.query(sql.replaceAll('"', '`')),
    deadlock: 'Deadlock found',
    async untilSomebodyWaits() {
      const waiting = `SELECT 1 FROM information_schema.innodb_trx
        JOIN information_schema.processlist ON id = trx_mysql_thread_id WHERE trx_state = 'LOCK WAIT' AND db = DATABASE()`;
      // Asked more than ten times a second, the table stays as it was.
      await expect.poll(() => query(waiting), { timeout: 10_000, interval: 150 }).toHaveLength(1);
    },
    close: () => connection.end(),
  };
}

const changeOf = (id: string) => `UPDATE "Session" SET "userAgent" = 'changed' WHERE "id" = '${id}'`;

const storages: [SqlStorage, (storage: OpenSqlStorage) => Promise<Competitor>][] = [
  [prismaOnPostgresql, openPostgresqlCompetitor],
  [sqlByPg, openPostgresqlCompetitor],
  [prismaOnMariadb, openMariadbCompetitor],
  [sqlByMysql2, openMariadbCompetitor],
];

for (const [{ name, needs, open }, openCompetitor] of storages) {
  describe.skipIf(inject('missing').includes(needs))(name, () => {
    let storage: OpenSqlStorage;
    let competitor: Competitor;
    const opened: { close(): Promise<unknown> }[] = [];
    beforeAll(async () => {
      storage = await open();
      competitor = await openCompetitor(storage);
    });
    afterAll(async () => {
      for (const each of opened) await each.close();
      await competitor?.close();
      await storage?.close();
    });

    async function connect(): Promise<{ adapter: Adapter; proxy: Awaited<ReturnType<typeof openFaultProxy>> }> {
      const proxy = await openFaultProxy(storage.server);
      const connection = await storage.connect(proxy.port);
      opened.push(connection, proxy);
      return { adapter: connection.adapter, proxy };
    }

    async function store(adapter: Adapter, userId: string, id: string): Promise<void> {
      expect(await adapter.insertSession({ ...(await makeRow(userId, { id })), userId })).toBe('inserted');
    }

    test('the victim of a deadlock is tried again, and succeeds', async () => {
      const { adapter, proxy } = await connect();
      const auth = createAuth({ adapter, now: () => noon });
      const [userId, bystander] = [await storage.createUser(), await storage.createUser()];
      // Rows are found in the order in which they were stored; on MariaDB, in that of their ids.
      const [first, second, ...others] = [...'abcdefghij'].map((letter) => letter.repeat(24)) as [string, string];
      for (const id of [first, second]) await store(adapter, userId, id);
      for (const id of others) await store(adapter, bystander, id);
      const exchanges = proxy.record();

      await competitor.run('BEGIN');
      // MariaDB undoes who has changed less. It locks each row that it looks at, so one by its key at a time.
      for (const id of [...others, second]) await competitor.run(changeOf(id));
      const deletion = settled(auth.invalidateUserSessions(userId));
      await competitor.untilSomebodyWaits();
      // Now each waits for the other.
      await competitor.run(changeOf(first));
      await competitor.run('COMMIT');

      expect(await deletion).toEqual({ status: 'fulfilled', value: 2 });
      expect(await storage.readSessions(userId)).toEqual([]);
      expect(exchanges.filter(({ answer }) => answer.includes(competitor.deadlock))).toHaveLength(1);
    });

    if (needs === 'PostgreSQL') {
      test('a serialization failure is tried again, and succeeds', async () => {
        await storage.query(`ALTER DATABASE "${storage.database}" SET default_transaction_isolation = serializable`);
        const { adapter, proxy } = await connect();
        const id = 'z'.repeat(24);
        await store(adapter, await storage.createUser(), id);
        const exchanges = proxy.record();

        await competitor.run('BEGIN');
        await competitor.run(changeOf(id));
        const { updateSession } = createAuth({ adapter, now: () => noon });
        const change = settled(updateSession(id, { attributes: { theme: 'dark' } }));
        await competitor.untilSomebodyWaits();
        await competitor.run('COMMIT');

        const value = { userAgent: 'changed', attributes: { theme: 'dark' } };
        expect(await change).toMatchObject({ status: 'fulfilled', value });
        expect(exchanges.filter(({ answer }) => answer.includes('40001'))).toHaveLength(1);
      });
    }
  });
}

/** What became of a call; a test that ends before does not leave a rejection behind. */
async function settled<T>(call: Promise<T>): Promise<PromiseSettledResult<T>> {
  const [result] = await Promise.allSettled([call]);
  return result;
}

type Always = { adapter: StorageAdapter<{ id: string }, string>; calls: { count: number } };

/** Prisma whose every statement meets another. */
function prismaInConflict(answer: object): Always {
  const calls = { count: 0 };
  const fail = async (): Promise<never> => {
    calls.count++;
    throw Object.assign(new Error('write conflict or deadlock'), answer);
  };
  const delegate = new Proxy({ findUnique: fail }, { get: () => fail });
  const client = { session: delegate, user: delegate, $transaction: (run: (client: object) => unknown) => run(client) };
  return { adapter: prismaAdapter(client) as unknown as Always['adapter'], calls };
}

function sqlInConflict(dialect: 'postgresql' | 'mysql' | 'sqlite', answer: object): Always {
  const calls = { count: 0 };
  const execute = async (): Promise<never> => {
    calls.count++;
    throw Object.assign(new Error('undone'), answer);
  };
  return { adapter: sqlAdapter({ dialect, execute }), calls };
}

test.each([
  ['Prisma', () => prismaInConflict({ name: 'PrismaClientKnownRequestError', code: 'P2034' })],
  ['Prisma 6, a deadlock', () => prismaInConflict({ name: 'DriverAdapterError', cause: { kind: 'postgres', code: '40P01' } })],
  ['PostgreSQL, a serialization failure', () => sqlInConflict('postgresql', { code: '40001' })],
  ['PostgreSQL, a deadlock', () => sqlInConflict('postgresql', { code: '40P01' })],
  ['MySQL, a deadlock', () => sqlInConflict('mysql', { errno: 1213 })],
  ['SQLite, a locked file', () => sqlInConflict('sqlite', { code: 'SQLITE_BUSY' })],
] as const)('%s: a statement that meets another each time is tried ten times', async (_, open) => {
  const { adapter, calls } = open();
  const auth = createAuth({ adapter, now: () => noon });
  const id = 'a'.repeat(24);
  const operations: [string, () => Promise<unknown>][] = [
    ['createSession', () => auth.createSession('ada')],
    ['updateSession', () => auth.updateSession(id, { attributes: {} })],
    ['invalidateSession', () => auth.invalidateSession(id)],
    ['invalidateUserSessions', () => auth.invalidateUserSessions('ada')],
    ['deleteExpiredSessions', () => auth.deleteExpiredSessions()],
    ['eraseUserData', () => auth.eraseUserData('ada')],
  ];
  // Side by side, since each waits between two tries; the number of calls is that of all.
  const results = await Promise.allSettled(operations.map(([, run]) => run()));
  for (const result of results) expect(result).toMatchObject({ status: 'rejected', reason: { code: 'ERR_STORAGE' } });
  expect(calls.count).toBe(10 * operations.length);
  const time = { expirationDate: after(1000), updatedAt: noon };
  await expect(adapter.renewSession({ id, from: time, to: time })).rejects.toThrow();
  expect(calls.count).toBe(10 * operations.length + 10);
  await expect(adapter.eraseUser!('ada', { dryRun: false, timeout: 1000 })).rejects.toThrow();
  expect(calls.count).toBe(10 * operations.length + 20);
});
