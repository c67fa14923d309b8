import { legacyOption, quoted } from '../../../migrate/legacy-option.js';
import { usualTables } from '../../../migrate/plan-migration.js';
import { sessionTable, textType } from '../../../migrate/session-table.js';
import type { Source } from '../../../migrate/sources.js';
import { CliError } from '../../cli-error.js';
import type { Driver } from './find-driver.js';

interface SqlSettings {
  source: Source;
  driver: Driver;
  until: string;
  options: {
    table?: string | undefined;
    'old-table'?: string | undefined;
    'user-table'?: string | undefined;
    'user-id-column'?: string | undefined;
    'user-id-type'?: string | undefined;
  };
}

/**
 * The statements that make the table of the new sessions, and as a comment what the app has to say of both tables.
 *
 * @throws CliError naming the option that is wrong, or missing
 */
export function printSql({ source, driver: { dialect, executor }, until, options }: SqlSettings): string {
  const names = source.sql(dialect);
  const oldTable = options['old-table'] ?? names.oldTable;
  const userTable = options['user-table'] ?? names.userTable;
  if (userTable === null) throw new CliError('which table are the users in? name it with --user-table');
  const { 'user-id-column': userIdColumn = 'id', 'user-id-type': userIdType = textType(dialect) } = options;
  const taken = [oldTable, userTable].map((each) => each.toLowerCase());
  const table = options.table ?? usualTables.find((each) => !taken.includes(each))!;
  for (const [option, name] of Object.entries({ table, 'old-table': oldTable, 'user-table': userTable, 'user-id-column': userIdColumn })) {
    assertName(name, option);
  }
  if (taken.includes(table.toLowerCase())) throw new CliError(`"${table}" is a table that the app has already; name another with --table`);
  assertType(userIdType);
  const kind = kindOf(userIdType);
  const settings = [
    `dialect: '${dialect}'`,
    'execute',
    `sessionTable: ${quoted(table)}`,
    `userTable: ${quoted(userTable)}`,
    ...(userIdColumn === 'id' ? [] : [`userIdColumn: ${quoted(userIdColumn)}`]),
    ...(kind === 'string' ? [] : [`userIdType: '${kind}'`]),
  ];
  const key = names.columns[source.fields[0].key] ?? source.fields[0].usual;
  const legacy = legacyOption({
    source,
    rows: `sqlRows({ dialect: '${dialect}', execute, table: ${quoted(oldTable)}, key: ${quoted(key)} })`,
    until,
    fields: names.columns,
    userIdType: { string: 'String', number: 'Int', bigint: 'BigInt' }[kind],
    isTypeScript: true,
  });
  const lines = [
    'In the module with your auth, once the table is there:',
    '',
    "import { createAuth } from 'sojourn';",
    `import { ${source.maker}, sqlRows } from 'sojourn/legacy';`,
    `import { ${executor.replace(/\(.*/, '')}, sqlAdapter } from 'sojourn/sql';`,
    '',
    `const execute = ${executor};`,
    'export const auth = createAuth({',
    `  adapter: sqlAdapter${kind === 'string' ? '' : `<{ id: ${kind} }>`}({ ${settings.join(', ')} }),`,
    ...legacy.map((line) => `  ${line}`),
    '});',
    '',
    `The table ${oldTable} stays as it is, and may go once that day is past. docs/from-${source.name}.md says more.`,
  ];
  const comment = lines.map((line) => `--${line === '' ? '' : ` ${line}`}\n`).join('');
  return `${sessionTable({ dialect, name: table, userTable, userIdColumn, userIdType })}\n${comment}`;
}

/** Names are quoted where they stand in a statement; in the comment they have to stay in their line. */
function assertName(name: string, option: string): void {
  if (/^\P{Cc}+$/u.test(name)) return;
  throw new CliError(`--${option} must be a name; it is ${JSON.stringify(name)}`);
}

function assertType(type: string): void {
  if (/^[a-z][\w ]*(?:\(\d+(?:, ?\d+)?\))?[\w ]*$/i.test(type)) return;
  throw new CliError(`--user-id-type must be a type such as BIGINT or VARCHAR(36); it is ${JSON.stringify(type)}`);
}

/** The type of JavaScript that ids of that type have. */
function kindOf(type: string): 'string' | 'number' | 'bigint' {
  if (/^(?:bigint|bigserial|int8)\b/i.test(type)) return 'bigint';
  return /^(?:small|medium|tiny)?(?:int|integer|serial)(?:[248])?\b/i.test(type) ? 'number' : 'string';
}
