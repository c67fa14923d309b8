import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createAuth } from '../../src/index.js';
import { prismaAdapter } from '../../src/adapters/prisma/index.js';
import type { Database } from '../support/databases/database.js';
import { openSqlite } from '../support/databases/sqlite.js';
import { type PlainClient, type RenamedClient, createPlainClient, createRenamedClient, renamedOptions } from '../support/harnesses.js';

describe('prismaAdapter options', () => {
  let database: Database;
  let prisma: PlainClient;

  beforeAll(async () => {
    database = await openSqlite('sqlite');
    prisma = createPlainClient('sqlite', database.connect());
    await prisma.user.create({ data: { id: 'ada', email: 'ada@example.com', passwordHash: 'x', name: 'Ada' } });
  });

  afterAll(async () => {
    await prisma.$disconnect();
    await database.close();
  });

  test.each([
    ['options', null],
    ['usersSelect', { usersSelect: {} }],
    ['userSelect', { userSelect: {} }],
    ['userSelect', { userSelect: { id: false } }],
    ['userSelect', { userSelect: 'id' }],
    ['exportSelect', { exportSelect: {} }],
    ['sessionModel', { sessionModel: '' }],
    ['userRelation', { userRelation: 'a"; DROP TABLE x' }],
    ['fields', { fields: [] }],
    ['fields.expires', { fields: { expires: 'expires' } }],
    ['fields.id', { fields: { id: 5 } }],
    ['columns', { columns: 'theme' }],
    ['columns', { columns: ['userId'] }],
    ['columns', { columns: ['user'] }],
    ['columns', { columns: [5] }],
    ['rawQueries', { rawQueries: 'no' }],
    ['reader', { reader: 'pg' }],
    ['reader', { reader: async () => [], userSelect: { id: true, settings: true } }],
    ['reader', { reader: async () => [], userSelect: { id: true, sessions: true } }],
  ])('a wrong option is refused, naming it: %s', (option, options) => {
    expect(() => prismaAdapter(prisma, options as never)).toThrow(TypeError);
    expect(() => prismaAdapter(prisma, options as never)).toThrow(`"${option}"`);
  });

  test.each([null, undefined, 'prisma', {}, { session: {} }])('%s is no client with the models, and the error says what to do', (client) => {
    expect(() => prismaAdapter(client as never)).toThrow(TypeError);
    expect(() => prismaAdapter(client as never)).toThrow('"prisma"');
  });

  test('a missing model is named', () => {
    expect(() => prismaAdapter(prisma, { sessionModel: 'authSession' as 'session' })).toThrow('model "authSession"');
    expect(() => prismaAdapter(prisma, { userModel: 'member' as 'user' })).toThrow('model "member"');
  });

  test.each([
    ['another key', 'userId', 'email', '[userId] to [email]'],
    ['a second field', 'tenantId, userId', 'tenantId, id', '[tenantId, userId] to [tenantId, id]'],
    ['another field of the session', 'ownerId', 'id', '[ownerId] to [id]'],
  ])('a relation by %s is refused, since sessions would be taken for another user\'s', (_, fields, references, told) => {
    const client = showing(`  user User @relation(fields: [${fields}], references: [${references}], onDelete: Cascade)`);
    expect(() => prismaAdapter(client)).toThrow(TypeError);
    expect(() => prismaAdapter(client)).toThrow(told);
  });

  test.each(['BigInt', 'DateTime'])('a column of type %s, which JSON lacks, is refused', (type) => {
    const client = showing(`  user User @relation(fields: [userId], references: [id])\n  workspaceId ${type}?`, type);
    expect(() => prismaAdapter(client, { columns: ['workspaceId'] })).toThrow(`"workspaceId" is ${type}`);
  });

  /** A client as far as the adapter looks at it before its first query. */
  function showing(sessionLines: string, columnType = 'String'): PlainClient {
    const field = (name: string, type = 'String') => ({ name, kind: 'scalar', type });
    const models = { Session: { fields: [field('id'), field('workspaceId', columnType)] }, User: { fields: [field('id')] } };
    const inlineSchema = `model User {\n  id String @id\n}\n\nmodel Session {\n  id String @id\n${sessionLines}\n}\n`;
    const delegate = { findUnique() {} };
    const client = { session: delegate, user: delegate, _runtimeDataModel: { models }, _engineConfig: { inlineSchema } };
    return client as unknown as PlainClient;
  }

  test('the user is what userSelect says, by default the id alone', async () => {
    const { token } = await createAuth({ adapter: prismaAdapter(prisma) }).createSession('ada');
    const userOf = async (adapter: ReturnType<typeof prismaAdapter>) => (await createAuth({ adapter }).validateSession(token))?.user;
    expect(await userOf(prismaAdapter(prisma))).toEqual({ id: 'ada' });
    expect(await userOf(prismaAdapter(prisma, { userSelect: { email: true, name: true } }))).toEqual({
      email: 'ada@example.com',
      name: 'Ada',
    });
    expect(await userOf(prismaAdapter(prisma, { userSelect: { email: true, name: false } }))).toEqual({ email: 'ada@example.com' });
  });

  test('the export holds what exportSelect says, else what userSelect says, and trips on a credential', async () => {
    const exported = async (options: object) =>
      (await createAuth({ adapter: prismaAdapter(prisma, options) }).exportUserData('ada')).user;
    expect(await exported({})).toEqual({ id: 'ada' });
    expect(await exported({ userSelect: { email: true } })).toEqual({ email: 'ada@example.com' });
    expect(await exported({ userSelect: { email: true }, exportSelect: { name: true } })).toEqual({ name: 'Ada' });
    await expect(exported({ exportSelect: { passwordHash: true } })).rejects.toThrow('"user.passwordHash"');
  });

  test('rows with an unusable date are invalid, whichever way they are read', async () => {
    for (const rawQueries of [true, false]) {
      const auth = createAuth({ adapter: prismaAdapter(prisma, { rawQueries }) });
      for (const column of ['expirationDate', 'updatedAt', 'authenticatedAt', 'createdAt']) {
        for (const garbage of ['', 'tomorrow', '9999999-01-01', '99999999999999999']) {
          const { token, session } = await auth.createSession('ada');
          await database.query(`UPDATE "Session" SET "${column}" = ? WHERE "id" = ?`, garbage, session.id);
          const outcome = await auth.validateSession(token).catch((reason: unknown) => reason);
          expect([null, 'ERR_STORAGE']).toContain(outcome === null ? null : (outcome as { code?: string }).code);
        }
      }
    }
    await database.query('DELETE FROM "Session"');
  });

  test.each([[[]], [[{ rowCount: 1 }]], [undefined]])('a reader that answers %j is a failure, and no "no such session"', async (answer) => {
    const auth = createAuth({ adapter: prismaAdapter(prisma, { reader: async () => answer as never }) });
    const { token } = await auth.createSession('ada');
    await expect(auth.validateSession(token)).rejects.toMatchObject({ code: 'ERR_STORAGE' });
    await database.query('DELETE FROM "Session"');
  });

  test('deleting a user deletes the sessions, by Prisma and by SQL alike', async () => {
    const auth = createAuth({ adapter: prismaAdapter(prisma) });
    for (const remove of [
      () => prisma.user.delete({ where: { id: 'eve' } }),
      () => database.query('DELETE FROM "User" WHERE "id" = ?', 'eve'),
    ]) {
      await prisma.user.create({ data: { id: 'eve', email: 'eve@example.com', passwordHash: 'x' } });
      const { token } = await auth.createSession('eve');
      await remove();
      expect(await database.query('SELECT * FROM "Session" WHERE "userId" = ?', 'eve')).toEqual([]);
      expect(await auth.validateSession(token)).toBeNull();
    }
  });
});

describe('renamed models and fields, with an attribute in a column of its own', () => {
  let database: Database;
  let prisma: RenamedClient;

  beforeAll(async () => {
    database = await openSqlite('renamed');
    prisma = createRenamedClient(database.connect());
    await prisma.account.create({ data: { accountNo: 7, mail: 'ada@example.com' } });
    await prisma.workspace.create({ data: { id: 'w1' } });
  });

  afterAll(async () => {
    await prisma.$disconnect();
    await database.close();
  });

  test.each([true, false])('raw join: %s', async (rawQueries) => {
    const adapter = prismaAdapter(prisma, { ...renamedOptions, rawQueries, userSelect: { accountNo: true, mail: true } });
    const auth = createAuth({ adapter, attributes: { workspaceId: null as string | null, theme: 'light' } });
    const { token, session } = await auth.createSession(7, { attributes: { workspaceId: 'w1' } });
    expect(session.attributes).toEqual({ workspaceId: 'w1', theme: 'light' });
    const result = await auth.validateSession(token);
    expect(result).toEqual({ session, user: { accountNo: 7, mail: 'ada@example.com' }, renewed: false });
    expect(await auth.listSessions(7)).toEqual([session]);
    const [row] = await database.query('SELECT "workspace_id", "extra_json" FROM "login_sessions"');
    expect(row).toEqual({ workspace_id: 'w1', extra_json: '{"theme":"light"}' });
    const updated = await auth.updateSession(session.id, { attributes: { workspaceId: null, theme: 'dark' } });
    expect(updated?.attributes).toEqual({ workspaceId: null, theme: 'dark' });
    expect(await auth.invalidateUserSessions(7)).toBe(1);
  });

  test('a foreign key that an attribute violates is a storage failure, not an unknown user', async () => {
    const auth = createAuth({ adapter: prismaAdapter(prisma, renamedOptions) });
    await expect(auth.createSession(7, { attributes: { workspaceId: 'none' } })).rejects.toMatchObject({ code: 'ERR_STORAGE' });
    await expect(auth.createSession(8)).rejects.toMatchObject({ code: 'ERR_USER_NOT_FOUND' });
  });
});
