import { type SqlDialect, dialectOf } from '../../adapters/sql/dialect.js';
import type { SqlExecute } from '../../adapters/sql/execute.js';
import { assertNothingLeft, assertObject, assertOneOf } from '../../session/arguments.js';
import type { UserId } from '../../session/session.js';
import type { LegacyRow } from '../legacy-sessions.js';

export interface SqlRowsOptions {
  dialect: SqlDialect;
  /** Runs statements: an executor of `sojourn/sql`. */
  execute: SqlExecute;
  /** The former library's table, with its schema if it is not in the one that the connection looks in. */
  table: string | { schema: string; name: string };
  /** The column that holds the token. */
  key: string;
}

/** A table by a driver, as `rows` takes it. */
export interface SqlRows {
  find(key: string): Promise<LegacyRow | null>;
  /** Deletes the rows with this value in a column, and tells how many there were. */
  removeWhere(column: string, value: UserId): Promise<number>;
  /** The rows whose column contains the text. */
  search(column: string, text: string): Promise<readonly LegacyRow[]>;
}

/**
 * The former library's table through the app's own driver. Names are quoted, values bound.
 *
 * @throws TypeError naming the option that is wrong
 */
export function sqlRows(options: SqlRowsOptions): SqlRows {
  assertObject(options, 'options');
  const { dialect: name, execute, table, key, ...others } = options;
  assertNothingLeft(others, 'option of sqlRows');
  assertOneOf(name, ['sqlite', 'postgresql', 'mysql'], 'dialect');
  if (typeof execute !== 'function') throw new TypeError('"execute" option must be a function that runs statements');
  if (typeof key !== 'string' || key === '') throw new TypeError('"key" option must be the name of a column');
  const path = typeof table === 'string' ? [table] : [table?.schema, table?.name];
  if (!path.every((part) => typeof part === 'string' && part !== '')) {
    throw new TypeError('"table" option must be the name of a table, or { schema, name }');
  }
  const { quote, mark, numberCast } = dialectOf(name, 'iso8601');
  const from = `FROM ${path.map((part) => quote(part!)).join('.')} WHERE`;

  async function select(condition: string, value: string): Promise<readonly LegacyRow[]> {
    const [result] = await execute([{ sql: `SELECT * ${from} ${condition}`, params: [value], returnsRows: true }]);
    return result!.rows;
  }

  return {
    find: async (value) => (await select(`${quote(key)} = ${mark(1)}`, value))[0] ?? null,

    async removeWhere(column, value) {
      // As of user ids elsewhere: MySQL would compare a number with text as floating point.
      const isCast = typeof value !== 'string' && numberCast !== null;
      const sql = `DELETE ${from} ${quote(column)} = ${isCast ? `CAST(${mark(1)} AS ${numberCast})` : mark(1)}`;
      const [result] = await execute([{ sql, params: [name === 'sqlite' ? value : String(value)], returnsRows: false }]);
      return result!.rowCount;
    },

    search: (column, text) => select(containing[name](quote(column), mark(1)), text),
  };
}

/** That a column of text or JSON contains a text, letter by letter. */
const containing: Readonly<Record<SqlDialect, (column: string, text: string) => string>> = {
  sqlite: (column, text) => `instr(CAST(${column} AS TEXT), ${text}) > 0`,
  postgresql: (column, text) => `strpos(CAST(${column} AS text), ${text}) > 0`,
  mysql: (column, text) => `INSTR(CAST(${column} AS CHAR), ${text}) > 0`,
};
