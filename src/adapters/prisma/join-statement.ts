import type { Dialect } from '../sql/dialect.js';
import type { ClientModel, ScalarType, TableModel } from './client-model.js';
import type { PrismaRow } from './delegates.js';
import type { ResolvedOptions } from './options.js';

interface OutputColumn {
  alias: string;
  field: string;
  type: ScalarType;
}

/** One statement that reads sessions with their users. */
export interface JoinStatement {
  /** Its text for so many ids; with `previous`, these are bound a second time. */
  text(count: number, previous: boolean): string;
  /** A row of it as the client would give it, or `null` if `read` gives `undefined` for a value. */
  toRow(row: Record<string, unknown>, read: (value: unknown, type: ScalarType) => unknown): PrismaRow | null;
}

interface Syntax extends Pick<Dialect, 'quote' | 'mark'> {
  /** An expression for a column, where its bare name would come out in a form that cannot be told. */
  readable(path: string, type: ScalarType): string;
}

/** The join for this schema, or `null` if the options or a selected field do not allow one. */
export function createJoinStatement(
  { session, user }: ClientModel,
  { fields, userIdField, userRelation, userSelect }: ResolvedOptions,
  sessionFields: readonly string[],
  { quote, mark, readable }: Syntax,
): JoinStatement | null {
  // Without the text of the relation it is not known that this is the join it stands for.
  if (!session.fields.get(userRelation)?.relation) return null;
  const userFields = Object.keys(userSelect).filter((field) => userSelect[field]);
  // A relation in the select, and a JSON field, whose text could mean two things, are the client's.
  const isColumn = (field: string) =>
    userSelect[field] === true && user.columns.has(field) && user.columns.get(field)?.type !== 'Json';
  if (!userFields.every(isColumn) || !sessionFields.every((field) => session.columns.has(field))) return null;
  const idColumn = session.columns.get(fields.id);
  const previousColumn = session.columns.get(fields.previousId);
  const ownerColumn = session.columns.get(fields.userId);
  const keyColumn = user.columns.get(userIdField);
  if (!idColumn || !previousColumn || !ownerColumn || !keyColumn) return null;

  const sessionColumns = outputColumns(session, sessionFields, 's');
  const userColumns = outputColumns(user, userFields, 'u');
  const list = (table: TableModel, prefix: string, columns: OutputColumn[]) =>
    columns.map(({ alias, field, type }) => `${readable(`${prefix}.${quote(table.columns.get(field)!.name)}`, type)} AS ${alias}`);
  const head =
    `SELECT ${[...list(session, 's', sessionColumns), ...list(user, 'u', userColumns)].join(', ')}` +
    ` FROM ${session.path.map(quote).join('.')} AS s` +
    ` INNER JOIN ${user.path.map(quote).join('.')} AS u ON u.${quote(keyColumn.name)} = s.${quote(ownerColumn.name)} WHERE `;
  const texts = new Map<string, string>();

  /** That the column holds one of the values, which are those from number `first` on. */
  function isAmong({ name }: { name: string }, count: number, first: number): string {
    const marks = Array.from({ length: count }, (_, index) => mark(first + index));
    return `s.${quote(name)} ${count === 1 ? `= ${marks[0]}` : `IN (${marks.join(', ')})`}`;
  }

  return {
    text(count, previous) {
      const key = `${count}${previous}`;
      let sql = texts.get(key);
      if (sql === undefined) {
        const byPrevious = previous ? ` OR ${isAmong(previousColumn, count, count + 1)}` : '';
        sql = head + isAmong(idColumn, count, 1) + byPrevious;
        texts.set(key, sql);
      }
      return sql;
    },

    toRow(row, read) {
      const sessionPart = convertRow(row, sessionColumns, read);
      const userPart = convertRow(row, userColumns, read);
      return sessionPart && userPart && { ...sessionPart, [userRelation]: userPart };
    },
  };
}

function outputColumns({ columns }: TableModel, fields: readonly string[], prefix: string): OutputColumn[] {
  return fields.map((field, index) => ({ alias: `${prefix}${index}`, field, type: columns.get(field)!.type }));
}

function convertRow(
  row: Record<string, unknown>,
  columns: readonly OutputColumn[],
  read: (value: unknown, type: ScalarType) => unknown,
): PrismaRow | null {
  const result: PrismaRow = {};
  for (const { alias, field, type } of columns) {
    const raw = row[alias];
    const value = raw === null ? null : read(raw, type);
    if (value === undefined) return null;
    result[field] = value;
  }
  return result;
}
