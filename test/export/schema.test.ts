import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Auth, type ExportSections, type UserData, createAuth } from '../../src/index.js';
import { memoryAdapter } from '../../src/adapters/memory/index.js';
import { prismaAdapter, prismaSections } from '../../src/adapters/prisma/index.js';
import type { Database } from '../support/databases/database.js';
import { openSqlite } from '../support/databases/sqlite.js';
import { type PlainClient, createPlainClient } from '../support/harnesses.js';
import { ajv, expectUserData, problemsOf, schema } from '../support/user-data-schema.js';

const awkward: ExportSections<string> = {
  values: () => [1n, null, undefined, NaN, -Infinity, new Date(0), new Date(NaN), new Uint8Array([1]), 'a\ud800', [[], {}], new Map([['a', new Set([1])]])],
  keys: () => [JSON.parse('{"__proto__": {"a": 1}, "": 2, "constructor": 3}')],
  nothing: () => [],
  'name with "quotes"\n': () => [{ toJSON: () => '1.10' }],
  constructor: () => ['x'],
  async *many() {
    for (let index = 0; index < 3000; index++) yield { index };
  },
};

/** As much of an auth as exports need, whatever its attributes. */
type TestAuth = Pick<Auth<unknown, string>, 'exportUserData' | 'exportUserDataStream'>;

async function textOf(auth: TestAuth, format: 'json' | 'ndjson'): Promise<string> {
  return new Response(auth.exportUserDataStream('ada', { format }) as unknown as ReadableStream).text();
}

/** The document that the lines stand for. */
function rebuild(text: string): unknown {
  const [head, ...lines] = text.trimEnd().split('\n').map((line) => JSON.parse(line) as Record<string, unknown>);
  const { rows } = lines.pop() as { rows: Record<string, number> };
  const sections = Object.keys(rows).map((name) => [name, lines.filter(({ section }) => section === name).map(({ row }) => row)] as const);
  return { ...head, ...Object.fromEntries(sections.map(([name, list]) => [name, name === 'user' ? list[0] : list])) };
}

async function expectAllFormats(auth: TestAuth): Promise<UserData> {
  const data = await auth.exportUserData('ada');
  expectUserData(data);
  for (const document of [JSON.parse(await textOf(auth, 'json')), rebuild(await textOf(auth, 'ndjson'))]) {
    expectUserData(document);
    expect(document).toEqual({ ...data, exportedAt: (document as UserData).exportedAt });
  }
  return data;
}

describe('every export is a document of the schema', () => {
  test.each<[string, ExportSections<string>]>([['no sections', {}], ['awkward values', awkward]])('in memory, with %s', async (_, exports) => {
    const auth = createAuth({ adapter: memoryAdapter<{ id: string }, string>(), exports, attributes: { theme: 'light' } });
    await auth.createSession('ada', { ipAddress: '2001:db8::1', userAgent: 'Firefox' });
    await auth.createSession('ada', { remember: false });
    const data = await expectAllFormats(auth);
    expect(data.sessions).toHaveLength(2);
  });

  test('of users with numbers and bigints as ids', async () => {
    for (const id of [5, 2n ** 62n]) {
      const auth = createAuth({ adapter: memoryAdapter() });
      await auth.createSession(id);
      const data = await auth.exportUserData(id);
      expectUserData(data);
      expect(data.sessions[0]!.userId).toBe(typeof id === 'bigint' ? String(id) : id);
    }
  });

  describe('from Prisma', () => {
    let database: Database;
    let prisma: PlainClient;

    beforeAll(async () => {
      database = await openSqlite('sqlite');
      prisma = createPlainClient('sqlite', database.connect());
    });

    afterAll(async () => {
      await prisma.$disconnect();
      await database.close();
    });

    test('with rows of every type', async () => {
      const values = { credit: 2n ** 53n - 1n, score: 0.1, joinedAt: new Date(0), settings: { list: [1, null] }, verified: true };
      await prisma.user.create({ data: { id: 'ada', email: 'ada@example.com', passwordHash: 'x', ...values, notes: { create: [{ text: 'a' }, { text: 'b' }] } } });
      const auth = createAuth({
        adapter: prismaAdapter(prisma, { exportSelect: { id: true, name: true, credit: true, score: true, joinedAt: true, settings: true } }),
        exports: prismaSections(prisma, {
          notes: { model: 'note', where: (userId) => ({ userId }), select: { id: true, text: true }, batchSize: 1 },
          accounts: { model: 'user', where: (id) => ({ id }), select: { credit: true, joinedAt: true, settings: true, verified: true } },
        }),
      });
      await auth.createSession('ada', { attributes: { cart: [1] } });
      const data = await expectAllFormats(auth);
      expect(data.user).toMatchObject({ credit: '9007199254740991', joinedAt: '1970-01-01T00:00:00.000Z' });
      expect(data.notes).toHaveLength(2);
    });
  });
});

describe('what is no such document is refused', () => {
  const session = {
    id: 'x',
    userId: 'ada',
    createdAt: '2026-01-01T00:00:00.000Z',
    updatedAt: '2026-01-01T00:00:00.000Z',
    expirationDate: '2026-01-01T00:00:00.000Z',
    authenticatedAt: '2026-01-01T00:00:00.000Z',
    remember: true,
    ipAddress: null,
    userAgent: null,
    attributes: {},
  };
  const valid = { format: 'sojourn.user-data/1', exportedAt: '2026-01-01T00:00:00.000Z', user: { id: 'ada' }, sessions: [session], notes: [1] };
  const { attributes: _, ...withoutAttributes } = session;
  const { user: __, ...withoutUser } = valid;

  test('and the one that the others are made of is not', () => {
    expectUserData(valid);
  });

  test.each<[string, unknown]>([
    ['another version', { ...valid, format: 'sojourn.user-data/2' }],
    ['a day as a time', { ...valid, exportedAt: '2026-01-01' }],
    ['a day that there is not', { ...valid, exportedAt: '2026-02-30T00:00:00.000Z' }],
    ['a time with an offset', { ...valid, exportedAt: '2026-01-01T00:00:00.000+01:00' }],
    ['no user', withoutUser],
    ['a user that is a list', { ...valid, user: [] }],
    ['a section that is no list', { ...valid, notes: {} }],
    ['a session with a hash', { ...valid, sessions: [{ ...session, secretHash: 'x' }] }],
    ['a session without attributes', { ...valid, sessions: [withoutAttributes] }],
    ['a session with a number as a time', { ...valid, sessions: [{ ...session, createdAt: 5 }] }],
    ['a session without an owner', { ...valid, sessions: [{ ...session, userId: null }] }],
    ['a session with a list of attributes', { ...valid, sessions: [{ ...session, attributes: [] }] }],
    ['a list', [valid]],
    ['nothing', null],
  ])('%s', (_name, document) => {
    expect(problemsOf(document)).not.toEqual([]);
  });

  test('the schema itself is one of its draft', () => {
    expect(ajv.validateSchema(schema)).toBe(true);
  });
});
