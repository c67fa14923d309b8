import { assertObject } from '../../../session/arguments.js';
import type { SqlExecute, SqlResult, SqlStatement } from '../execute.js';
import { inTransaction } from './transaction.js';
import { inTurn } from './in-turn.js';

interface Mysql2Queryable {
  execute(options: { sql: string; values: unknown[]; rowsAsArray: false }): Promise<[unknown, unknown]>;
}

/** What is used of a connection of `mysql2/promise`. */
export interface Mysql2Connection extends Mysql2Queryable {
  beginTransaction(): Promise<void>;
  commit(): Promise<void>;
  rollback(): Promise<void>;
  destroy(): void;
}

interface PooledConnection extends Mysql2Connection {
  release(): void;
}

/** What is used of a pool of `mysql2/promise`. */
export interface Mysql2Pool extends Mysql2Queryable {
  getConnection(): Promise<PooledConnection>;
}

/**
 * Runs statements on a pool of `mysql2/promise`, or on one of its connections that nothing else uses: calls
 * on a connection queue, and a statement of the app's own could get into one of their transactions. The
 * driver's flag `FOUND_ROWS`, which is on unless the app turns it off, has to stay on. Statements are
 * prepared by the server.
 *
 * @throws TypeError if the pool is one of callbacks; `pool.promise()` makes it one of promises
 * @example
 * ```ts
 * import mysql from 'mysql2/promise';
 * import { mysql2Executor, sqlAdapter } from 'sojourn/sql';
 *
 * const pool = mysql.createPool('mysql://app@localhost/app');
 * const adapter = sqlAdapter({ dialect: 'mysql', execute: mysql2Executor(pool) });
 * ```
 */
export function mysql2Executor(pool: Mysql2Pool | Mysql2Connection): SqlExecute {
  assertObject(pool, 'pool');
  if (!('execute' in pool) || 'promise' in pool) {
    throw new TypeError('"pool" must be a pool or connection of mysql2/promise; of another one, pass pool.promise()');
  }
  if (!('getConnection' in pool)) {
    return (statements) =>
      inTurn(pool, async () =>
        statements.length === 1 ? [await run(pool, statements[0]!)] : transaction(pool, () => {}, statements),
      );
  }
  return async function execute(statements) {
    if (statements.length === 1) return [await run(pool, statements[0]!)];
    const connection = await pool.getConnection();
    return transaction(connection, () => connection.release(), statements);
  };
}

async function run(queryable: Mysql2Queryable, { sql, params }: SqlStatement): Promise<SqlResult> {
  const [result] = await queryable.execute({ sql, values: [...params], rowsAsArray: false });
  if (Array.isArray(result)) return { rows: result as Record<string, unknown>[], rowCount: 0 };
  return { rows: [], rowCount: (result as { affectedRows: number }).affectedRows };
}

function transaction(connection: Mysql2Connection, release: () => void, statements: readonly SqlStatement[]): Promise<SqlResult[]> {
  return inTransaction(
    {
      begin: () => connection.beginTransaction(),
      run: (statement) => run(connection, statement),
      commit: () => connection.commit(),
      rollback: () => connection.rollback(),
      isAnswer,
      discard: () => connection.destroy(),
      release,
    },
    statements,
  );
}

/** An error with an SQL state is the server's, one that is fatal comes with the end of the connection. */
function isAnswer(error: unknown): boolean {
  const { sqlState, fatal } = Object(error) as { sqlState?: unknown; fatal?: unknown };
  return typeof sqlState === 'string' && fatal !== true;
}
