import type { SqlDialect } from '../adapters/sql/dialect.js';
import { readFragment } from '../doctor/fragment.js';
import { attributeOf } from '../doctor/schema/schema.js';

interface SessionTable {
  dialect: SqlDialect;
  name: string;
  /** The table of users, and its column that `userId` refers to, with the type of that. */
  userTable: string;
  userIdColumn: string;
  userIdType: string;
}

/** What Prisma makes of the types of the fragment. */
const types: Readonly<Record<SqlDialect, Readonly<Record<string, string>>>> = {
  sqlite: { String: 'TEXT', DateTime: 'DATETIME', Boolean: 'BOOLEAN', Json: 'JSONB' },
  postgresql: { String: 'TEXT', DateTime: 'TIMESTAMP(3)', Boolean: 'BOOLEAN', Json: 'JSONB' },
  mysql: { String: 'VARCHAR(191)', DateTime: 'DATETIME(3)', Boolean: 'BOOLEAN', Json: 'JSON' },
};

/** The type that the id of a user has where nothing else is said. */
export function textType(dialect: SqlDialect): string {
  return types[dialect].String!;
}

/** The statements that make the table of the fragment, with its indexes and the reference to the user. */
export function sessionTable({ dialect, name, userTable, userIdColumn, userIdType }: SessionTable): string {
  const quote = (each: string) => quoteName(dialect, each);
  const fields = [...readFragment().fields.values()].filter((field) => !attributeOf(field, 'relation'));
  const columns = fields.map((field) => {
    const isKey = attributeOf(field, 'id') !== undefined;
    const type = field.name === 'userId' ? userIdType : types[dialect][field.type]!;
    // On PostgreSQL a key says by itself that it is never null.
    const needsNotNull = !field.isOptional && !(isKey && dialect === 'postgresql');
    return [quote(field.name), type, ...(needsNotNull ? ['NOT NULL'] : []), ...(isKey ? ['PRIMARY KEY'] : [])].join(' ');
  });
  const reference = `REFERENCES ${quote(userTable)} (${quote(userIdColumn)}) ON DELETE CASCADE ON UPDATE CASCADE`;
  const indexes = readFragment().indexes.flatMap(({ kind, fields: [field] }) =>
    kind === 'index' ? [{ name: quote(`${name}_${field}_idx`), column: quote(field!) }] : [],
  );
  const create = (parts: readonly string[], end = '') =>
    `CREATE TABLE ${quote(name)} (\n${parts.map((part) => `  ${part}`).join(',\n')}\n)${end};\n`;
  if (dialect === 'mysql') {
    const inner = indexes.map((index) => `INDEX ${index.name} (${index.column})`);
    const parts = [...columns, ...inner, `FOREIGN KEY (${quote('userId')}) ${reference}`];
    return create(parts, ' DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci');
  }
  const withReference = columns.map((column) => (column.startsWith(`${quote('userId')} `) ? `${column} ${reference}` : column));
  return `${create(withReference)}${indexes.map((index) => `CREATE INDEX ${index.name} ON ${quote(name)} (${index.column});\n`).join('')}`;
}

function quoteName(dialect: SqlDialect, name: string): string {
  return dialect === 'mysql' ? `\`${name.replaceAll('`', '``')}\`` : `"${name.replaceAll('"', '""')}"`;
}
