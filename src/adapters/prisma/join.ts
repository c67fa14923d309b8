import { paddedIds } from '../../storage/padded-ids.js';
import type { ClientModel, ScalarType, TableModel } from './client-model.js';
import type { PrismaRow } from './delegates.js';
import type { ResolvedOptions } from './options.js';

/**
 * Finds sessions with their users in one statement, where the client's own `findMany` takes two. Gives
 * the same rows as the client would; or `null` for rows that it cannot be sure of.
 */
type Join = (ids: readonly string[], previous: boolean) => Promise<PrismaRow[] | null>;

interface OutputColumn {
  alias: string;
  field: string;
  type: ScalarType;
}

/**
 * The join for this client, or `null` if the client, the options or a selected field do not allow one:
 * then the client's own calls are the way.
 */
export function createJoin(
  prisma: object,
  model: ClientModel | null,
  options: ResolvedOptions,
  sessionFields: readonly string[],
): Join | null {
  const { $queryRawUnsafe } = prisma as { $queryRawUnsafe?: (sql: string, ...values: string[]) => Promise<PrismaRow[]> };
  if (!model?.dialect || !options.rawQueries || typeof $queryRawUnsafe !== 'function') return null;
  // Without the text of the relation it is not known that this is the join it stands for.
  if (!model.session.fields.get(options.userRelation)?.relation) return null;

  const userFields = Object.keys(options.userSelect).filter((field) => options.userSelect[field]);
  // A relation in the select, and a JSON field, whose text could mean two things, are the client's.
  const isColumn = (field: string) =>
    options.userSelect[field] === true && model.user.columns.has(field) && model.user.columns.get(field)?.type !== 'Json';
  if (!userFields.every(isColumn) || !sessionFields.every((field) => model.session.columns.has(field))) return null;

  const sessionColumns = outputColumns(model.session, sessionFields, 's');
  const userColumns = outputColumns(model.user, userFields, 'u');
  const statement = statementFor(model, options, sessionColumns, userColumns);
  if (!statement) return null;

  return async function join(ids, previous) {
    const values = paddedIds(ids);
    const rows = await $queryRawUnsafe.call(prisma, statement(values.length, previous), ...values, ...(previous ? values : []));
    const converted = rows.map((row) => {
      const session = convertRow(row, sessionColumns);
      const user = convertRow(row, userColumns);
      return session && user && { ...session, [options.userRelation]: user };
    });
    return converted.every((row) => row !== null) ? (converted as PrismaRow[]) : null;
  };
}

function outputColumns({ columns }: TableModel, fields: readonly string[], prefix: string): OutputColumn[] {
  return fields.map((field, index) => ({ alias: `${prefix}${index}`, field, type: columns.get(field)!.type }));
}

/** The text of the statement for so many ids; built of names from the schema, each quoted. */
function statementFor(
  { dialect, session, user }: ClientModel,
  { fields, userIdField }: ResolvedOptions,
  sessionColumns: OutputColumn[],
  userColumns: OutputColumn[],
): ((count: number, previous: boolean) => string) | null {
  const idColumn = session.columns.get(fields.id);
  const previousColumn = session.columns.get(fields.previousId);
  const ownerColumn = session.columns.get(fields.userId);
  const keyColumn = user.columns.get(userIdField);
  if (!idColumn || !previousColumn || !ownerColumn || !keyColumn) return null;
  const quote = (name: string) => `"${name.replaceAll('"', '""')}"`;
  const list = (table: TableModel, prefix: string, columns: OutputColumn[]) =>
    columns.map(({ alias, field }) => `${prefix}.${quote(table.columns.get(field)!.name)} AS ${quote(alias)}`);
  const head =
    `SELECT ${[...list(session, 's', sessionColumns), ...list(user, 'u', userColumns)].join(', ')}` +
    ` FROM ${session.path.map(quote).join('.')} AS s` +
    ` INNER JOIN ${user.path.map(quote).join('.')} AS u ON u.${quote(keyColumn.name)} = s.${quote(ownerColumn.name)} WHERE `;
  const texts = new Map<string, string>();

  /** That the column holds one of the values, which are those from number `first` on. */
  function isAmong({ name }: { name: string }, count: number, first: number): string {
    const marks = Array.from({ length: count }, (_, index) => (dialect === 'postgresql' ? `$${first + index}` : '?'));
    return `s.${quote(name)} ${count === 1 ? `= ${marks[0]}` : `IN (${marks.join(', ')})`}`;
  }

  return function text(count, previous) {
    const key = `${count}${previous}`;
    let sql = texts.get(key);
    if (sql === undefined) {
      const byPrevious = previous ? ` OR ${isAmong(previousColumn, count, count + 1)}` : '';
      sql = head + isAmong(idColumn, count, 1) + byPrevious;
      texts.set(key, sql);
    }
    return sql;
  };
}

/** The row as the client would give it, or `null` if a value is not of a form known. */
function convertRow(row: PrismaRow, columns: readonly OutputColumn[]): PrismaRow | null {
  const result: PrismaRow = {};
  for (const { alias, field, type } of columns) {
    const raw = row[alias];
    const value = raw === null ? null : convert(raw, type);
    if (value === undefined) return null;
    result[field] = value;
  }
  return result;
}

/** One value in the client's form; `undefined` where that cannot be told. */
function convert(value: unknown, type: ScalarType): unknown {
  switch (type) {
    case 'String':
      return typeof value === 'string' ? value : undefined;
    case 'Int':
    case 'Float':
      return typeof value === 'number' ? value : typeof value === 'bigint' ? Number(value) : undefined;
    case 'BigInt':
      return typeof value === 'bigint' || Number.isSafeInteger(value) ? BigInt(value as bigint | number) : undefined;
    case 'Boolean':
      return typeof value === 'boolean' ? value : value === 0 || value === 1 ? value === 1 : undefined;
    case 'DateTime':
      return value instanceof Date ? value : undefined;
    case 'Json':
      return typeof value === 'object' ? value : undefined;
  }
}
