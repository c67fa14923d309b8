import { isObject } from '../../session/arguments.js';
import { type JsonObject, type SessionRow, type StoredSession, type UserId, isSecretField } from '../../session/session.js';
import type { Dialect } from './dialect.js';
import type { SqlValue } from './execute.js';
import type { PropertyColumn, ResolvedOptions, SessionProperty } from './options.js';
import type { UserIds } from './user-ids.js';

/** One row of a result: its columns are named by numbers, so that it may be an object or an array. */
type Row = Readonly<Record<number, unknown>>;

/** One column of a result: its property, its name in the statement, and how it is written and read there. */
export interface Output {
  property: string;
  /** In the statement that finds sessions, its position. */
  name: number;
  column: string;
  /** The expression that selects the column, given its quoted name. */
  readable(column: string): string;
  read(value: unknown): unknown;
}

/** Translates between sessions or users and what statements take and give. */
export interface RowMapping<User, Id extends UserId> {
  /** A session without hashes. */
  readonly session: readonly Output[];
  readonly row: readonly Output[];
  readonly user: readonly Output[];
  readonly exported: readonly Output[];
  /** One property of a session as a value to bind. */
  toValue(property: SessionProperty, value: unknown): SqlValue;
  toSessionRow(row: Row): SessionRow<Id>;
  toSession(row: Row): StoredSession<Id>;
  toUser(row: Row): User;
  toExport(row: Row): Record<string, unknown>;
}

type Kind = 'text' | 'date' | 'optionalDate' | 'boolean' | 'json' | 'userId';

const kinds: Record<SessionProperty, Kind> = {
  id: 'text',
  userId: 'userId',
  createdAt: 'date',
  updatedAt: 'date',
  expirationDate: 'date',
  authenticatedAt: 'date',
  remember: 'boolean',
  ipAddress: 'text',
  userAgent: 'text',
  attributes: 'json',
  pending: 'text',
  secretHash: 'text',
  previousId: 'text',
  previousHash: 'text',
  previousUntil: 'optionalDate',
};

const sessionProperties = Object.keys(kinds) as SessionProperty[];

export function createRowMapping<User, Id extends UserId>(
  options: ResolvedOptions,
  dialect: Dialect,
  userIds: UserIds<Id>,
): RowMapping<User, Id> {
  const { columns, userColumns, exportColumns, userIdColumn, userIdType } = options;
  const asIs = (value: unknown) => value;
  const plain = (column: string) => column;
  /** Bigints go by text, since drivers give them as numbers. */
  const idOutput = { readable: userIdType === 'bigint' ? dialect.readableInteger : plain, read: userIds.fromRow };

  const forms: Record<Kind, Pick<Output, 'readable' | 'read'>> = {
    text: { readable: plain, read: asIs },
    date: { readable: dialect.readableDate, read: toDate },
    optionalDate: { readable: dialect.readableDate, read: (value) => (value === null ? null : toDate(value)) },
    boolean: { readable: plain, read: (value) => Boolean(Number(value)) },
    json: { readable: plain, read: toAttributes },
    userId: idOutput,
  };

  /** An invalid date would make a session neither live nor dead. */
  function toDate(value: unknown): Date {
    const date = dialect.toDate(value);
    if (value === null || Number.isNaN(date.getTime())) throw new TypeError('The database holds a date that cannot be read');
    return date;
  }

  const sessionRow = sessionProperties.map((property, index) => ({
    property,
    name: index,
    column: columns[property],
    ...forms[kinds[property]],
  }));
  const session = sessionRow.filter(({ property }) => !isSecretField(property));
  const userOutputs = (list: readonly PropertyColumn[], first: number) =>
    list.map(([property, column], index) => ({
      property,
      name: first + index,
      column,
      ...(column === userIdColumn ? idOutput : { readable: plain, read: asIs }),
    }));
  const user = userOutputs(userColumns, sessionRow.length);
  const exported = userOutputs(exportColumns, 0);

  function convert(row: Row, outputs: readonly Output[]): Record<string, unknown> {
    const result: Record<string, unknown> = {};
    for (const { property, name, read } of outputs) result[property] = read(row[name]);
    return result;
  }

  return {
    session,
    row: sessionRow,
    user,
    exported,
    toValue(property, value) {
      switch (kinds[property]) {
        case 'text':
          return value as string | null;
        case 'date':
          return dialect.fromDate(value as Date);
        case 'optionalDate':
          return value === null ? null : dialect.fromDate(value as Date);
        case 'boolean':
          return dialect.fromBoolean(value as boolean);
        case 'json':
          return JSON.stringify(value);
        case 'userId':
          return userIds.toValue(value as UserId);
      }
    },
    toSessionRow: (row) => convert(row, sessionRow) as unknown as SessionRow<Id>,
    toSession: (row) => convert(row, session) as unknown as StoredSession<Id>,
    toUser: (row) => convert(row, user) as User,
    toExport: (row) => convert(row, exported),
  };
}

/** Some drivers give JSON parsed, others as text. What is no object was not written by this package. */
function toAttributes(value: unknown): JsonObject {
  const content: unknown = typeof value === 'string' ? JSON.parse(value) : value;
  return isObject(content) ? (content as JsonObject) : {};
}
