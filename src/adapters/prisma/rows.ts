import { isObject } from '../../session/arguments.js';
import { type JsonObject, type SessionRow, type StoredSession, type UserId, isSecretField } from '../../session/session.js';
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

  function toRow(session: Partial<SessionRow<Id>>): PrismaRow {
    const row: PrismaRow = {};
    for (const property of Object.keys(session) as SessionField[]) row[fields[property]] = session[property];
    if (!session.attributes) return row;
    const shared: JsonObject = { ...session.attributes };
    for (const column of columns) {
      row[column] = shared[column] ?? null;
      delete shared[column];
    }
    row[fields.attributes] = shared;
    return row;
  }

  function read(row: PrismaRow, list: readonly SessionField[]): PrismaRow {
    const session: PrismaRow = {};
    for (const property of list) session[property] = row[fields[property]];
    const shared = session.attributes;
    const attributes: PrismaRow = isObject(shared) ? { ...shared } : {};
    for (const column of columns) attributes[column] = row[column];
    session.attributes = attributes;
    return session;
  }

  return {
    select: selectOf(visible),
    selectRow: selectOf(properties),
    toRow,
    toSession: (row) => read(row, visible) as unknown as StoredSession<Id>,
    toSessionRow: (row) => read(row, properties) as unknown as SessionRow<Id>,
  };
}
