import { type ClientModel, readClientModel } from '../../adapters/prisma/client-model.js';
import { type SqlDialect, type TimestampFormat, dialectOf } from '../../adapters/sql/dialect.js';
import type { SqlExecute, SqlValue } from '../../adapters/sql/execute.js';
import { isObject } from '../../session/arguments.js';
import type { StorageAdapter } from '../../storage/storage-adapter.js';
import { member, nameFrom, namesFrom } from '../members.js';

export type Row = Readonly<Record<string, unknown>>;

/** The session table, as far as a question needs it: path of the table, and columns of it by property. */
export interface SessionTable {
  path: readonly string[];
  columns: Readonly<Record<'userId' | 'expirationDate', string>>;
}

/** The app's own way to its database, by what its adapter says of itself. */
export interface Connection {
  /** The adapter in force, with what stands around it: a cache, a trace. */
  adapter: Pick<StorageAdapter, 'findSessions'>;
  /** What it is, in a word for people. */
  name: string;
  /** The client of Prisma, if the sessions go through one. */
  client: object | undefined;
  /** How to write SQL; `null` where there is none. */
  dialect: SqlDialect | null;
  /** Runs one statement that gives rows. */
  ask(sql: string, ...values: string[]): Promise<readonly Row[]>;
  table: SessionTable | null;
  /** The time of the server in milliseconds, where another question than SQL asks for it. */
  readTime: (() => Promise<number>) | undefined;
  /** How many sessions were dead at that time, counting no further than `limit`. */
  countExpired: ((time: Date, limit: number) => Promise<number>) | undefined;
  /** The type of user ids, where it is known. */
  userIdType: 'string' | 'number' | 'bigint' | undefined;
}

/** `null` for what is no adapter. */
export function connect(auth: object | undefined): Connection | null {
  const outer = member(member(auth, '~description'), 'adapter');
  if (typeof member(outer, 'findSessions') !== 'function') return null;
  const adapter = outer as Connection['adapter'];
  const own = member(outer, '~description');
  const plain: Connection = {
    adapter,
    name: 'the storage',
    client: undefined,
    dialect: null,
    ask: () => Promise.resolve([]),
    table: null,
    readTime: undefined,
    countExpired: undefined,
    userIdType: undefined,
  };
  switch (member(own, 'kind')) {
    case 'prisma':
      return throughPrisma(plain, own);
    case 'sql':
      return throughSql(plain, own as SqlDescription);
    case 'redis':
      return throughRedis(plain, own as RedisDescription);
    default:
      return plain;
  }
}

const names: Readonly<Record<string, string>> = { sqlite: 'SQLite', postgresql: 'PostgreSQL', mysql: 'MySQL' };

interface PrismaClient {
  $queryRawUnsafe?(sql: string, ...values: string[]): Promise<Row[]>;
}

interface SessionDelegate {
  count(args: object): Promise<number>;
}

const idTypes: Readonly<Record<string, Connection['userIdType']>> = { String: 'string', Int: 'number', BigInt: 'bigint' };

function throughPrisma(plain: Connection, own: unknown): Connection {
  const give = member(own, 'client');
  const client: unknown = typeof give === 'function' ? (give as () => unknown)() : undefined;
  const sessionModel = nameFrom(own, 'sessionModel');
  const userModel = nameFrom(own, 'userModel');
  if (!isObject(client) || sessionModel === undefined || userModel === undefined) return plain;
  const fields = namesFrom(member(own, 'fields'));
  const model = readClientModel(client, { sessionModel, userModel });
  const provider = member(client, '_activeProvider');
  const prisma = client as PrismaClient;
  const dialect = dialectNamed(provider);
  return {
    ...plain,
    name: dialect ? names[dialect]! : String(provider ?? 'the database'),
    client,
    dialect: typeof prisma.$queryRawUnsafe === 'function' ? dialect : null,
    ask: (sql, ...values) => prisma.$queryRawUnsafe!(sql, ...values),
    table: tableOf(model, fields),
    countExpired: (time, limit) =>
      (member(client, sessionModel) as SessionDelegate).count({ where: { [fields.expirationDate!]: { lte: time } }, take: limit }),
    userIdType: idTypes[String(model?.session.columns.get(fields.userId!)?.type)],
  };
}

/** CockroachDB speaks PostgreSQL, but has catalogs of its own. */
function dialectNamed(provider: unknown): SqlDialect | null {
  return provider === 'sqlite' || provider === 'postgresql' || provider === 'mysql' ? provider : null;
}

function tableOf(model: ClientModel | null, fields: Readonly<Record<string, string>>): SessionTable | null {
  const columnOf = (property: string) => model?.session.columns.get(fields[property]!)?.name;
  const [userId, expirationDate] = [columnOf('userId'), columnOf('expirationDate')];
  if (!model || userId === undefined || expirationDate === undefined) return null;
  return { path: model.session.path, columns: { userId, expirationDate } };
}

/** What `sqlAdapter` says of itself: its options. */
interface SqlDescription {
  dialect: SqlDialect;
  execute: SqlExecute;
  sessionTable: readonly string[];
  columns: SessionTable['columns'];
  userIdType: NonNullable<Connection['userIdType']>;
  timestampFormat: TimestampFormat;
}

function throughSql(plain: Connection, own: SqlDescription): Connection {
  const { execute, sessionTable, columns, userIdType, timestampFormat } = own;
  const { name, quote, mark, fromDate } = dialectOf(own.dialect, timestampFormat);
  const table = sessionTable.map(quote).join('.');

  async function ask(sql: string, ...params: SqlValue[]): Promise<readonly Row[]> {
    const [result] = await execute([{ sql, params, returnsRows: true }]);
    return result?.rows ?? [];
  }

  return {
    ...plain,
    name: names[name]!,
    dialect: name,
    ask,
    table: { path: sessionTable, columns },
    async countExpired(time, limit) {
      const dead = `SELECT 1 FROM ${table} WHERE ${quote(columns.expirationDate)} <= ${mark(1)} LIMIT ${limit}`;
      const [row] = await ask(`SELECT COUNT(*) AS value FROM (${dead}) AS expired`, fromDate(time));
      return Number(row?.value);
    },
    userIdType,
  };
}

interface RedisDescription {
  ask(script: string): Promise<unknown>;
}

function throughRedis(plain: Connection, { ask }: RedisDescription): Connection {
  return {
    ...plain,
    name: 'Redis',
    async readTime() {
      const [seconds, microseconds] = (await ask("return redis.call('TIME')")) as unknown[];
      return Number(seconds) * 1000 + Number(microseconds) / 1000;
    },
  };
}
