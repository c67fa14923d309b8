import type { SqlDialect } from '../../../adapters/sql/dialect.js';
import { CliError } from '../../cli-error.js';

/** How an app without Prisma reaches its database. */
export interface Driver {
  dialect: SqlDialect;
  /** The executor of `sojourn/sql`, as the app would call it. */
  executor: string;
}

/** By which of its packages an app is known to have a driver, the more telling ones first. */
const packages: readonly (readonly [string, SqlDialect, string])[] = [
  ['pg', 'postgresql', 'pgExecutor(pool)'],
  ['@electric-sql/pglite', 'postgresql', 'pgliteExecutor(db)'],
  ['mysql2', 'mysql', 'mysql2Executor(pool)'],
  ['@libsql/client', 'sqlite', 'libsqlExecutor(client)'],
  ['better-sqlite3', 'sqlite', 'betterSqlite3Executor(db)'],
];

/** Where the app has none of these packages. */
const usual: Readonly<Record<SqlDialect, string>> = {
  sqlite: 'nodeSqliteExecutor(db)',
  postgresql: 'pgExecutor(pool)',
  mysql: 'mysql2Executor(pool)',
};

/**
 * @param given the dialect that was asked for
 * @param dependencies the names of the app's packages
 * @throws CliError if it is none, or was not given and the packages do not tell
 */
export function findDriver(given: string | undefined, dependencies: readonly string[], directory: string): Driver {
  if (given !== undefined && !isDialect(given)) throw new CliError(`--sql must be sqlite, postgresql or mysql; it is "${given}"`);
  const found = packages.filter(([name]) => dependencies.includes(name));
  const dialects = [...new Set(found.map(([, each]) => each))];
  const dialect = given ?? (dialects.length === 1 ? dialects[0]! : null);
  if (dialect === null) {
    throw new CliError(`there is no Prisma schema in ${directory}; name it with --schema, or your database with --sql sqlite, postgresql or mysql`);
  }
  return { dialect, executor: found.find(([, each]) => each === dialect)?.[2] ?? usual[dialect] };
}

function isDialect(text: string): text is SqlDialect {
  return Object.hasOwn(usual, text);
}
