import { inspect } from 'node:util';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { createAuth } from '../../src/index.js';
import { prismaAdapter } from '../../src/adapters/prisma/index.js';
import { formerOf, rotationOf } from '../../src/testing/cases/rotation.js';
import { after, noon } from '../../src/testing/fixtures.js';
import type { Database } from '../support/databases/database.js';
import { openMariadb } from '../support/databases/mariadb.js';
import { openPglite, openPostgresql } from '../support/databases/postgresql.js';
import { openSqlite } from '../support/databases/sqlite.js';
import { type PlainClient, createPlainClient } from '../support/harnesses.js';
import type { ServerName } from '../support/servers.js';

const databases: [string, 'sqlite' | 'postgresql' | 'mysql', () => Promise<Database>, ServerName?][] = [
  ['SQLite', 'sqlite', () => openSqlite('sqlite')],
  ['PGlite', 'postgresql', openPglite],
  ['PostgreSQL', 'postgresql', openPostgresql, 'PostgreSQL'],
  ['MariaDB', 'mysql', openMariadb, 'MariaDB'],
];

/** libSQL's driver gives integers as numbers, and refuses those that a number cannot hold. */
const largestBigInt = { sqlite: 2n ** 53n - 1n, postgresql: 2n ** 63n - 1n, mysql: 2n ** 63n - 1n };

const userSelect = {
  id: true,
  email: true,
  name: true,
  logins: true,
  score: true,
  credit: true,
  verified: true,
  joinedAt: true,
} as const;

/** How many statements a lookup takes: one where there is a join. */
const lookup = { sqlite: ['SELECT'], postgresql: ['SELECT'], mysql: ['SELECT', 'SELECT'] };

describe.each(databases)('lookups on %s', (_, provider, open, needs) => {
  const missing = needs !== undefined && inject('missing').includes(needs);
  let database: Database;
  let prisma: PlainClient;
  const statements: string[] = [];

  beforeAll(async () => {
    if (missing) return;
    database = await open();
    prisma = createPlainClient(provider, database.connect(), true);
    (prisma as unknown as { $on(event: 'query', listener: (event: { query: string }) => void): void }).$on(
      'query',
      ({ query }) => void statements.push(query),
    );
    await prisma.user.createMany({
      data: [
        {
          id: 'ada',
          email: 'ada@example.com',
          name: 'Ada 👩‍💻',
          passwordHash: 'x',
          logins: 2 ** 31 - 1,
          score: 0.1,
          credit: largestBigInt[provider],
          verified: true,
          joinedAt: noon,
          settings: { theme: 'dark' },
        },
        { id: 'bob', email: 'bob@example.com', passwordHash: 'x', logins: -1, score: -1e300, credit: -1n },
      ],
    });
  });

  afterAll(async () => {
    await prisma?.$disconnect();
    await database?.close();
  });

  /** The statements of a call, by their first words. */
  async function statementsOf(call: () => Promise<unknown>): Promise<string[]> {
    statements.length = 0;
    await call();
    await new Promise((resolve) => setImmediate(resolve));
    return statements.map((sql) => sql.trim().split(/\s+/)[0]!.toUpperCase());
  }

  test.skipIf(missing)('every operation is one statement, and a validation outside the renewal moment writes none', async () => {
    const clock = { time: noon };
    const auth = createAuth({ adapter: prismaAdapter(prisma, { userSelect }), now: () => clock.time });
    let created: Awaited<ReturnType<typeof auth.createSession>> | undefined;
    expect(await statementsOf(async () => (created = await auth.createSession('ada')))).toEqual(['INSERT']);
    const { token, session } = created!;
    expect(await statementsOf(() => auth.validateSession(token))).toEqual(lookup[provider]);
    expect(await statementsOf(() => auth.validateSession(`${token}x`))).toEqual([]);
    clock.time = after(7 * 3_600_000);
    const crowd = () => Promise.all(Array.from({ length: 1000 }, () => auth.validateSession(token)));
    expect(await statementsOf(crowd)).toEqual([...lookup[provider], 'UPDATE']);
    expect(await statementsOf(crowd)).toEqual(lookup[provider]);
    expect(await statementsOf(() => auth.listSessions('ada'))).toEqual(['SELECT']);
    expect(await statementsOf(() => auth.invalidateSession(session.id, { userId: 'ada' }))).toEqual(['DELETE']);
    expect(await statementsOf(() => auth.invalidateUserSessions('ada', { except: session.id }))).toEqual(['DELETE']);
  });

  test.skipIf(missing)('with rotation, a lookup by the present or the previous token takes no more statements', async () => {
    const clock = { time: noon };
    const rotation = { grace: 60_000 };
    const auth = createAuth({ adapter: prismaAdapter(prisma, { userSelect }), rotation, now: () => clock.time });
    const first = await auth.createSession('ada');
    let second: Awaited<ReturnType<typeof auth.rotateSession>> = null;
    expect(await statementsOf(async () => (second = await auth.rotateSession(first.token)))).toEqual([...lookup[provider], 'UPDATE']);
    for (const token of [first.token, second!.token]) {
      expect(await statementsOf(() => auth.validateSession(token))).toEqual(lookup[provider]);
      expect((await auth.validateSession(token))?.session.id).toBe(second!.session.id);
    }
    const crowd = () => Promise.all([first.token, second!.token, first.token].map((token) => auth.validateSession(token)));
    expect(await statementsOf(crowd)).toEqual(lookup[provider]);
    const limited = createAuth({ adapter: prismaAdapter(prisma), maxSessionsPerUser: 1, now: () => clock.time });
    expect(await statementsOf(() => limited.createSession('ada', { pending: 'second-factor' }))).toEqual(['INSERT']);
  });

  test.skipIf(missing)('the raw join gives what the client gives', async () => {
    const join = prismaAdapter(prisma, { userSelect });
    const own = prismaAdapter(prisma, { userSelect, rawQueries: false });
    const auth = createAuth({ adapter: join, now: () => noon });
    const ids: string[] = [];
    for (const userId of ['ada', 'bob', 'ada']) {
      const details = { userAgent: userId === 'bob' ? null : '火狐', remember: userId === 'ada' };
      ids.push((await auth.createSession(userId, { ...details, attributes: { list: [1, { a: null }], empty: {} } })).session.id);
    }
    const [row] = await join.findSessions(ids.slice(0, 1));
    const rotation = await rotationOf(row!.session, formerOf(row!.session));
    await join.rotateSession(rotation);
    const byId = (a: { session: { id: string } }, b: { session: { id: string } }) => (a.session.id < b.session.id ? -1 : 1);
    const present = [rotation.to.id, ...ids.slice(1)];
    const lookups: [string[], boolean, number][] = [
      [present.slice(0, 1), false, 1],
      [present.slice(1, 2), false, 1],
      [present, false, 3],
      [ids, false, 2],
      [ids.slice(0, 1), true, 1],
      [present.slice(1, 2), true, 1],
      [ids, true, 3],
      [[...ids, ...present.slice(0, 1)], true, 3],
    ];
    for (const [some, previous, count] of lookups) {
      const find = (adapter: typeof join) => adapter.findSessions(some, { previous });
      const statementCount = async (adapter: typeof join) => (await statementsOf(() => find(adapter))).length;
      expect([await statementCount(join), await statementCount(own)]).toEqual([lookup[provider].length, 2]);
      const [joined, expected] = await Promise.all([find(join), find(own)]);
      expect(joined).toHaveLength(count);
      expect(joined.sort(byId)).toEqual(expected.sort(byId));
    }
  });

  test.skipIf(missing)('a relation or JSON field in the select is left to the client', async () => {
    const adapter = prismaAdapter(prisma, { userSelect: { id: true, settings: true, notes: { select: { text: true } } } });
    const auth = createAuth({ adapter });
    await prisma.note.create({ data: { text: 'hello', userId: 'ada' } });
    const { token } = await auth.createSession('ada');
    const result = await auth.validateSession(token);
    expect(result?.user).toEqual({ id: 'ada', settings: { theme: 'dark' }, notes: [{ text: 'hello' }] });
    await prisma.note.deleteMany();
  });

  test.skipIf(missing || provider !== 'postgresql')('a list in the select is left to the client, which reads NULL as empty', async () => {
    await database.query('UPDATE "User" SET "tags" = NULL WHERE "id" = ?', 'ada');
    const auth = createAuth({ adapter: prismaAdapter(prisma, { userSelect: { id: true, tags: true } as { id: true } }) });
    const { token } = await auth.createSession('ada');
    expect((await auth.validateSession(token))?.user).toEqual({ id: 'ada', tags: [] });
  });

  // An extension may rewrite queries and results, or send reads elsewhere: a raw statement would go past it.
  test.skipIf(missing)('an extended client is asked by its own calls', async () => {
    const seen: string[] = [];
    const extended = prisma.$extends({
      query: {
        session: {
          findUnique({ args, query }) {
            seen.push('findUnique');
            return query(args);
          },
        },
      },
    });
    const auth = createAuth({ adapter: prismaAdapter(extended, { userSelect: { id: true, email: true } }) });
    const { token } = await auth.createSession('ada');
    const result = await auth.validateSession(token);
    expect(result?.user.email).toBe('ada@example.com');
    expect(seen).toEqual(['findUnique']);
    expect(() => prismaAdapter(extended, { reader: database.driver })).toThrow(/^"reader" option needs a client .* not extended/);
  });

  test.skipIf(missing)('works within a transaction of the app, and is undone with it', async () => {
    let token = '';
    const rollBack = new Error('roll back');
    const attempt = prisma.$transaction(async (transaction) => {
      const auth = createAuth({ adapter: prismaAdapter(transaction, { userSelect }) });
      ({ token } = await auth.createSession('ada'));
      expect(await statementsOf(() => auth.validateSession(token))).toEqual(lookup[provider]);
      expect((await auth.validateSession(token))?.user.email).toBe('ada@example.com');
      throw rollBack;
    });
    await expect(attempt).rejects.toBe(rollBack);
    expect(await createAuth({ adapter: prismaAdapter(prisma) }).validateSession(token)).toBeNull();
  });

  test.skipIf(missing)('a broken database rejects, and the error holds no hash', async () => {
    const { token } = await createAuth({ adapter: prismaAdapter(prisma) }).createSession('ada');
    await database.query(`ALTER TABLE ${database.quote('Session')} RENAME TO ${database.quote('Away')}`);
    try {
      for (const rawQueries of [true, false]) {
        const auth = createAuth({ adapter: prismaAdapter(prisma, { rawQueries }) });
        await expect(auth.validateSession(token)).rejects.toMatchObject({ code: 'ERR_STORAGE' });
        await expect(auth.invalidateSession(token.slice(0, 24))).rejects.toMatchObject({ code: 'ERR_STORAGE' });
        const error = (await auth.createSession('ada').catch((reason: unknown) => reason)) as Error;
        expect(error).toMatchObject({ code: 'ERR_STORAGE' });
        expect(inspect(error, { depth: Infinity, showHidden: true })).not.toMatch(/sha256:[\w-]{43}/);
      }
    } finally {
      await database.query(`ALTER TABLE ${database.quote('Away')} RENAME TO ${database.quote('Session')}`);
    }
  });
});
