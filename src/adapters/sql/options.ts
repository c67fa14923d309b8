import { assertNothingLeft, assertObject, assertOneOf } from '../../session/arguments.js';
import type { SessionRow, UserId } from '../../session/session.js';
import { fragmentNames } from '../../storage/fragment.js';
import type { SqlDialect, TimestampFormat } from './dialect.js';
import type { SqlExecute } from './execute.js';

/** The properties of a session, each of which has a column. */
export type SessionProperty = keyof SessionRow;

/** The name of a table, in the schema given or in that of the connection. */
export type TableName = string | { readonly schema: string; readonly name: string };

/** A table of the app's own with rows of users. */
export interface EraseTable {
  readonly table: TableName;
  /** The column that holds the id of the user, of the same type as `userIdColumn`. */
  readonly userColumn: string;
}

/** For each property of an object the column it comes from; `true` for one of the same name. */
export type ColumnMap<Properties> = { readonly [Property in keyof Properties]-?: true | string };

interface CommonOptions {
  /** The database's kind of SQL; MariaDB is `'mysql'`, libSQL and Turso are `'sqlite'`, PGlite is `'postgresql'`. */
  dialect: SqlDialect;
  /** Runs statements on the app's own driver: one of the executors of this module, or a function of your own. */
  execute: SqlExecute;
  /** The table of sessions. Default `Session`. */
  sessionTable?: TableName;
  /** The table of users. Default `User`. */
  userTable?: TableName;
  /** The column of the user that a session's `userId` refers to. Default `id`. */
  userIdColumn?: string;
  /** The columns of the session table that have another name than the property. Default none. */
  columns?: { readonly [Property in SessionProperty]?: string };
  /**
   * The properties of the user that `exportUserData` exports, each with its column. An allowlist: a new
   * column stays out until it is named here. Default: `userColumns`.
   */
  exportColumns?: { readonly [property: string]: true | string };
  /**
   * The rows of the app's own that `eraseUserData` deletes with the user, in the same transaction: by a name for the
   * counts, the table and its column with the id of the user. They go in this order, so name first what refers to others.
   * Default none.
   */
  erase?: { readonly [section: string]: EraseTable };
  /**
   * How SQLite holds dates: `'iso8601'`, as text in UTC, or `'unixepoch-ms'`, in milliseconds since 1970.
   * Must be what Prisma's driver adapter has, if Prisma uses the table too. Both are read, only this is
   * written and compared with. Default `'iso8601'`, which is Prisma's own.
   */
  timestampFormat?: TimestampFormat;
}

/** Which type of JavaScript a user id has; what is given with another type is refused. */
type UserIdTypeOption<Id extends UserId> = [Id] extends [string]
  ? {
      /** `'string'` for text and UUIDs, `'number'` for integers up to 2^53, `'bigint'` for larger ones. Default `'string'`. */
      userIdType?: 'string';
    }
  : {
      /** `'string'` for text and UUIDs, `'number'` for integers up to 2^53, `'bigint'` for larger ones. Default `'string'`. */
      userIdType: [Id] extends [number] ? 'number' : [Id] extends [bigint] ? 'bigint' : 'string' | 'number' | 'bigint';
    };

type UserColumnsOption<User extends object> = [keyof User] extends ['id']
  ? {
      /** The properties of the user that `validateSession` gives, each with its column. Default the id, as `id`. */
      userColumns?: ColumnMap<User>;
    }
  : {
      /** The properties of the user that `validateSession` gives, each with its column; values are as the driver gives them. */
      userColumns: ColumnMap<User>;
    };

export type SqlAdapterOptions<User extends object, Id extends UserId> = CommonOptions &
  UserIdTypeOption<Id> &
  UserColumnsOption<User>;

/** A property and the column it comes from. */
export type PropertyColumn = readonly [property: string, column: string];

/** What goes with a user beside the sessions. */
interface ResolvedEraseTable {
  section: string;
  table: readonly string[];
  userColumn: string;
}

export interface ResolvedOptions {
  dialect: SqlDialect;
  execute: SqlExecute;
  sessionTable: readonly string[];
  userTable: readonly string[];
  userIdColumn: string;
  columns: Readonly<Record<SessionProperty, string>>;
  userColumns: readonly PropertyColumn[];
  exportColumns: readonly PropertyColumn[];
  userIdType: 'string' | 'number' | 'bigint';
  erase: readonly ResolvedEraseTable[];
  timestampFormat: TimestampFormat;
}

export function resolveOptions(options: unknown): ResolvedOptions {
  assertObject(options, 'options');
  const {
    dialect,
    execute,
    sessionTable = 'Session',
    userTable = 'User',
    userIdColumn = 'id',
    columns = {},
    userColumns = { id: userIdColumn },
    exportColumns = userColumns,
    userIdType = 'string',
    erase = {},
    timestampFormat,
    ...rest
  } = options as Partial<SqlAdapterOptions<{ id: UserId }, UserId>>;
  assertNothingLeft(rest, 'option of sqlAdapter');
  assertOneOf(dialect, ['sqlite', 'postgresql', 'mysql'], 'dialect');
  if (typeof execute !== 'function') {
    throw new TypeError('"execute" option must be a function that runs statements, such as pgExecutor(pool)');
  }
  assertOneOf(userIdType, ['string', 'number', 'bigint'], 'userIdType');
  if (timestampFormat !== undefined) {
    assertOneOf(timestampFormat, ['iso8601', 'unixepoch-ms'], 'timestampFormat');
    if (dialect !== 'sqlite') throw new TypeError('"timestampFormat" option is for SQLite only');
  }
  assertName(userIdColumn, 'userIdColumn');
  return {
    dialect,
    execute,
    sessionTable: toPath(sessionTable, 'sessionTable'),
    userTable: toPath(userTable, 'userTable'),
    userIdColumn,
    columns: toSessionColumns(columns),
    userColumns: toColumnList(userColumns, 'userColumns'),
    exportColumns: toColumnList(exportColumns, 'exportColumns'),
    userIdType,
    erase: toEraseTables(erase),
    timestampFormat: timestampFormat ?? 'iso8601',
  };
}

function toPath(table: unknown, option: string): string[] {
  if (typeof table !== 'object') {
    assertName(table, option);
    return [table];
  }
  assertObject(table, option);
  const { schema, name, ...rest } = table as { schema?: unknown; name?: unknown };
  assertNothingLeft(rest, `property of "${option}"`);
  assertName(schema, `${option}.schema`);
  assertName(name, `${option}.name`);
  return [schema, name];
}

function toSessionColumns(columns: unknown): Record<SessionProperty, string> {
  assertObject(columns, 'columns');
  for (const [property, name] of Object.entries(columns)) {
    if (!Object.hasOwn(fragmentNames, property)) throw new TypeError(`"columns.${property}" option is no property of a session`);
    assertName(name, `columns.${property}`);
  }
  const all = { ...fragmentNames, ...columns };
  const [twice] = Object.values(all).filter((name, index, names) => names.indexOf(name) !== index);
  if (twice !== undefined) throw new TypeError(`"columns" option must name different columns, but "${twice}" is there twice`);
  return all;
}

function toColumnList(map: unknown, option: string): PropertyColumn[] {
  assertObject(map, option);
  const entries = Object.entries(map).map(([property, column]: [string, unknown]): PropertyColumn => {
    const name = column === true ? property : column;
    assertName(name, `${option}.${property}`);
    // Assigned, it would become the prototype.
    if (property === '__proto__') throw new TypeError(`"${option}" option must not have a property __proto__`);
    return [property, name];
  });
  if (entries.length === 0) throw new TypeError(`"${option}" option must name at least one column`);
  return entries;
}

/** The names of what goes in any case. */
const reserved = ['user', 'sessions', '__proto__'];

function toEraseTables(tables: unknown): ResolvedEraseTable[] {
  assertObject(tables, 'erase');
  return Object.entries(tables).map(([section, value]: [string, unknown]) => {
    if (reserved.includes(section)) throw new TypeError(`"erase.${section}" option must have another name: that one is taken`);
    assertObject(value, `erase.${section}`);
    const { table, userColumn, ...rest } = value as Partial<EraseTable>;
    assertNothingLeft(rest, `property of "erase.${section}"`);
    assertName(userColumn, `erase.${section}.userColumn`);
    return { section, table: toPath(table, `erase.${section}.table`), userColumn };
  });
}

/** Any name that a database can have: it is quoted wherever it stands. */
function assertName(value: unknown, option: string): asserts value is string {
  if (typeof value === 'string' && value !== '' && !value.includes('\0')) return;
  throw new TypeError(`"${option}" option must be a name: a non-empty string without NUL`);
}
