import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { type SessionRow, createAuth } from '../../src/index.js';
import { prismaAdapter } from '../../src/adapters/prisma/index.js';
import { makeRow, noon } from '../../src/testing/fixtures.js';
import type { Database } from '../support/databases/database.js';
import { openPglite, openPostgresql } from '../support/databases/postgresql.js';
import { openSqlite } from '../support/databases/sqlite.js';
import { type PlainClient, createPlainClient } from '../support/harnesses.js';
import type { ServerName } from '../support/servers.js';

const databases: [string, 'sqlite' | 'postgresql', () => Promise<Database>, ServerName?][] = [
  ['SQLite', 'sqlite', () => openSqlite('sqlite')],
  ['PGlite', 'postgresql', openPglite],
  ['PostgreSQL', 'postgresql', openPostgresql, 'PostgreSQL'],
];

describe.each(databases)('inserts on %s', (_, provider, open, needs) => {
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
    await prisma.user.create({ data: { id: 'ada', email: 'ada@example.com', passwordHash: 'x' } });
  });

  afterAll(async () => {
    await prisma?.$disconnect();
    await database?.close();
  });

  /** Whether the one statement of an insert is the client's own, which reads the row back. */
  async function isClientsOwn(insert: () => Promise<unknown>): Promise<boolean> {
    statements.length = 0;
    await insert();
    await new Promise((resolve) => setImmediate(resolve));
    expect(statements).toHaveLength(1);
    return / RETURNING /.test(statements[0]!);
  }

  /** What the database has of a session, and of which type, but for its id. */
  async function stored(id: string): Promise<Record<string, unknown>> {
    const types = provider === 'sqlite' ? ', typeof(createdAt) AS t1, typeof(remember) AS t2, typeof(attributes) AS t3' : '';
    const [row] = await database.query(`SELECT *${types} FROM ${database.quote('Session')} WHERE ${database.quote('id')} = ?`, id);
    const { id: own, ...others } = row!;
    expect(own).toBe(id);
    return others;
  }

  const rowOfAda = async (values: Partial<SessionRow<string>> = {}) => (await makeRow('ada', values)) as SessionRow<string>;

  test.skipIf(missing).each([
    ['every value', { attributes: { list: [1.5, { a: null }], text: '火狐 \' " \\' }, pending: 'second-factor', previousId: 'a', previousHash: 'b', previousUntil: noon }],
    ['as few as there may be', { remember: false, ipAddress: null, userAgent: null, createdAt: new Date(0) }],
  ])('the raw insert stores what the client stores: %s', async (__, values) => {
    const first = await rowOfAda(values);
    const second = { ...first, id: (await rowOfAda()).id };
    expect(await isClientsOwn(() => prismaAdapter(prisma).insertSession(first))).toBe(false);
    expect(await isClientsOwn(() => prismaAdapter(prisma, { rawQueries: false }).insertSession(second))).toBe(true);
    expect(await stored(first.id)).toEqual(await stored(second.id));
  });

  test.skipIf(missing)('a session with a field that is not known is left to the client, which may have a default for it', async () => {
    const { _runtimeDataModel: known } = prisma as unknown as { _runtimeDataModel: { models: { Session: { fields: object[] } } } };
    const Session = { ...known.models.Session, fields: [...known.models.Session.fields, { name: 'serial', kind: 'scalar', type: 'String' }] };
    const models = { ...known.models, Session };
    const client = new Proxy(prisma, {
      get: (target, key): unknown => (key === '_runtimeDataModel' ? { ...known, models } : Reflect.get(target, key)),
    });
    const row = await rowOfAda();
    expect(await isClientsOwn(() => prismaAdapter(client).insertSession(row))).toBe(true);
  });

  test.skipIf(missing).each([true, false])('a value of another type than in the schema is refused by the client, raw or not', async (rawQueries) => {
    const adapter = prismaAdapter(prisma, { rawQueries });
    for (const wrong of [{ userId: 5 as unknown as string }, { userAgent: 5 as unknown as string }, { remember: 1 as unknown as boolean }]) {
      const row = { ...(await rowOfAda()), ...wrong };
      await expect(adapter.insertSession(row)).rejects.toMatchObject({ name: 'PrismaClientValidationError' });
    }
  });

  test.skipIf(missing)('a taken id and an unknown user are told apart from every other constraint', async () => {
    const adapter = prismaAdapter(prisma);
    const row = await rowOfAda();
    expect(await adapter.insertSession(row)).toBe('inserted');
    const before = await stored(row.id);
    expect(await adapter.insertSession({ ...row, remember: false })).toBe('duplicate-id');
    expect(await stored(row.id)).toEqual(before);
    const stranger = { ...(await rowOfAda()), userId: 'nobody' };
    expect(await adapter.insertSession(stranger)).toBe('unknown-user');
    const [table, column] = [database.quote('Session'), database.quote('userAgent')];
    await database.query(`CREATE UNIQUE INDEX one_agent ON ${table} (${column}) WHERE ${column} = 'only'`);
    const auth = createAuth({ adapter });
    await auth.createSession('ada', { userAgent: 'only' });
    await expect(auth.createSession('ada', { userAgent: 'only' })).rejects.toMatchObject({ code: 'ERR_STORAGE' });
    await database.query('DROP INDEX one_agent');
  });
});
