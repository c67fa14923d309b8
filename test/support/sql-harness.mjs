import { plainNames, quoteName, tableOptions, tableStatements } from './sql-tables.mjs';

/**
 * @typedef {import('./sql-tables.mjs').Dialect} Dialect
 * @typedef {import('./sql-tables.mjs').IdType} IdType
 * @typedef {import('./sql-tables.mjs').Names} Names
 * @typedef {string | number | bigint} Value
 * @typedef {Record<string, unknown>} Row
 */

/**
 * The conformance harness of `sqlAdapter` over a database, which it reads a second time by `query`.
 *
 * @template Adapter
 * @param {object} settings
 * @param {Dialect} settings.dialect
 * @param {IdType} [settings.idType] Default `'string'`.
 * @param {Names} [settings.names] Default those of the fragment.
 * @param {(sql: string, ...values: Value[]) => Promise<Row[]>} settings.query The second reader; question marks
 *   in the text stand for the values.
 * @param {(options: object) => Adapter} settings.createAdapter An adapter with a connection of its own.
 * @param {(options: object) => Adapter} settings.createUnreachable An adapter over a connection that is closed.
 * @param {() => Promise<void>} [settings.dispose]
 */
export function sqlHarness({ dialect, idType = 'string', names = plainNames, query, createAdapter, createUnreachable, dispose }) {
  const quote = (/** @type {string} */ name) => quoteName(dialect, name);
  const options = tableOptions({ idType, names });
  const users = quote(names.userTable);
  const sessions = quote(names.sessionTable);
  const userKey = quote(names.userIdColumn);
  const sessionKey = quote(names.columns.id);
  let count = 0;

  return {
    /** Makes the tables. */
    async setUp() {
      for (const statement of tableStatements({ dialect, idType, names })) await query(statement);
    },
    createAdapter: () => createAdapter(options),
    createUnreachableAdapter: () => createUnreachable(options),
    async createUser() {
      const id = userIdOf(idType, ++count);
      await query(`INSERT INTO ${users} (${userKey}, email) VALUES (?, ?)`, id, `${id}@example.com`);
      return id;
    },
    async deleteUser(/** @type {Value} */ userId) {
      await query(`DELETE FROM ${users} WHERE ${userKey} = ?`, userId);
    },
    async readSession(/** @type {string} */ sessionId) {
      const columns = Object.entries(names.columns).map(
        ([property, column], index) => `${asText(dialect, property, quote(column))} AS c${index}`,
      );
      const [row] = await query(`SELECT ${columns.join(', ')} FROM ${sessions} WHERE ${sessionKey} = ?`, sessionId);
      if (row === undefined) return null;
      const entries = Object.keys(names.columns).map((property, index) => [property, fromText(property, row[`c${index}`], idType)]);
      return Object.fromEntries(entries);
    },
    async reset() {
      await query(`DELETE FROM ${sessions}`);
    },
    dispose: dispose ?? (async () => {}),
  };
}

const dates = ['expirationDate', 'createdAt', 'updatedAt', 'authenticatedAt', 'previousUntil'];

/**
 * An id of which a careless driver would make another: large ones lose their last digits as numbers.
 *
 * @param {IdType} idType
 * @param {number} count
 */
function userIdOf(idType, count) {
  switch (idType) {
    case 'string':
      return `user-${count}`;
    case 'number':
      return 2 ** 31 - 1 - count;
    case 'bigint':
      return 2n ** 63n - 1n - BigInt(count);
    case 'uuid':
      return `00000000-0000-4000-8000-${String(count).padStart(12, '0')}`;
  }
}

/**
 * Dates and user ids are read as text, whatever a driver would make of them.
 *
 * @param {Dialect} dialect
 * @param {string} property
 * @param {string} column
 */
function asText(dialect, property, column) {
  if (property !== 'userId' && !dates.includes(property)) return column;
  return `CAST(${column} AS ${dialect === 'mysql' ? 'CHAR' : 'TEXT'})`;
}

/**
 * @param {string} property
 * @param {unknown} value
 * @param {IdType} idType
 */
function fromText(property, value, idType) {
  if (dates.includes(property)) return value === null ? null : toDate(String(value));
  switch (property) {
    case 'remember':
      return Boolean(value);
    case 'attributes':
      return typeof value === 'string' ? JSON.parse(value) : value;
    case 'userId':
      return idType === 'number' ? Number(value) : idType === 'bigint' ? BigInt(String(value)) : value;
    default:
      return value;
  }
}

/** All databases hold dates in UTC, whether they say so or not. @param {string} text */
function toDate(text) {
  if (/^-?\d+$/.test(text)) return new Date(Number(text));
  const iso = text.replace(' ', 'T');
  return new Date(/(?:Z|[+-]\d\d:\d\d)$/.test(iso) ? iso : `${iso}Z`);
}
