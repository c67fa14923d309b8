import { assertObject } from '../../../session/arguments.js';
import type { SqlExecute, SqlResult, SqlStatement } from '../execute.js';

interface PGliteQueryable {
  query(sql: string, params?: unknown[]): Promise<{ rows: unknown[]; affectedRows?: number }>;
}

/** What is used of a `PGlite`. */
export interface PGliteDatabase extends PGliteQueryable {
  transaction<T>(run: (transaction: PGliteQueryable) => Promise<T>): Promise<T>;
}

/**
 * Runs statements on a PGlite database, which lets one transaction at a time have its only connection.
 *
 * @example
 * ```ts
 * import { PGlite } from '@electric-sql/pglite';
 * import { pgliteExecutor, sqlAdapter } from 'sojourn/sql';
 *
 * const adapter = sqlAdapter({ dialect: 'postgresql', execute: pgliteExecutor(new PGlite('./data')) });
 * ```
 */
export function pgliteExecutor(db: PGliteDatabase): SqlExecute {
  assertObject(db, 'db');
  if (!('transaction' in db)) throw new TypeError('"db" must be a PGlite database');

  async function run(queryable: PGliteQueryable, { sql, params }: SqlStatement): Promise<SqlResult> {
    const { rows, affectedRows = 0 } = await queryable.query(sql, [...params]);
    return { rows: rows as Record<string, unknown>[], rowCount: affectedRows };
  }

  return async function execute(statements) {
    if (statements.length === 1) return [await run(db, statements[0]!)];
    return db.transaction(async (transaction) => {
      const results: SqlResult[] = [];
      for (const statement of statements) results.push(await run(transaction, statement));
      return results;
    });
  };
}
