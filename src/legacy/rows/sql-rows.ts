import { type SqlDialect, dialectOf } from '../../adapters/sql/dialect.js';
import type { SqlExecute } from '../../adapters/sql/execute.js';
import { assertNothingLeft, assertObject, assertOneOf } from '../../session/arguments.js';
import type { LegacyRows } from '../legacy-sessions.js';

export interface SqlRowsOptions {
  dialect: SqlDialect;
  /** Runs statements: an executor of `sojourn/sql`. */
  execute: SqlExecute;
  /** The former library's table, with its schema if it is not in the one that the connection looks in. */
  table: string | { schema: string; name: string };
  /** The column that holds the token. */
  key: string;
}

/**
 * The former library's table through the app's own driver. Names are quoted, values bound.
 *
 * @throws TypeError naming the option that is wrong
 */
export function sqlRows(options: SqlRowsOptions): LegacyRows {
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
  const { quote, mark } = dialectOf(name, 'iso8601');
  const rest = `FROM ${path.map((part) => quote(part!)).join('.')} WHERE ${quote(key)} = ${mark(1)}`;

  return {
    async find(value) {
      const [result] = await execute([{ sql: `SELECT * ${rest}`, params: [value], returnsRows: true }]);
      return result!.rows[0] ?? null;
    },
    async remove(value) {
      const [result] = await execute([{ sql: `DELETE ${rest}`, params: [value], returnsRows: false }]);
      return result!.rowCount > 0;
    },
  };
}
