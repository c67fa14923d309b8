import { isObject } from '../../session/arguments.js';
import type { LegacyDelegate, LegacyRow, LegacyRows } from '../legacy-sessions.js';

/**
 * The rows behind the option.
 *
 * @param key the field that holds the token, for a model of a Prisma client
 * @throws TypeError if it is none of what it may be
 */
export function rowsOf(rows: unknown, key: string): LegacyRows {
  const { find, remove, findFirst, deleteMany } = (isObject(rows) ? rows : {}) as Partial<LegacyRows & LegacyDelegate>;
  if (typeof find === 'function' && typeof remove === 'function') return rows as LegacyRows;
  if (typeof findFirst === 'function' && typeof deleteMany === 'function') return throughDelegate(rows as LegacyDelegate, key);
  throw new TypeError('"rows" option must be a model of a Prisma client, sqlRows(...), or { find, remove }');
}

function throughDelegate(model: LegacyDelegate, key: string): LegacyRows {
  return {
    find: async (value) => (await model.findFirst({ where: { [key]: value } })) as LegacyRow | null,
    remove: async (value) => (await model.deleteMany({ where: { [key]: value } })).count > 0,
  };
}
