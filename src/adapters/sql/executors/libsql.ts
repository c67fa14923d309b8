import { assertObject } from '../../../session/arguments.js';
import type { SqlExecute, SqlResult, SqlStatement } from '../execute.js';

interface LibsqlStatement {
  sql: string;
  args: (string | number | bigint | null)[];
}

interface LibsqlResult {
  rows: unknown[];
  rowsAffected: number;
}

/** What is used of a client of `@libsql/client`. */
export interface LibsqlClient {
  execute(statement: LibsqlStatement): Promise<LibsqlResult>;
  batch(statements: LibsqlStatement[], mode: 'write'): Promise<LibsqlResult[]>;
}

/**
 * Runs statements on a client of `@libsql/client`: a file, or a database of Turso or libSQL server. Foreign
 * keys are on in libSQL by default. For a file that several processes write to, give the client a `timeout`.
 *
 * @example
 * ```ts
 * import { createClient } from '@libsql/client';
 * import { libsqlExecutor, sqlAdapter } from 'sojourn/sql';
 *
 * const client = createClient({ url: 'file:app.db', timeout: 1000 });
 * const adapter = sqlAdapter({ dialect: 'sqlite', execute: libsqlExecutor(client) });
 * ```
 */
export function libsqlExecutor(client: LibsqlClient): SqlExecute {
  assertObject(client, 'client');
  if (!('batch' in client)) throw new TypeError('"client" must be a client of @libsql/client');
  return async function execute(statements) {
    const own = statements.map(toLibsql);
    const results = own.length === 1 ? [await client.execute(own[0]!)] : await client.batch(own, 'write');
    return results.map(toResult);
  };
}

function toLibsql({ sql, params }: SqlStatement): LibsqlStatement {
  return { sql, args: params as LibsqlStatement['args'] };
}

function toResult({ rows, rowsAffected }: LibsqlResult): SqlResult {
  return { rows: rows as Record<string, unknown>[], rowCount: rowsAffected };
}
