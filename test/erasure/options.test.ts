import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { memoryAdapter } from '../../src/adapters/memory/index.js';
import { prismaAdapter, prismaSections } from '../../src/adapters/prisma/index.js';
import { redisAdapter } from '../../src/adapters/redis/index.js';
import { sqlAdapter } from '../../src/adapters/sql/index.js';
import { makeRow } from '../../src/testing/fixtures.js';
import type { Adapter } from './support/lanes.js';
import { type Client, openPrisma } from './support/prisma-databases.js';
import { prismaAdapterWith } from './support/prisma-lanes.js';

const conditions = { dryRun: false, timeout: 10_000 };
const loadUser = (id: string) => ({ id });

describe('memoryAdapter', () => {
  test('erases users if it can delete them, or knows of none', () => {
    expect(memoryAdapter()).toHaveProperty('eraseUser');
    expect(memoryAdapter({ loadUser, deleteUser: () => true })).toHaveProperty('eraseUser');
    expect(memoryAdapter({ loadUser })).not.toHaveProperty('eraseUser');
  });

  test('refuses a deleteUser that is no function, or is alone', () => {
    expect(() => memoryAdapter({ loadUser, deleteUser: true as never })).toThrow('"deleteUser" option must be a function');
    expect(() => memoryAdapter({ deleteUser: () => true })).toThrow('"deleteUser" option needs "loadUser"');
  });

  test('a deleteUser that does not say what it did is a failure', async () => {
    const adapter = memoryAdapter({ loadUser, deleteUser: (() => Promise.resolve(undefined)) as never });
    await expect(adapter.eraseUser!('ada', conditions)).rejects.toThrow('"deleteUser" option must give a boolean');
  });

  test('a login under way while the user is deleted leaves no session', async () => {
    const users = new Set(['ada']);
    const answers: (() => void)[] = [];
    const answer = <T>(value: T) => new Promise<T>((resolve) => answers.push(() => resolve(value)));
    const adapter = memoryAdapter<{ id: string }, string>({
      loadUser: (id) => answer(users.has(id) ? { id } : null),
      deleteUser: (id) => users.delete(id),
    });
    const login = adapter.insertSession((await makeRow('ada')) as never);
    expect(answers).toHaveLength(1);
    expect(await adapter.eraseUser!('ada', conditions)).toEqual({ user: 1, sessions: 0 });
    answers.shift()!();
    while (answers.length === 0) await Promise.resolve();
    answers.shift()!();
    expect(await login).toBe('unknown-user');
    users.add('ada');
    expect(await adapter.deleteUserSessions('ada')).toBe(0);
  });
});

describe('redisAdapter', () => {
  const client = { evalSha: () => Promise.resolve([]), eval: () => Promise.resolve([]) };

  test('erases users if it can delete them', () => {
    expect(redisAdapter(client, { loadUser, deleteUser: () => true })).toHaveProperty('eraseUser');
    expect(redisAdapter(client, { loadUser })).not.toHaveProperty('eraseUser');
    expect(() => redisAdapter(client, { loadUser, deleteUser: {} as never })).toThrow('"deleteUser" option must be a function');
  });
});

describe('sqlAdapter', () => {
  const adapterWith = (erase: unknown) => () => sqlAdapter({ dialect: 'sqlite', execute: async () => [], erase: erase as never });

  test.each([
    ['"erase" must be an object', []],
    ['"erase.notes" must be an object', { notes: 'Note' }],
    ['"erase.notes.table" option must be a name', { notes: { userColumn: 'userId' } }],
    ['"erase.notes.userColumn" option must be a name', { notes: { table: 'Note' } }],
    ['"erase.notes.table.schema" option must be a name', { notes: { table: { name: 'Note' }, userColumn: 'userId' } }],
    ['"where" is no property of "erase.notes"', { notes: { table: 'Note', userColumn: 'userId', where: '1' } }],
    ['"erase.user" option must have another name', { user: { table: 'Note', userColumn: 'userId' } }],
    ['"erase.sessions" option must have another name', { sessions: { table: 'Note', userColumn: 'userId' } }],
    ['"erase.__proto__" option must have another name', JSON.parse('{"__proto__":{"table":"Note","userColumn":"userId"}}')],
  ])('says %s', (message, erase) => {
    expect(adapterWith(erase)).toThrow(TypeError);
    expect(adapterWith(erase)).toThrow(message);
  });

  test('quotes every name, and binds the id of the user', async () => {
    const sent: { sql: string; params: readonly unknown[] }[] = [];
    const adapter = sqlAdapter({
      dialect: 'postgresql',
      async execute(statements) {
        sent.push(...statements);
        return statements.map(() => ({ rows: [{ 0: '5', 1: '2', 2: '1' }], rowCount: 1 }));
      },
      erase: { notes: { table: { schema: 'app"s', name: 'No"tes' }, userColumn: 'ow"ner' } },
    });
    expect(await adapter.eraseUser!(`'; --`, conditions)).toEqual({ notes: 5, sessions: 2, user: 1 });
    expect(sent.filter(({ sql }) => sql.includes('No""tes"'))).toHaveLength(2);
    expect(sent.find(({ sql }) => sql.startsWith('DELETE'))).toEqual({
      sql: 'DELETE FROM "app""s"."No""tes" WHERE "ow""ner" = $1',
      params: [`'; --`],
      returnsRows: false,
    });
  });

  test('an execute that gives no counts is a failure', async () => {
    const adapter = sqlAdapter({ dialect: 'sqlite', execute: async (all) => all.map(() => ({ rows: [], rowCount: 0 })) });
    await expect(adapter.eraseUser!('ada', conditions)).rejects.toThrow('"execute" option of sqlAdapter must give');
  });
});

describe('prismaAdapter', () => {
  let client: Client;
  let close: () => Promise<void>;
  let query: (sql: string, ...values: string[]) => Promise<Record<string, unknown>[]>;
  beforeAll(async () => {
    ({ client, query, close } = await openPrisma('sqlite'));
  });
  afterAll(() => close?.());

  const described = (settings: object) => Object.assign(() => [], { [Symbol.for('sojourn.section')]: settings });
  const where = (userId: string) => ({ userId });

  test.each([
    ['"erase" must be an object', []],
    ['"erase.notes" option must be a function', { notes: {} }],
    ['"erase.notes" option must be a section of prismaSections', { notes: () => [] }],
    ['"erase.notes" option must be a section of prismaSections', { notes: described({ model: 'note', erase: true }) }],
    ['"erase.notes" option must be of a model of the client, not "poem"', { notes: described({ model: 'poem', where, erase: true }) }],
    ['"erase.notes" option must have true, false or an object', { notes: described({ model: 'note', where, erase: 'yes' }) }],
    ['"erase.user" option must have another name', { user: described({ model: 'note', where, erase: true }) }],
    ['"erase.sessions" option must have another name', { sessions: described({ model: 'note', where, erase: true }) }],
  ])('says %s', (message, erase) => {
    const make = () => prismaAdapter(client as never, { erase } as never);
    expect(make).toThrow(TypeError);
    expect(make).toThrow(message);
  });

  test.each([[{}], [undefined], [{ userId: undefined }], [{ AND: [{ userId: undefined }] }]])(
    'conditions that would find the rows of everybody are a failure, and change nothing: %j',
    async (conditionsOfNobody) => {
      await query('INSERT OR IGNORE INTO User (id, email) VALUES (?, ?)', 'ada', 'ada@example.com');
      await query('INSERT OR IGNORE INTO Note (id, userId) VALUES (?, ?)', 'note', 'ada');
      const erase = { notes: described({ model: 'note', where: () => conditionsOfNobody, erase: true }) };
      const adapter = prismaAdapter(client as never, { erase } as never) as unknown as Adapter;
      for (const dryRun of [true, false]) await expect(adapter.eraseUser!('bob', { ...conditions, dryRun })).rejects.toThrow('erase.notes.where');
      expect(await query('SELECT id FROM Note')).toEqual([{ id: 'note' }]);
    },
  );

  test('over the client of a transaction is undone with it', async () => {
    await query('INSERT INTO User (id, email) VALUES (?, ?)', 'eve', 'eve@example.com');
    await query('INSERT INTO Note (id, userId) VALUES (?, ?)', 'of-eve', 'eve');
    const undo = new Error('undo');
    const erasing = client.$transaction(async (transaction) => {
      const adapter = prismaAdapterWith(transaction, { notes: { table: 'Note' } });
      expect(await adapter.eraseUser!('eve', conditions)).toEqual({ notes: 1, sessions: 0, user: 1 });
      expect(await adapter.eraseUser!('eve', { ...conditions, dryRun: true })).toEqual({ notes: 0, sessions: 0, user: 0 });
      throw undo;
    });
    await expect(erasing).rejects.toBe(undo);
    expect(await query(`SELECT id FROM User WHERE id = 'eve'`)).toHaveLength(1);
    expect(await query(`SELECT id FROM Note WHERE userId = 'eve'`)).toHaveLength(1);
  });

  test('says what it was told', () => {
    const erase = prismaSections(client, { notes: { model: 'note', where, select: { id: true } } } as never);
    const adapter = prismaAdapter(client as never, { erase, userSelect: { id: true, email: true } } as never);
    expect(adapter).toHaveProperty(['~description'], {
      kind: 'prisma',
      client: expect.any(Function),
      sessionModel: 'session',
      userModel: 'user',
      userRelation: 'user',
      userIdField: 'id',
      fields: expect.objectContaining({ id: 'id', userId: 'userId' }) as object,
      columns: [],
      exportSelect: { id: true, email: true },
      erase,
    });
  });
});
