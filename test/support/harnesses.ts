import { randomUUID } from 'node:crypto';
import { pathToFileURL } from 'node:url';
import type { SqlDriverAdapterFactory } from '@prisma/driver-adapter-utils';
import type { SessionRow, StorageAdapter, UserId } from '../../src/index.js';
import type { StorageHarness } from '../../src/testing/index.js';
import { prismaAdapter } from '../../src/adapters/prisma/index.js';
import type { SqlExecute } from '../../src/adapters/sql/index.js';
import { PrismaClient as MysqlClient } from '../.generated/mysql/client/client.js';
import { PrismaClient as PostgresqlClient } from '../.generated/postgresql/client/client.js';
import renamed from '../.generated/renamed/client/index.js';
import { PrismaClient as SqliteClient } from '../.generated/sqlite/client/client.js';
import type { Database } from './databases/database.js';
import { inRotation } from './rotation.js';
import { type IdType, type Provider, type Schema, clientPath } from './schemas.js';
import { plainNames } from './sql-tables.mjs';

export type PlainClient = SqliteClient;
export type RenamedClient = InstanceType<typeof renamed.PrismaClient>;

/** A client of the plain schema; the same to its user whatever the provider. */
export function createPlainClient(provider: Provider, adapter: SqlDriverAdapterFactory, log = false): PlainClient {
  const options = { adapter, ...(log ? { log: [{ emit: 'event' as const, level: 'query' as const }] } : {}) };
  switch (provider) {
    case 'sqlite':
      return new SqliteClient(options);
    case 'postgresql':
      return new PostgresqlClient(options) as unknown as PlainClient;
    case 'mysql':
      return new MysqlClient(options) as unknown as PlainClient;
  }
}

export function createRenamedClient(adapter: SqlDriverAdapterFactory): RenamedClient {
  return new renamed.PrismaClient({ adapter });
}

/** The names of the renamed schema. */
export const renamedOptions = {
  sessionModel: 'loginSession',
  userModel: 'account',
  userRelation: 'owner',
  userIdField: 'accountNo',
  fields: {
    id: 'sid',
    secretHash: 'digest',
    expirationDate: 'diesAt',
    createdAt: 'bornAt',
    updatedAt: 'seenAt',
    authenticatedAt: 'provedAt',
    remember: 'keep',
    ipAddress: 'ip',
    userAgent: 'browser',
    attributes: 'extra',
    pending: 'waitsFor',
    previousId: 'formerSid',
    previousHash: 'formerDigest',
    previousUntil: 'formerUntil',
    userId: 'ownerNo',
  },
  columns: ['workspaceId'],
} as const;

/** The names in the database of a plain schema. */
const plainTables = {
  users: 'User',
  userId: 'id',
  mail: 'email',
  /** Columns that a user must have besides. */
  required: ['passwordHash'],
  sessions: 'Session',
  columns: plainNames.columns,
};

const renamedTables: typeof plainTables = {
  users: 'accounts',
  userId: 'account_no',
  mail: 'mail',
  required: [],
  sessions: 'login_sessions',
  columns: {
    id: 'session_id',
    secretHash: 'secret_digest',
    userId: 'owner_no',
    expirationDate: 'dies_at',
    createdAt: 'born_at',
    updatedAt: 'seen_at',
    authenticatedAt: 'proved_at',
    remember: 'keep_login',
    ipAddress: 'ip_addr',
    userAgent: 'browser',
    attributes: 'extra_json',
    pending: 'waits_for',
    previousId: 'former_id',
    previousHash: 'former_digest',
    previousUntil: 'former_until',
  },
};

/** A client of any of the schemas, as far as the matrix knows it. */
export interface AnyClient {
  $disconnect(): Promise<void>;
  $on(event: 'query', listener: (event: { query: string }) => void): void;
  [model: string]: unknown;
}

export type CreateClient = (adapter: SqlDriverAdapterFactory, log?: boolean) => AnyClient;

/** Loads the generated client of a schema. */
export async function loadClient(schema: Schema): Promise<CreateClient> {
  const module = (await import(pathToFileURL(clientPath(schema)).href)) as Record<string, unknown>;
  const { PrismaClient } = (module.PrismaClient ? module : module.default) as { PrismaClient: new (options: object) => AnyClient };
  return (adapter, log = false) => new PrismaClient({ adapter, ...(log ? { log: [{ emit: 'event', level: 'query' }] } : {}) });
}

/** How the adapter is to find sessions. */
export interface Lookup {
  rawQueries?: boolean;
  reader?: SqlExecute;
}

/** The adapter for the client of a schema, its users and attributes as the app has them. */
export function adapterFor(schema: Schema, client: AnyClient, options: Lookup & { userSelect?: object }): StorageAdapter {
  return schema.renamed
    ? (prismaAdapter(client as unknown as RenamedClient, { ...renamedOptions, ...options }) as unknown as StorageAdapter)
    : (prismaAdapter(client as unknown as PlainClient, options) as unknown as StorageAdapter);
}

function suiteAdapterFor(schema: Schema, client: AnyClient, lookup: Lookup): StorageAdapter<{ id: UserId }> {
  const adapter = adapterFor(schema, client, lookup);
  return schema.renamed
    ? withoutColumns(adapter as StorageAdapter<{ accountNo: UserId }>)
    : (adapter as StorageAdapter<{ id: UserId }>);
}

/** A driver that finds no database. */
function unreachable(provider: Provider): SqlDriverAdapterFactory {
  return {
    provider: provider === 'postgresql' ? 'postgres' : provider,
    adapterName: 'unreachable',
    connect: () => Promise.reject(new Error('connect ECONNREFUSED')),
  };
}

export interface PrismaHarness extends StorageHarness {
  /** Disconnects the clients. */
  close(): Promise<void>;
}

/** The conformance harness of any of the schemas, read a second time through the driver. */
export function prismaHarness(
  schema: Schema,
  createClient: CreateClient,
  database: Database,
  ids: UserIds,
  lookup: Lookup,
): PrismaHarness {
  const { take, rewind, opened } = inRotation(() => createClient(database.connect()));
  const { users, userId, mail, required, sessions, columns } = schema.renamed ? renamedTables : plainTables;
  const quoted = { users: database.quote(users), sessions: database.quote(sessions), id: database.quote(columns.id) };
  return {
    createAdapter: () => suiteAdapterFor(schema, take(), lookup),
    createUnreachableAdapter() {
      const reader = lookup.reader && { reader: () => Promise.reject(new Error('connect ECONNREFUSED')) };
      return suiteAdapterFor(schema, createClient(unreachable(schema.provider)), { ...lookup, ...reader });
    },
    async createUser() {
      const id = ids.next();
      const names = [userId, mail, ...required].map(database.quote).join(', ');
      const values = [id, `${id}@example.com`, ...required.map(() => 'x')];
      await database.query(`INSERT INTO ${quoted.users} (${names}) VALUES (${values.map(() => '?').join(', ')})`, ...values);
      return id;
    },
    async deleteUser(id) {
      const [model, field] = schema.renamed ? ['account', 'accountNo'] : ['user', 'id'];
      const delegate = take()[model] as { delete(args: object): Promise<unknown> };
      await delegate.delete({ where: { [field]: id } });
    },
    async readSession(id) {
      const [row] = await database.query(`SELECT * FROM ${quoted.sessions} WHERE ${quoted.id} = ?`, id);
      return row ? toSessionRow(row, columns, ids.read) : null;
    },
    async reset() {
      await database.query(`DELETE FROM ${quoted.sessions}`);
    },
    dispose: rewind,
    async close() {
      await Promise.all(opened.map((client) => client.$disconnect()));
    },
  };
}

/** Ids of users, and how they are read from the database. */
export interface UserIds {
  next(): UserId;
  read(value: unknown): UserId;
}

/** @param large whether the driver takes integers that a number cannot hold */
export function userIdsOf(type: IdType, large: boolean): UserIds {
  let count = 0;
  switch (type) {
    case 'String':
      return { next: () => `user-${++count}`, read: String };
    case 'Uuid':
      return { next: () => randomUUID(), read: String };
    case 'Int':
      return { next: () => ++count, read: Number };
    case 'BigInt': {
      const first = large ? 2n ** 62n : 2n ** 53n - 10_000n;
      return { next: () => first + BigInt(++count), read: (value) => BigInt(value as number | bigint | string) };
    }
  }
}

/** The suite compares attributes as a whole, and knows neither of the app's column nor of another name for `id`. */
function withoutColumns(adapter: StorageAdapter<{ accountNo: UserId }>): StorageAdapter<{ id: UserId }> {
  const strip = <Session extends { attributes: object }>(session: Session): Session => {
    const { workspaceId: _, ...attributes } = session.attributes as Record<string, unknown>;
    return { ...session, attributes };
  };
  return {
    ...adapter,
    async findSessions(ids, options) {
      const found = await adapter.findSessions(ids, options);
      return found.map(({ session, user }) => ({ session: strip(session), user: { id: user.accountNo } }));
    },
    async listUserSessions(userId, now) {
      return (await adapter.listUserSessions(userId, now)).map(strip);
    },
    async updateAttributes(id, attributes, now) {
      const session = await adapter.updateAttributes(id, attributes, now);
      return session && strip(session);
    },
    async readUserRecord(userId) {
      const record = await adapter.readUserRecord(userId);
      return record && { id: record.accountNo };
    },
  };
}

/** A row as the second reader gives it, as a session. */
export function toSessionRow<Id extends UserId>(
  row: Record<string, unknown>,
  columns: typeof plainTables.columns,
  readId: (value: unknown) => Id,
): SessionRow<Id> {
  const value = (property: keyof SessionRow) => row[columns[property]];
  const attributes = value('attributes');
  return {
    id: value('id') as string,
    secretHash: value('secretHash') as string,
    userId: readId(value('userId')),
    createdAt: toDate(value('createdAt')),
    updatedAt: toDate(value('updatedAt')),
    authenticatedAt: toDate(value('authenticatedAt')),
    expirationDate: toDate(value('expirationDate')),
    remember: Boolean(value('remember')),
    ipAddress: value('ipAddress') as string | null,
    userAgent: value('userAgent') as string | null,
    pending: value('pending') as string | null,
    previousId: value('previousId') as string | null,
    previousHash: value('previousHash') as string | null,
    previousUntil: value('previousUntil') === null ? null : toDate(value('previousUntil')),
    attributes: (typeof attributes === 'string' ? JSON.parse(attributes) : attributes) as SessionRow['attributes'],
  };
}

/** The servers give dates in UTC without saying so. */
function toDate(value: unknown): Date {
  const text = String(value).replace(' ', 'T');
  return new Date(/(Z|[+-]\d\d:\d\d)$/.test(text) ? text : `${text}Z`);
}
