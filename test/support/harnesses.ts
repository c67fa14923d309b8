import type { SqlDriverAdapterFactory } from '@prisma/driver-adapter-utils';
import type { SessionRow, StorageAdapter, UserId } from '../../src/index.js';
import type { StorageHarness } from '../../src/testing/index.js';
import { prismaAdapter } from '../../src/adapters/prisma/index.js';
import { PrismaClient as MysqlClient } from '../.generated/mysql/client/client.js';
import { PrismaClient as PostgresqlClient } from '../.generated/postgresql/client/client.js';
import renamed from '../.generated/renamed/client/index.js';
import { PrismaClient as SqliteClient } from '../.generated/sqlite/client/client.js';
import type { Database } from './databases/database.js';

export type PlainClient = SqliteClient;
export type RenamedClient = InstanceType<typeof renamed.PrismaClient>;

/** So many clients per database: as many processes as the largest race has. */
const clientsPerDatabase = 5;

/** A client of the plain schema; the same to its user whatever the provider. */
export function createPlainClient(provider: 'sqlite' | 'postgresql' | 'mysql', adapter: SqlDriverAdapterFactory, log = false): PlainClient {
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
    userId: 'ownerNo',
  },
  columns: ['workspaceId'],
} as const;

/** A driver that finds no database. */
const unreachable: SqlDriverAdapterFactory = {
  provider: 'sqlite',
  adapterName: 'unreachable',
  connect: () => Promise.reject(new Error('connect ECONNREFUSED')),
};

interface OpenHarness<Id extends UserId> extends StorageHarness<Id> {
  close(): Promise<void>;
}

/** Hands out the same few clients in turn, each case anew from the first. */
function rotation<Client>(create: () => Client) {
  const clients: Client[] = [];
  let next = 0;
  return {
    take: () => (clients[next++ % clientsPerDatabase] ??= create()),
    rewind: () => void (next = 0),
    clients,
  };
}

/** The conformance harness of the plain schema, read a second time through the driver. */
export function plainHarness(
  provider: 'sqlite' | 'postgresql' | 'mysql',
  database: Database,
  rawQueries: boolean,
): OpenHarness<string> {
  const { take, rewind, clients } = rotation(() => createPlainClient(provider, database.connect()));
  const users = database.quote('User');
  const sessions = database.quote('Session');
  let count = 0;
  return {
    createAdapter: () => prismaAdapter(take(), { rawQueries }),
    createUnreachableAdapter: () =>
      prismaAdapter(createPlainClient(provider, { ...unreachable, provider: provider === 'postgresql' ? 'postgres' : provider })),
    async createUser() {
      const id = `user-${++count}-${rawQueries}`;
      const columns = ['id', 'email', 'passwordHash'].map(database.quote).join(', ');
      await database.query(`INSERT INTO ${users} (${columns}) VALUES (?, ?, ?)`, id, `${id}@example.com`, 'x');
      return id;
    },
    async deleteUser(userId) {
      await take().user.delete({ where: { id: userId } });
    },
    async readSession(sessionId) {
      const [row] = await database.query(`SELECT * FROM ${sessions} WHERE ${database.quote('id')} = ?`, sessionId);
      return row ? toSessionRow(row) : null;
    },
    async reset() {
      await database.query(`DELETE FROM ${sessions}`);
    },
    dispose: async () => rewind(),
    async close() {
      await Promise.all(clients.map((client) => client.$disconnect()));
      await database.close();
    },
  };
}

/** The same for the renamed schema: another generator, other names, numbers for user ids, a column for an attribute. */
export function renamedHarness(database: Database, rawQueries: boolean): OpenHarness<number> {
  const { take, rewind, clients } = rotation(() => createRenamedClient(database.connect()));
  let count = 0;
  return {
    createAdapter: () => withoutColumns(prismaAdapter(take(), { ...renamedOptions, rawQueries })),
    createUnreachableAdapter: () => withoutColumns(prismaAdapter(createRenamedClient(unreachable), renamedOptions)),
    async createUser() {
      const mail = `user-${++count}-${rawQueries}@example.com`;
      const [row] = await database.query('INSERT INTO "accounts" ("mail") VALUES (?) RETURNING "account_no"', mail);
      return Number(row!.account_no);
    },
    async deleteUser(userId) {
      await take().account.delete({ where: { accountNo: userId } });
    },
    async readSession(sessionId) {
      const [row] = await database.query('SELECT * FROM "login_sessions" WHERE "session_id" = ?', sessionId);
      return row
        ? toSessionRow({
            id: row.session_id,
            secretHash: row.secret_digest,
            userId: row.owner_no,
            expirationDate: row.dies_at,
            createdAt: row.born_at,
            updatedAt: row.seen_at,
            authenticatedAt: row.proved_at,
            remember: row.keep_login,
            ipAddress: row.ip_addr,
            userAgent: row.browser,
            attributes: row.extra_json,
          })
        : null;
    },
    async reset() {
      await database.query('DELETE FROM "login_sessions"');
    },
    dispose: async () => rewind(),
    async close() {
      await Promise.all(clients.map((client) => client.$disconnect()));
      await database.close();
    },
  };
}

/** The suite compares attributes as a whole, and knows neither of the app's column nor of another name for `id`. */
function withoutColumns(adapter: StorageAdapter<{ accountNo: number }, number>): StorageAdapter<{ id: number }, number> {
  const strip = <Session extends { attributes: object }>(session: Session): Session => {
    const { workspaceId: _, ...attributes } = session.attributes as Record<string, unknown>;
    return { ...session, attributes };
  };
  return {
    ...adapter,
    async findSessions(ids) {
      const found = await adapter.findSessions(ids);
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

function toSessionRow<Id extends UserId>(row: Record<string, unknown>): SessionRow<Id> {
  const attributes = typeof row.attributes === 'string' ? (JSON.parse(row.attributes) as unknown) : row.attributes;
  const { id, secretHash, userId, ipAddress, userAgent, remember } = row;
  return {
    id,
    secretHash,
    userId,
    createdAt: toDate(row.createdAt),
    updatedAt: toDate(row.updatedAt),
    authenticatedAt: toDate(row.authenticatedAt),
    expirationDate: toDate(row.expirationDate),
    remember: Boolean(remember),
    ipAddress,
    userAgent,
    attributes,
  } as SessionRow<Id>;
}

/** The servers give dates in UTC without saying so. */
function toDate(value: unknown): Date {
  const text = String(value).replace(' ', 'T');
  return new Date(/(Z|[+-]\d\d:\d\d)$/.test(text) ? text : `${text}Z`);
}
