import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import type { JsonObject, SessionRow, StorageAdapter, UserId } from '../../src/index.js';
import { makeRow, noon } from '../../src/testing/fixtures.js';
import { testStorageAdapter } from '../../src/testing/index.js';
import type { Database } from './databases/database.js';
import { type CreateClient, type PrismaHarness, adapterFor, loadClient, prismaHarness, userIdsOf } from './harnesses.js';
import { lateHarness } from './late-harness.js';
import type { Schema } from './schemas.js';
import type { Missing } from './servers.js';

interface Setup {
  /** Opens the database with the tables of the schema of this name. */
  open(schema: string): Promise<Database>;
  /** What must be there. */
  needs?: readonly Missing[];
  /** Whether a lookup is one statement, by the raw join. */
  joins: boolean;
  /** Whether the driver takes integers that a number cannot hold. Default true. */
  largeIntegers?: boolean;
}

/** Registers the suite for one schema on one database, with the raw join and by the client's own queries. */
export function prismaConformance(title: string, schema: Schema, { open, needs = [], joins, largeIntegers = true }: Setup): void {
  const required: readonly Missing[] = schema.prisma === 6 ? [...needs, 'Prisma 6'] : needs;
  const missing = required.filter((each) => inject('missing').includes(each));
  const name = `Prisma ${schema.prisma} on ${title}: ${settingsOf(schema)}`;
  if (missing.length > 0) {
    test.skip(`${name} (not tested: ${missing.join(' and ')} missing)`, () => {});
    return;
  }

  describe(name, () => {
    const ids = userIdsOf(schema.idType, largeIntegers);
    let database: Database;
    let createClient: CreateClient;
    beforeAll(async () => {
      createClient = await loadClient(schema);
      database = await open(schema.name);
    });
    afterAll(() => database?.close());

    // The ways differ in lookups alone, which the last test compares for every schema.
    const main = joins ? 'raw join' : 'own queries';
    const others = schema.idType === 'String' && schema.prisma === 7 ? [...(joins ? ['own queries'] : []), 'driver'] : [];
    describe.each([main, ...others])('%s', (way) => {
      let harness: PrismaHarness;
      beforeAll(() => {
        const lookup = way === 'driver' ? { reader: database.driver } : { rawQueries: way === 'raw join' || !joins };
        harness = prismaHarness(schema, createClient, database, ids, lookup);
      });
      afterAll(() => harness?.close());
      testStorageAdapter(test, lateHarness(() => harness));
    });

    test(`a lookup is ${joins ? 'one statement, which gives' : 'the client\'s own two statements, and gives'} what the client gives, and so does the driver`, async () => {
      const client = createClient(database.connect(), true);
      try {
        let statements = 0;
        client.$on('query', () => void statements++);
        const { users, userSelect } = usersOf(schema, [ids.next(), ids.next()], largeIntegers);
        await (client[schema.renamed ? 'account' : 'user'] as UserDelegate).createMany({ data: users });
        const adapter = adapterFor(schema, client, { rawQueries: true, userSelect });
        const own = adapterFor(schema, client, { rawQueries: false, userSelect });
        const read = adapterFor(schema, client, { reader: database.driver, userSelect });
        const rows = await insertRows(adapter, schema.renamed, users.map((user) => (schema.renamed ? user.accountNo : user.id) as UserId));
        for (const some of [rows.slice(0, 1), rows.slice(1, 2), rows]) {
          const sessionIds = some.map(({ id }) => id);
          statements = 0;
          const found = await adapter.findSessions(sessionIds);
          await new Promise((resolve) => setImmediate(resolve));
          expect(statements).toBe(joins ? 1 : 2);
          expect(found.map(({ session }) => session).sort(byId)).toEqual([...some].sort(byId));
          const expected = await own.findSessions(sessionIds);
          expected.sort((a, b) => byId(a.session, b.session));
          expect(found.sort((a, b) => byId(a.session, b.session))).toEqual(expected);
          statements = 0;
          const byDriver = await read.findSessions(sessionIds);
          await new Promise((resolve) => setImmediate(resolve));
          expect(statements).toBe(0);
          expect(byDriver.sort((a, b) => byId(a.session, b.session))).toEqual(expected);
        }
      } finally {
        await client.$disconnect();
      }
    });
  });
}

function settingsOf({ idType, renamed, generator, split }: Schema): string {
  return [`${idType} ids`, renamed ? 'renamed' : 'plain', generator, split ? 'split' : 'one file'].join(', ');
}

interface UserDelegate {
  createMany(args: { data: object[] }): Promise<unknown>;
}

/** Two users with values at the ends of what the columns hold, and a select of them all. */
function usersOf({ renamed }: Schema, [first, second]: [UserId, UserId], largeIntegers: boolean) {
  const users: Record<string, unknown>[] = renamed
    ? [
        { accountNo: first, mail: `${first}@example.org` },
        { accountNo: second, mail: '北京 👩‍💻 \' " \\' },
      ]
    : [
        {
          id: first,
          email: `${first}@example.org`,
          name: '北京 👩‍💻 \' " \\',
          passwordHash: 'x',
          logins: 2 ** 31 - 1,
          score: 0.1,
          credit: largeIntegers ? 2n ** 63n - 1n : 2n ** 53n - 1n,
          verified: true,
          joinedAt: noon,
        },
        { id: second, email: `${second}@example.org`, passwordHash: 'x', logins: -1, score: -1e300, credit: -1n },
      ];
  const { passwordHash: _, ...shown } = users[0]!;
  return { users, userSelect: Object.fromEntries(Object.keys(shown).map((field) => [field, true])) };
}

/** A session of each user, one with every value and one with as few as there may be. */
async function insertRows(adapter: StorageAdapter, renamed: boolean, [first, second]: UserId[]): Promise<SessionRow[]> {
  // The renamed schema has a column for an attribute.
  const column: JsonObject = renamed ? { workspaceId: null } : {};
  const rows = [
    await makeRow(first!, { attributes: { list: [1.5, { a: null }], empty: {}, text: '火狐', ...column } }),
    await makeRow(second!, { remember: false, ipAddress: null, userAgent: null, createdAt: new Date(0), attributes: column }),
  ];
  for (const row of rows) await adapter.insertSession(row);
  return rows;
}

function byId(a: { id: string }, b: { id: string }): number {
  return a.id < b.id ? -1 : 1;
}
