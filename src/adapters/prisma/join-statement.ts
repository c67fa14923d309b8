import type { Dialect } from '../sql/dialect.js';
import type { ClientModel, ScalarType, TableModel } from './client-model.js';
import type { PrismaRow } from './delegates.js';
import type { ResolvedOptions } from './options.js';

interface OutputColumn {
  /** In the result it is named so too: a row may be an object or an array. */
  position: number;
  field: string;
  type: ScalarType;
}

/** One statement that reads sessions with their users. */
export interface JoinStatement {
  /** Its text for so many ids; with `previous`, these are bound a second time. */
  text(count: number, previous: boolean): string;
  /** A row of it as the client would give it, or `null` if `read` gives `undefined` for a value. */
  toRow(row: Readonly<Record<number, unknown>>, read: (value: unknown, type: ScalarType) => unknown): PrismaRow | null;
}

interface Syntax extends Pick<Dialect, 'quote' | 'mark' | 'unseen'> {
  /** An expression for a column, where its bare name would come out in a form that cannot be told. */
  readable(path: string, type: ScalarType): string;
}

/** The join for this schema, or `null` if the options or a selected field do not allow one. */
export function createJoinStatement(
  { session, user }: ClientModel,
  { fields, userIdField, userRelation, userSelect }: ResolvedOptions,
  sessionFields: readonly string[],
  { quote, mark, unseen, readable }: Syntax,
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

  const sessionColumns = outputColumns(session, sessionFields, 0);
  const userColumns = outputColumns(user, userFields, sessionFields.length);
  const list = (table: TableModel, prefix: string, columns: OutputColumn[]) =>
    columns.map(({ position, field, type }) => {
      const path = `${prefix}.${quote(table.columns.get(field)!.name)}`;
      return `${readable(path, type)} AS ${quote(String(position))}`;
    });
  const head =
    `SELECT ${[...list(session, 's', sessionColumns), ...list(user, 'u', userColumns)].join(', ')}` +
    ` FROM ${session.path.map(quote).join('.')} AS s` +
    ` INNER JOIN ${user.path.map(quote).join('.')} AS u ON u.${quote(keyColumn.name)} = s.${quote(ownerColumn.name)} WHERE `;
  const texts = new Map<string, string>();

  /** That the column holds one of the values, which are those from number `first` on. */
  function isAmong({ name }: { name: string }, count: number, first: number): string {
    const marks = Array.from({ length: count }, (_, index) => unseen + mark(first + index));
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

function outputColumns({ columns }: TableModel, fields: readonly string[], first: number): OutputColumn[] {
  return fields.map((field, index) => ({ position: first + index, field, type: columns.get(field)!.type }));
}

function convertRow(
  row: Readonly<Record<number, unknown>>,
  columns: readonly OutputColumn[],
  read: (value: unknown, type: ScalarType) => unknown,
): PrismaRow | null {
  const result: PrismaRow = {};
  for (const { position, field, type } of columns) {
    const raw = row[position];
    const value = raw === null ? null : read(raw, type);
    if (value === undefined) return null;
    result[field] = value;
  }
  return result;
}
