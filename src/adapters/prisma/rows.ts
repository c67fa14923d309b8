import { isObject } from '../../session/arguments.js';
import type { JsonObject, JsonValue, SessionRow, StoredSession, UserId } from '../../session/session.js';
import type { PrismaRow } from './delegates.js';
import type { ResolvedOptions, SessionField } from './options.js';

/** Translates between sessions and rows of the app's own session model. */
export interface RowMapping<Id extends UserId> {
  /** A `select` of everything in a session but the hash. */
  readonly select: Record<string, true>;
  /** The same with the hash. */
  readonly selectWithHash: Record<string, true>;
  /** A session, or what of it changes. */
  toRow(session: Partial<SessionRow<Id>>): PrismaRow;
  toSession(row: PrismaRow): StoredSession<Id>;
  toSessionRow(row: PrismaRow): SessionRow<Id>;
}

export function createRowMapping<Id extends UserId>({ fields, columns }: ResolvedOptions): RowMapping<Id> {
  const { secretHash, ...visible } = fields;
  const visibleProperties = Object.keys(visible) as Exclude<SessionField, 'secretHash'>[];
  const select = Object.fromEntries([...Object.values(visible), ...columns].map((field) => [field, true as const]));

  function toAttributes(attributes: JsonObject): PrismaRow {
    const shared: JsonObject = { ...attributes };
    const own: Record<string, JsonValue> = {};
    for (const column of columns) {
      own[column] = shared[column] ?? null;
      delete shared[column];
    }
    return { [fields.attributes]: shared, ...own };
  }

  function toSession(row: PrismaRow): StoredSession<Id> {
    const session = Object.fromEntries(visibleProperties.map((property) => [property, row[fields[property]]]));
    const shared = session.attributes;
    const own = Object.fromEntries(columns.map((column) => [column, row[column]]));
    return { ...session, attributes: { ...(isObject(shared) ? shared : {}), ...own } } as StoredSession<Id>;
  }

  function toRow({ attributes, ...session }: Partial<SessionRow<Id>>): PrismaRow {
    const entries = Object.entries(session) as [SessionField, unknown][];
    const own = Object.fromEntries(entries.map(([property, value]) => [fields[property], value]));
    return attributes ? { ...own, ...toAttributes(attributes) } : own;
  }

  return {
    select,
    selectWithHash: { ...select, [secretHash]: true },
    toRow,
    toSession,
    toSessionRow(row) {
      return { ...toSession(row), secretHash: row[secretHash] as string };
    },
  };
}
