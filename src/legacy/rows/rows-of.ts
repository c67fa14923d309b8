import { isObject } from '../../session/arguments.js';
import type { LegacyDelegate, LegacyRow, LegacyRows } from '../legacy-sessions.js';
import type { SqlRows } from './sql-rows.js';

/** Where in a row is what, for a table that is not behind functions of the app's own. */
export interface Places {
  /** The field with the token. */
  key: string;
  /** The field with the user's id, or with data in which it stands as JSON. */
  user: { field: string } | { data: string };
  /** The id of the user whose row it is, or whatever else the row has there. */
  userOf(row: LegacyRow): unknown;
}

/**
 * The rows behind the option.
 *
 * @throws TypeError if it is none of what it may be
 */
export function rowsOf(rows: unknown, places: Places): LegacyRows {
  const { find, remove, removeOfUser, findFirst, deleteMany, search } = (isObject(rows) ? rows : {}) as Partial<
    LegacyRows & LegacyDelegate & SqlRows
  >;
  const isFunction = (each: unknown) => typeof each === 'function';
  if ([find, remove, removeOfUser].every(isFunction)) return rows as LegacyRows;
  if (isFunction(search)) return through(rows as SqlRows, places);
  if ([findFirst, deleteMany].every(isFunction)) return through(tableOf(rows as LegacyDelegate, places.key), places);
  throw new TypeError('"rows" option must be a model of a Prisma client, sqlRows(...), or { find, remove, removeOfUser }');
}

/** A model of a Prisma client, as a table by a driver is. */
function tableOf(model: LegacyDelegate, key: string): SqlRows {
  return {
    find: async (value) => (await model.findFirst({ where: { [key]: value } })) as LegacyRow | null,
    removeWhere: async (field, value) => (await model.deleteMany({ where: { [field]: value } })).count,
    search: async (field, text) => (await model.findMany({ where: { [field]: { contains: text } } })) as LegacyRow[],
  };
}

function through({ find, removeWhere, search }: SqlRows, { key, user, userOf }: Places): LegacyRows {
  const remove = async (value: string) => (await removeWhere(key, value)) > 0;
  return {
    find,
    remove,
    async removeOfUser(userId) {
      if ('field' in user) return removeWhere(user.field, userId);
      // As it stands in JSON, bigints as text.
      const text = JSON.stringify(String(userId)).slice(1, -1);
      const found = (await search(user.data, text)).filter((row) => userOf(row) === userId);
      const removed = await Promise.all(found.map((row) => remove(String(row[key]))));
      return removed.filter(Boolean).length;
    },
  };
}
