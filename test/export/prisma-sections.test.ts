import { afterAll, beforeAll, beforeEach, describe, expect, inject, test } from 'vitest';
import { type ExportSection, type UserId, createAuth } from '../../src/index.js';
import { prismaAdapter, prismaSections } from '../../src/adapters/prisma/index.js';
import { assertKey } from '../../src/adapters/prisma/sections/assert-key.js';
import type { Database } from '../support/databases/database.js';
import { openMariadb } from '../support/databases/mariadb.js';
import { openPostgresql } from '../support/databases/postgresql.js';
import { openSqlite } from '../support/databases/sqlite.js';
import { type AnyClient, type PlainClient, createPlainClient, loadClient, userIdsOf } from '../support/harnesses.js';
import { type IdType, type Provider, schemaNamed } from '../support/schemas.js';
import type { ServerName } from '../support/servers.js';
import { expectUserData } from '../support/user-data-schema.js';

const databases: [string, Provider, (schema: string) => Promise<Database>, ServerName?][] = [
  ['SQLite', 'sqlite', openSqlite],
  ['PostgreSQL', 'postgresql', (tables) => openPostgresql({ tables }), 'PostgreSQL'],
  ['MariaDB', 'mysql', openMariadb, 'MariaDB'],
];

/** A section as the export calls it. */
function open<Id extends UserId>(section: ExportSection<Id>, userId: Id, signal = new AbortController().signal) {
  return section(userId, { signal }) as AsyncIterableIterator<Record<string, unknown>>;
}

async function collect<Id extends UserId>(section: ExportSection<Id>, userId: Id): Promise<Record<string, unknown>[]> {
  const rows: Record<string, unknown>[] = [];
  for await (const row of open(section, userId)) rows.push(row);
  return rows;
}

/** The statements of a client, as far as they were told. */
function listen(client: AnyClient): string[] {
  const statements: string[] = [];
  client.$on('query', ({ query }) => void (/^\s*SELECT/i.test(query) && statements.push(query)));
  return statements;
}

async function take(rows: AsyncIterableIterator<Record<string, unknown>>, count: number): Promise<unknown[]> {
  const taken: unknown[] = [];
  while (taken.length < count) {
    const { done, value } = await rows.next();
    if (done) break;
    taken.push(value.id ?? value.text);
  }
  return taken;
}

const textOf = (index: number) => `note ${index}`;

describe.each(databases)('prismaSections on %s', (_, provider, openDatabase, needs) => {
  const missing = needs !== undefined && inject('missing').includes(needs);
  let database: Database;
  let prisma: PlainClient;
  let statements: string[];

  beforeAll(async () => {
    if (missing) return;
    database = await openDatabase(provider);
    prisma = createPlainClient(provider, database.connect(), true);
    statements = listen(prisma as unknown as AnyClient);
  });

  beforeEach(async ({ skip }) => {
    skip(missing, `${needs} missing`);
    await prisma.note.deleteMany();
    await prisma.user.deleteMany();
    await prisma.user.createMany({ data: ['ada', 'bob'].map((id) => ({ id, email: `${id}@example.com`, passwordHash: 'x' })) });
    statements.length = 0;
  });

  afterAll(async () => {
    await prisma?.$disconnect();
    await database?.close();
  });

  /** So many notes of Ada's, with one of Bob's between each two. */
  async function insertNotes(count: number): Promise<void> {
    const data = Array.from({ length: count * 2 }, (_, index) => ({ userId: index % 2 ? 'bob' : 'ada', text: textOf(index >> 1) }));
    await prisma.note.createMany({ data });
  }

  /** The ids of Ada's notes, by the second reader. */
  async function idsOf(user = 'ada'): Promise<number[]> {
    const [note, userId, id] = ['Note', 'userId', 'id'].map(database.quote);
    const rows = await database.query(`SELECT ${id} FROM ${note} WHERE ${userId} = ? ORDER BY ${id}`, user);
    return rows.map((row) => Number(row.id));
  }

  async function deleteNote(id: number): Promise<void> {
    await database.query(`DELETE FROM ${database.quote('Note')} WHERE ${database.quote('id')} = ?`, id);
  }

  const notes = (batchSize?: number) =>
    prismaSections(prisma, { notes: { model: 'note', where: (userId) => ({ userId }), select: { id: true, text: true }, batchSize } }).notes;

  test.each([
    [0, 10, 1],
    [9, 10, 1],
    [10, 10, 2],
    [11, 10, 2],
    [20, 10, 3],
    [5, 1, 6],
    [2500, undefined, 3],
  ])('%i rows in pages of %o are %i statements, and each comes once', async (count, batchSize, pages) => {
    await insertNotes(count);
    statements.length = 0;
    const rows = await collect(notes(batchSize), 'ada');
    await new Promise(setImmediate);
    expect(statements).toHaveLength(pages);
    expect(rows).toEqual((await idsOf()).map((id, index) => ({ id, text: textOf(index) })));
  });

  test('a page is asked for when the one before was taken, and no offset is used', async () => {
    await insertNotes(30);
    statements.length = 0;
    const rows = open(notes(10), 'ada');
    for (const [taken, asked] of [[0, 0], [1, 1], [9, 1], [1, 2], [9, 2], [1, 3]] as const) {
      await take(rows, taken);
      await new Promise(setImmediate);
      expect(statements).toHaveLength(asked);
    }
    for (const statement of statements) expect(statement).not.toMatch(/OFFSET (?!\?|\$\d+|0)/);
    await rows.return!();
  });

  test('the last row of a page may be deleted before the next is read, and so may the next', async () => {
    await insertNotes(10);
    const ids = await idsOf();
    const rows = open(notes(3), 'ada');
    const read = await take(rows, 3);
    await deleteNote(ids[2]!);
    await deleteNote(ids[3]!);
    read.push(...(await take(rows, 100)));
    expect(read).toEqual(ids.filter((id) => id !== ids[3]));
  });

  test('a row that is inserted behind what was read does not come, one before it does', async () => {
    await insertNotes(4);
    const [first = 0, second = 0, ...others] = await idsOf();
    await deleteNote(first);
    const rows = open(notes(2), 'ada');
    const read = await take(rows, 2);
    const [note, id, text, userId] = ['Note', 'id', 'text', 'userId'].map(database.quote);
    const insert = (value: number) => database.query(`INSERT INTO ${note} (${id}, ${text}, ${userId}) VALUES (?, 'new', 'ada')`, value);
    await insert(first);
    await insert(1_000_000);
    read.push(...(await take(rows, 100)));
    expect(read).toEqual([second, ...others, 1_000_000]);
  });

  test('the key is left out of the rows unless it is selected', async () => {
    await insertNotes(3);
    const sections = prismaSections(prisma, {
      texts: { model: 'note', where: (userId) => ({ userId }), select: { text: true, id: false }, batchSize: 2 },
      ids: { model: 'note', where: (userId) => ({ userId }), select: { id: true }, key: ['text', 'id'], batchSize: 2 },
    });
    expect(await collect(sections.texts, 'ada')).toEqual([0, 1, 2].map((index) => ({ text: textOf(index) })));
    expect(await collect(sections.ids, 'ada')).toEqual((await idsOf()).map((id) => ({ id })));
  });

  test('a key of several fields, of which the first has ties beyond a page', async () => {
    const texts = ['b', 'a', 'c', 'b', 'b', 'a', 'b', 'b', 'c', 'b'];
    await prisma.note.createMany({ data: texts.map((text) => ({ text, userId: 'ada' })) });
    const [note, id, text] = ['Note', 'id', 'text'].map(database.quote);
    const expected = await database.query(`SELECT ${id}, ${text} FROM ${note} ORDER BY ${text}, ${id}`);
    for (const batchSize of [1, 2, 3, 10]) {
      const sections = prismaSections(prisma, {
        notes: { model: 'note', where: (userId) => ({ userId }), select: { id: true, text: true }, key: ['text', 'id'], batchSize },
        triple: { model: 'note', where: (userId) => ({ userId }), select: { id: true, text: true }, key: ['userId', 'text', 'id'], batchSize },
      });
      for (const section of Object.values(sections)) {
        const rows = await collect(section, 'ada');
        expect(rows, String(batchSize)).toEqual(expected.map((row) => ({ id: Number(row.id), text: row.text })));
      }
    }
  });

  test('a key of text', async () => {
    const adapter = prismaAdapter(prisma);
    const auth = createAuth({ adapter });
    for (let count = 0; count < 25; count++) await auth.createSession('ada');
    const { devices } = prismaSections(prisma, {
      devices: { model: 'session', where: (userId) => ({ user: { id: userId } }), select: { id: true }, batchSize: 4 },
    });
    const [session, id] = ['Session', 'id'].map(database.quote);
    const expected = await database.query(`SELECT ${id} FROM ${session} ORDER BY ${id}`);
    expect(expected).toHaveLength(25);
    expect(await collect(devices, 'ada')).toEqual(expected.map((row) => ({ id: row.id })));
  });

  test.each<IdType>(['BigInt', 'Uuid'])('a key of type %s', async (idType) => {
    const schema = schemaNamed(`${provider}-${idType}-plain`.toLowerCase());
    const other = await openDatabase(schema.name);
    const client = (await loadClient(schema))(other.connect());
    try {
      const ids = userIdsOf(idType, provider !== 'sqlite');
      const users = Array.from({ length: 23 }, () => ids.next());
      const delegate = client.user as { createMany(args: { data: object[] }): Promise<unknown> };
      await delegate.createMany({ data: users.map((id) => ({ id, email: `${id}@example.com`, passwordHash: 'x' })) });
      const { people } = prismaSections(client as unknown as PlainClient, {
        people: { model: 'user', where: () => ({ passwordHash: 'x' }), select: { id: true, email: true }, batchSize: 5 },
      });
      const [user, id] = ['User', 'id'].map(other.quote);
      const expected = await other.query(`SELECT ${id} FROM ${user} ORDER BY ${id}`);
      expect(expected).toHaveLength(23);
      expect(await collect(people, 'any')).toEqual(
        expected.map((row) => ({ id: ids.read(row.id), email: `${String(ids.read(row.id))}@example.com` })),
      );
    } finally {
      await client.$disconnect();
      await other.close();
    }
  });

  test.each(["' OR '1'='1", '%', '_', '"; DELETE FROM "Note"; --', '{"not":""}', '火狐👩‍💻', 'a\\', '__proto__', '[object Object]'])(
    'the user id %j has the rows of no one else',
    async (id) => {
      await insertNotes(3);
      await prisma.user.create({ data: { id, email: id, passwordHash: 'x', notes: { create: { text: 'own' } } } });
      const auth = createAuth({ adapter: prismaAdapter(prisma), exports: { notes: notes(2) } });
      const data = await auth.exportUserData(id);
      expectUserData(data);
      expect(data.notes).toEqual((await idsOf(id)).map((noteId) => ({ id: noteId, text: 'own' })));
      expect(data.notes).toHaveLength(1);
      expect(await idsOf()).toHaveLength(3);
    },
  );

  test('a condition that is undefined reads nothing', async () => {
    await insertNotes(3);
    statements.length = 0;
    const missingId = undefined as unknown as string;
    for (const where of [() => ({ userId: missingId }), () => ({ OR: [{ user: { id: missingId } }] }), () => ({})]) {
      const sections = prismaSections(prisma, { notes: { model: 'note', where, select: { id: true } } });
      await expect(collect(sections.notes, 'ada')).rejects.toThrow(/"sections\.notes\.where.*" must/);
    }
    await new Promise(setImmediate);
    expect(statements).toEqual([]);
  });

  test('a column that is added to the table stays out', async () => {
    await insertNotes(2);
    const add = (column: string) => database.query(`ALTER TABLE ${database.quote('Note')} ADD COLUMN ${database.quote(column)} INTEGER DEFAULT 5`);
    await add('internalScore');
    try {
      statements.length = 0;
      for (const row of await collect(notes(), 'ada')) expect(Object.keys(row)).toEqual(['id', 'text']);
      await new Promise(setImmediate);
      expect(statements).toHaveLength(1);
      expect(statements.join()).not.toMatch(/internalScore|\*/);
    } finally {
      await database.query(`ALTER TABLE ${database.quote('Note')} DROP COLUMN ${database.quote('internalScore')}`);
    }
  });

  test('a credential three relations deep makes the export fail, naming its path', async () => {
    await insertNotes(1);
    const auth = createAuth({
      adapter: prismaAdapter(prisma),
      exports: prismaSections(prisma, {
        notes: {
          model: 'note',
          where: (userId) => ({ userId }),
          select: { text: true, user: { select: { sessions: { select: { user: { select: { email: true, passwordHash: true } } } } } } },
        },
      }),
    });
    const before = await auth.exportUserData('ada');
    expect(before.notes).toEqual([{ text: textOf(0), user: { sessions: [] } }]);
    await auth.createSession('ada');
    const failure = auth.exportUserData('ada');
    await expect(failure).rejects.toMatchObject({ code: 'ERR_EXPORT_CREDENTIAL' });
    await expect(failure).rejects.toThrow('"notes[].user.sessions[].user.passwordHash"');
  });

  test('an aborted signal stops it before the next page', async () => {
    await insertNotes(10);
    const abort = new AbortController();
    const rows = open(notes(3), 'ada', abort.signal);
    await take(rows, 3);
    statements.length = 0;
    const reason = new Error('enough');
    abort.abort(reason);
    await expect(rows.next()).rejects.toBe(reason);
    await new Promise(setImmediate);
    expect(statements).toEqual([]);
    expect(await rows.next()).toEqual({ done: true, value: undefined });
  });

  test('within a transaction, through its client', async () => {
    await insertNotes(5);
    const rows = await prisma.$transaction(async (transaction) => {
      const sections = prismaSections(transaction, {
        notes: { model: 'note', where: (userId) => ({ userId }), select: { id: true }, batchSize: 2 },
      });
      await transaction.note.create({ data: { userId: 'ada', text: 'only here' } });
      return collect(sections.notes, 'ada');
    });
    expect(rows).toEqual((await idsOf()).map((id) => ({ id })));
    expect(rows).toHaveLength(6);
  });

  test('the formats hold the same', async () => {
    await insertNotes(2500);
    const auth = createAuth({ adapter: prismaAdapter(prisma, { exportSelect: { id: true, credit: true } }), exports: { notes: notes() } });
    await auth.createSession('ada');
    const data = await auth.exportUserData('ada');
    expectUserData(data);
    expect(data.notes).toHaveLength(2500);
    const text = await new Response(auth.exportUserDataStream('ada') as unknown as ReadableStream).text();
    const { exportedAt: _, ...own } = JSON.parse(text) as typeof data;
    expect(data).toMatchObject(own);
    expect(own.notes).toEqual(data.notes);
  });
});

describe('prismaSections options', () => {
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

  const valid = { model: 'note', where: (userId: string) => ({ userId }), select: { id: true } };

  test.each<[string, object]>([
    ['sections', [valid]],
    ['sections.notes', { notes: null }],
    ['modle', { notes: { ...valid, modle: 'note' } }],
    ['sections.notes.model', { notes: { ...valid, model: undefined } }],
    ['sections.notes.model', { notes: { ...valid, model: 'Note' } }],
    ['sections.notes.model', { notes: { ...valid, model: '$transaction' } }],
    ['sections.notes.where', { notes: { ...valid, where: { userId: 'ada' } } }],
    ['sections.notes.select', { notes: { ...valid, select: undefined } }],
    ['sections.notes.select', { notes: { ...valid, select: {} } }],
    ['sections.notes.select', { notes: { ...valid, select: { id: false } } }],
    ['sections.notes.key', { notes: { ...valid, key: [] } }],
    ['sections.notes.key', { notes: { ...valid, key: [5] } }],
    ['sections.notes.key', { notes: { ...valid, key: ['id', 'id'] } }],
    ['sections.notes.key', { notes: { ...valid, key: 'no' } }],
    ['sections.notes.key', { notes: { ...valid, key: 'user' } }],
    ['sections.notes.key', { notes: { ...valid, key: 'text' } }],
    ['sections.devices.key', { devices: { ...valid, model: 'session', key: 'createdAt' } }],
    ['sections.devices.key', { devices: { ...valid, model: 'session', key: ['id', 'userAgent'] } }],
    ['sections.notes.batchSize', { notes: { ...valid, batchSize: 0 } }],
    ['sections.notes.batchSize', { notes: { ...valid, batchSize: 1.5 } }],
    ['sections.notes.erase', { notes: { ...valid, erase: 'yes' } }],
    ['sections.notes.erase', { notes: { ...valid, erase: {} } }],
    ['sections.notes.erase.text', { notes: { ...valid, erase: { text: undefined } } }],
  ])('a wrong one is refused at once, naming it: %s', (option, sections) => {
    expect(() => prismaSections(prisma, sections as never)).toThrow(TypeError);
    expect(() => prismaSections(prisma, sections as never)).toThrow(`"${option}"`);
  });

  test.each([null, undefined, 'prisma'])('%s is no client', (client) => {
    expect(() => prismaSections(client as never, {})).toThrow(new TypeError('"prisma" must be an object'));
  });

  test('a key is unique by a field or by a line of its own', () => {
    const clientWith = (lines: string) => ({
      _runtimeDataModel: { models: { Like: { fields: ['a', 'b', 'c'].map((name) => ({ name, kind: 'scalar', type: 'Int' })) } } },
      _engineConfig: { inlineSchema: `model Like {\n${lines}\n}\n` },
    });
    const isKey = (lines: string, key: string[]) => {
      try {
        assertKey(clientWith(lines), 'like', key, 'key');
        return true;
      } catch {
        return false;
      }
    };
    const plain = '  a Int\n  b Int\n  c Int';
    expect(isKey(`${plain}\n\n  @@id([a, b])`, ['a', 'b'])).toBe(true);
    expect(isKey(`${plain}\n\n  @@id([a, b])`, ['b', 'c', 'a'])).toBe(true);
    expect(isKey(`${plain}\n\n  @@id([a, b])`, ['a'])).toBe(false);
    expect(isKey(`${plain}\n\n  @@unique(name: "x", fields: [a(sort: Desc), b])`, ['a', 'b'])).toBe(true);
    expect(isKey(`${plain}\n\n  @@index([a, b])`, ['a', 'b'])).toBe(false);
    expect(isKey('  a Int @unique\n  b Int', ['a', 'b'])).toBe(true);
    expect(isKey('  a Int // @unique\n  b Int', ['a'])).toBe(false);
    expect(isKey('  a Int? @unique\n  b Int', ['a'])).toBe(false);
    expect(isKey(plain, ['a', 'b', 'c'])).toBe(false);
    // What is not shown is not judged.
    expect(() => assertKey({}, 'like', ['a'], 'key')).not.toThrow();
  });

  test('a section says what it reads and what becomes of it', () => {
    const where = (userId: string) => ({ userId });
    const sections = prismaSections(prisma, {
      notes: { model: 'note', where, select: { id: true } },
      kept: { model: 'note', where, select: { text: true }, key: ['text', 'id'], erase: false },
      anonymised: { model: 'note', where, select: { text: true }, erase: { text: '' } },
    });
    const descriptionOf = (section: object) => Reflect.get(section, Symbol.for('sojourn.section')) as Record<string, unknown>;
    expect(descriptionOf(sections.notes)).toEqual({ model: 'note', where: expect.any(Function) as unknown, select: { id: true }, key: ['id'], erase: true });
    expect(descriptionOf(sections.kept)).toMatchObject({ key: ['text', 'id'], erase: false });
    expect(descriptionOf(sections.anonymised)).toMatchObject({ erase: { text: '' } });
    const own = descriptionOf(sections.notes).where as (userId: string | undefined) => object;
    expect(own('ada')).toEqual({ userId: 'ada' });
    // Whoever deletes by it deletes the rows of one user, or none.
    expect(() => own(undefined)).toThrow('"sections.notes.where.userId" must not be undefined');
  });
});
