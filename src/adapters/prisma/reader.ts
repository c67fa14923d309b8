import { paddedIds } from '../../storage/padded-ids.js';
import { retryConflicts } from '../../storage/retry.js';
import { type Dialect, dialectOf } from '../sql/dialect.js';
import { refusalOf } from '../sql/errors.js';
import type { ClientModel, ScalarType } from './client-model.js';
import type { Join } from './join.js';
import { createJoinStatement } from './join-statement.js';
import type { ResolvedOptions } from './options.js';

/**
 * The join through the option `reader`, `null` without it.
 *
 * @throws TypeError if it is given and could not do what the client does
 */
export function createReader(model: ClientModel | null, options: ResolvedOptions, sessionFields: readonly string[]): Join | null {
  const { reader } = options;
  if (!reader) return null;
  if (!model?.provider) {
    throw new TypeError('"reader" option needs a client that shows its schema and is not extended, on SQLite, PostgreSQL or MySQL');
  }
  const { provider } = model;
  const dialect = dialectOf(provider, 'iso8601');
  const readable = (path: string, type: ScalarType) => readableOf(dialect, path, type);
  const statement = createJoinStatement(model, options, sessionFields, { ...dialect, readable });
  if (!statement) throw new TypeError('"reader" option needs a "userSelect" of plain fields: no relation, list, enum, JSON, decimal or bytes');
  const read = (value: unknown, type: ScalarType) => convert(dialect, value, type);

  return async function join(ids, previous) {
    const values = paddedIds(ids);
    const params = previous ? [...values, ...values] : values;
    const sql = statement.text(values.length, previous);
    const results = await retryConflicts(
      () => reader([{ sql, params, returnsRows: true, isPositional: true }]),
      (error) => refusalOf(error, provider) === 'conflict',
    );
    const rows = results[0]?.rows;
    // An answer that is none would read as "no such session".
    if (!Array.isArray(rows)) throw new TypeError('"reader" option must resolve to { rows, rowCount } for each statement');
    return (rows as unknown[][]).map((row) => {
      const found = statement.toRow(row, read);
      if (found) return found;
      throw new TypeError('The driver gave a value that is not of the type in the schema');
    });
  };
}

/** Dates and bigints in a form that no driver changes. */
function readableOf(dialect: Dialect, path: string, type: ScalarType): string {
  if (type === 'DateTime') return dialect.readableDate(path);
  return type === 'BigInt' ? dialect.readableInteger(path) : path;
}

/** One value in the client's form; `undefined` where that cannot be told. */
function convert(dialect: Dialect, value: unknown, type: ScalarType): unknown {
  switch (type) {
    case 'String':
      return typeof value === 'string' ? value : undefined;
    case 'Int':
    case 'Float':
      return ['number', 'bigint'].includes(typeof value) ? Number(value) : undefined;
    case 'BigInt':
      return BigInt(value as string);
    case 'Boolean':
      return [true, 1, 1n].includes(value as number) ? true : [false, 0, 0n].includes(value as number) ? false : undefined;
    case 'DateTime': {
      const date = dialect.toDate(value);
      return Number.isNaN(date.getTime()) ? undefined : date;
    }
    case 'Json':
      return typeof value === 'string' ? JSON.parse(value) : value;
  }
}
