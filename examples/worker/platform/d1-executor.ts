import type { D1Database } from '@cloudflare/workers-types';
import type { SqlExecute } from 'sojourn/sql';

/** Runs statements on D1, where a batch is a transaction, and foreign keys are on. */
export function d1Executor(db: D1Database): SqlExecute {
  return async function execute(statements) {
    const results = await db.batch(statements.map(({ sql, params }) => db.prepare(sql).bind(...params)));
    return results.map(({ results: rows, meta }) => ({ rows: rows as Record<string, unknown>[], rowCount: meta.changes }));
  };
}
