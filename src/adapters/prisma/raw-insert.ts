import type { ClientModel, ScalarType } from './client-model.js';
import type { InsertRow } from './delegates.js';
import type { ResolvedOptions } from './options.js';
import { rawDialectOf } from './raw-dialect.js';

type Execute = (sql: string, ...values: unknown[]) => Promise<number>;

/**
 * Inserts a row by a statement of its own, which costs the client less than its `create`. Stores what that would; or
 * leaves to it, with what it says of them, values that do not fit the schema.
 *
 * @returns `null` if the client or the schema does not allow one: a field that is not of a session may have a default
 * that only the client knows
 */
export function createRawInsert(prisma: object, model: ClientModel | null, options: ResolvedOptions, insertRow: InsertRow): InsertRow | null {
  const { $executeRawUnsafe } = prisma as { $executeRawUnsafe: Execute };
  const { fields, columns } = options;
  const dialect = rawDialectOf(prisma, model, options, '$executeRawUnsafe');
  if (!model || !dialect) return null;
  const { quote, mark } = dialect;
  const { path, columns: known, stored } = model.session;
  const written = [...Object.values(fields), ...columns];
  if (!written.every((field) => known.has(field)) || !stored.every((field) => written.includes(field))) return null;
  const targets = written.map((field) => ({ field, ...known.get(field)! }));
  const head = `INSERT INTO ${path.map(quote).join('.')} (${targets.map(({ name }) => quote(name)).join(', ')}) VALUES `;
  const texts = new Map<string, string>();

  /** @param form a letter for each field: `n` where it is null, which stands in the text and need not be bound */
  function textFor(form: string): string {
    let sql = texts.get(form);
    if (sql === undefined) {
      let count = 0;
      sql = `${head}(${[...form].map((letter) => (letter === 'n' ? 'NULL' : mark(++count))).join(', ')})`;
      texts.set(form, sql);
    }
    return sql;
  }

  return async function rawInsert(session, data) {
    const values: unknown[] = [];
    let form = '';
    for (const { field, type } of targets) {
      form += data[field] === null ? 'n' : 'v';
      if (data[field] === null) continue;
      const value = write(data[field], type);
      if (value === undefined) return insertRow(session, data);
      values.push(value);
    }
    await $executeRawUnsafe.call(prisma, textFor(form), ...values);
  };
}

/** One value as the client takes it in a raw statement; `undefined` where it does not fit the type. */
function write(value: unknown, type: ScalarType): unknown {
  switch (type) {
    case 'String':
      return typeof value === 'string' ? value : undefined;
    case 'Int':
      return Number.isInteger(value) && (Number(value) | 0) === value ? value : undefined;
    case 'Float':
      return Number.isFinite(value) ? value : undefined;
    case 'BigInt':
      return typeof value === 'bigint' ? value : undefined;
    case 'Boolean':
      return typeof value === 'boolean' ? value : undefined;
    case 'DateTime':
      return value instanceof Date ? value : undefined;
    case 'Json':
      return JSON.stringify(value);
  }
}
