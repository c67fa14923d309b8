import { isObject } from '../../session/arguments.js';
import { type JsonObject, type JsonValue, type SessionRow, type StoredSession, type UserId, isSecretField } from '../../session/session.js';
import type { PrismaRow } from './delegates.js';
import type { ResolvedOptions, SessionField } from './options.js';

/** Translates between sessions and rows of the app's own session model. */
export interface RowMapping<Id extends UserId> {
  /** A `select` of everything in a session but hashes. */
  readonly select: Record<string, true>;
  /** A `select` of everything in a row. */
  readonly selectRow: Record<string, true>;
  /** A session, or what of it changes. */
  toRow(session: Partial<SessionRow<Id>>): PrismaRow;
  toSession(row: PrismaRow): StoredSession<Id>;
  toSessionRow(row: PrismaRow): SessionRow<Id>;
}

export function createRowMapping<Id extends UserId>({ fields, columns }: ResolvedOptions): RowMapping<Id> {
  const properties = Object.keys(fields) as SessionField[];
  const visible = properties.filter((property) => !isSecretField(property));
  const selectOf = (list: readonly SessionField[]) =>
    Object.fromEntries([...list.map((property) => fields[property]), ...columns].map((field) => [field, true as const]));

  function toAttributes(attributes: JsonObject): PrismaRow {
    const shared: JsonObject = { ...attributes };
    const own: Record<string, JsonValue> = {};
    for (const column of columns) {
      own[column] = shared[column] ?? null;
      delete shared[column];
    }
    return { [fields.attributes]: shared, ...own };
  }

  function read(row: PrismaRow, list: readonly SessionField[]) {
    const session = Object.fromEntries(list.map((property) => [property, row[fields[property]]]));
    const shared = session.attributes;
    const own = Object.fromEntries(columns.map((column) => [column, row[column]]));
    return { ...session, attributes: { ...(isObject(shared) ? shared : {}), ...own } };
  }

  function toRow({ attributes, ...session }: Partial<SessionRow<Id>>): PrismaRow {
    const entries = Object.entries(session) as [SessionField, unknown][];
    const own = Object.fromEntries(entries.map(([property, value]) => [fields[property], value]));
    return attributes ? { ...own, ...toAttributes(attributes) } : own;
  }

  return {
    select: selectOf(visible),
    selectRow: selectOf(properties),
    toRow,
    toSession: (row) => read(row, visible) as StoredSession<Id>,
    toSessionRow: (row) => read(row, properties) as SessionRow<Id>,
  };
}
