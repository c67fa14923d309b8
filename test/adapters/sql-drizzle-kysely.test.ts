import { desc, eq, gt, and } from 'drizzle-orm';
import { drizzle as drizzleLibsql } from 'drizzle-orm/libsql';
import { drizzle as drizzlePg } from 'drizzle-orm/node-postgres';
import { boolean, index, jsonb, pgTable, text, timestamp } from 'drizzle-orm/pg-core';
import { CompiledQuery, type Generated, Kysely, PostgresDialect } from 'kysely';
import { afterAll, beforeAll, beforeEach, describe, expect, inject, test } from 'vitest';
import { createAuth } from '../../src/index.js';
import { type SqlExecute, libsqlExecutor, pgExecutor, sqlAdapter } from '../../src/adapters/sql/index.js';
import { after, noon } from '../../src/testing/fixtures.js';
import { openLibsql, openPostgresql } from '../support/sql-databases.js';
import { rowOf } from '../support/sql-rows.js';
import { plainNames, tableStatements } from '../support/sql-tables.mjs';

const users = pgTable('users', { id: text('id').primaryKey(), email: text('email').notNull() });

const sessions = pgTable(
  'sessions',
  {
    id: text('id').primaryKey(),
    secretHash: text('secret_hash').notNull(),
    expirationDate: timestamp('expiration_date', { precision: 3 }).notNull(),
    createdAt: timestamp('created_at', { precision: 3 }).notNull(),
    updatedAt: timestamp('updated_at', { precision: 3 }).notNull(),
    authenticatedAt: timestamp('authenticated_at', { precision: 3 }).notNull(),
    remember: boolean('remember').notNull(),
    ipAddress: text('ip_address'),
    userAgent: text('user_agent'),
    attributes: jsonb('attributes').notNull(),
    pending: text('pending'),
    previousId: text('previous_id'),
    previousHash: text('previous_hash'),
    previousUntil: timestamp('previous_until', { precision: 3 }),
    userId: text('user_id')
      .notNull()
      .references(() => users.id, { onDelete: 'cascade', onUpdate: 'cascade' }),
  },
  (table) => [index().on(table.userId), index().on(table.expirationDate), index().on(table.previousId)],
);

const named = {
  sessionTable: 'sessions',
  userTable: 'users',
  columns: {
    secretHash: 'secret_hash',
    expirationDate: 'expiration_date',
    createdAt: 'created_at',
    updatedAt: 'updated_at',
    authenticatedAt: 'authenticated_at',
    ipAddress: 'ip_address',
    userAgent: 'user_agent',
    previousId: 'previous_id',
    previousHash: 'previous_hash',
    previousUntil: 'previous_until',
    userId: 'user_id',
  },
} as const;

/** The tables as a migration of Drizzle makes them. */
const migration = [
  'CREATE TABLE "users" ("id" text PRIMARY KEY NOT NULL, "email" text NOT NULL)',
  `CREATE TABLE "sessions" (
    "id" text PRIMARY KEY NOT NULL, "secret_hash" text NOT NULL, "expiration_date" timestamp (3) NOT NULL,
    "created_at" timestamp (3) NOT NULL, "updated_at" timestamp (3) NOT NULL, "authenticated_at" timestamp (3) NOT NULL,
    "remember" boolean NOT NULL, "ip_address" text, "user_agent" text, "attributes" jsonb NOT NULL,
    "pending" text, "previous_id" text, "previous_hash" text, "previous_until" timestamp (3),
    "user_id" text NOT NULL REFERENCES "users"("id") ON DELETE cascade ON UPDATE cascade
  )`,
];

interface KyselyTables {
  users: { id: string; email: string };
  sessions: { id: string; user_id: string; remember: Generated<boolean> };
}

describe.skipIf(inject('missing').includes('PostgreSQL'))('on PostgreSQL, through the pool of', () => {
  let database: Awaited<ReturnType<typeof openPostgresql>>;

  beforeAll(async () => {
    database = await openPostgresql();
    for (const statement of migration) await database.query(statement);
    await database.query('INSERT INTO users VALUES (?, ?)', 'ada', 'ada@example.com');
  });
  beforeEach(() => database.query('DELETE FROM sessions'));
  afterAll(() => database.close());

  const authOver = (execute: SqlExecute) =>
    createAuth({
      adapter: sqlAdapter<{ id: string; email: string }>({ ...named, dialect: 'postgresql', execute, userColumns: { id: true, email: true } }),
      now: () => noon,
    });

  test('Drizzle, whose own queries read the same sessions', async () => {
    const db = drizzlePg({ client: database.pool });
    const auth = authOver(pgExecutor(database.pool));
    const { session, token } = await auth.createSession('ada', { attributes: { theme: 'dark' } });
    expect((await auth.validateSession(token))?.user).toEqual({ id: 'ada', email: 'ada@example.com' });
    const found = await db.select().from(sessions).where(and(eq(sessions.userId, 'ada'), gt(sessions.expirationDate, noon)));
    const plain = { pending: null, previousId: null, previousHash: null, previousUntil: null };
    expect(found).toEqual([{ ...session, ...plain, secretHash: expect.any(String) as string }]);
    const earlier = after(-1000, session.expirationDate);
    await db.update(sessions).set({ expirationDate: earlier }).where(eq(sessions.id, session.id));
    expect((await auth.validateSession(token))?.session.expirationDate).toEqual(earlier);
    await db.delete(users).where(eq(users.id, 'nobody'));
    await db.delete(sessions).where(eq(sessions.id, session.id));
    expect(await auth.validateSession(token)).toBeNull();
    expect(await db.select().from(sessions).orderBy(desc(sessions.createdAt))).toEqual([]);
  });

  test('Kysely, whose own queries read the same sessions', async () => {
    const db = new Kysely<KyselyTables>({ dialect: new PostgresDialect({ pool: database.pool }) });
    const auth = authOver(pgExecutor(database.pool));
    const { session, token } = await auth.createSession('ada');
    const found = await db.selectFrom('sessions').select(['id', 'user_id', 'remember']).execute();
    expect(found).toEqual([{ id: session.id, user_id: 'ada', remember: true }]);
    await db.deleteFrom('sessions').where('id', '=', session.id).execute();
    expect(await auth.validateSession(token)).toBeNull();
  });

  test('Kysely, which runs the statements itself', async () => {
    const db = new Kysely<KyselyTables>({ dialect: new PostgresDialect({ pool: database.pool }) });
    const execute = kyselyExecutor(db);
    const auth = authOver(execute);
    const { session, token } = await auth.createSession('ada');
    expect((await auth.validateSession(token))?.session).toEqual(session);
    const replacement = await rowOf('ada');
    const adapter = sqlAdapter({ ...named, dialect: 'postgresql', execute });
    expect(await adapter.insertSession(replacement, { now: noon, replaces: session.id })).toBe('inserted');
    expect((await auth.listSessions('ada')).map(({ id }) => id)).toEqual([replacement.id]);
    expect(await auth.invalidateUserSessions('ada')).toBe(1);
    await expect(auth.createSession('nobody')).rejects.toMatchObject({ code: 'ERR_USER_NOT_FOUND' });
  });
});

/** As the documentation has it. */
function kyselyExecutor<Tables>(db: Kysely<Tables>): SqlExecute {
  return (statements) => {
    const run = async (connection: Kysely<Tables>) => {
      const results = [];
      for (const { sql, params } of statements) {
        const { rows, numAffectedRows = 0n } = await connection.executeQuery<Record<string, unknown>>(CompiledQuery.raw(sql, [...params]));
        results.push({ rows, rowCount: Number(numAffectedRows) });
      }
      return results;
    };
    return statements.length === 1 ? run(db) : db.transaction().execute(run);
  };
}

test('on libSQL, through the client of Drizzle', async () => {
  const database = await openLibsql();
  for (const statement of tableStatements({ dialect: 'sqlite', idType: 'string', names: plainNames })) await database.query(statement);
  await database.query('INSERT INTO "User" VALUES (?, ?)', 'ada', 'ada@example.com');
  const db = drizzleLibsql({ client: database.reader });
  const auth = createAuth({ adapter: sqlAdapter({ dialect: 'sqlite', execute: libsqlExecutor(db.$client) }) });
  const { token, session } = await auth.createSession('ada');
  expect((await auth.validateSession(token))?.user).toEqual({ id: 'ada' });
  const { rows } = await db.run('SELECT id FROM Session');
  expect(rows.map(({ id }) => id)).toEqual([session.id]);
  await database.close();
});
