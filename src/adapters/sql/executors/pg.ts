import { sha256 } from '@oslojs/crypto/sha2';
import { encodeHexLowerCase } from '@oslojs/encoding';
import { assertNothingLeft, assertObject } from '../../../session/arguments.js';
import type { SqlExecute, SqlResult, SqlStatement } from '../execute.js';
import { inTransaction } from './transaction.js';
import { inTurn } from './in-turn.js';

/** What is used of a `pg.Client`. */
export interface PgClient {
  query(query: { text: string; values: unknown[]; name?: string }): Promise<{ rows: Record<string, unknown>[]; rowCount: number | null }>;
  end(): Promise<void>;
}

interface PooledClient {
  query: PgClient['query'];
  on(event: 'error', listener: (error: Error) => void): unknown;
  removeListener(event: 'error', listener: (error: Error) => void): unknown;
  release(destroy?: boolean): void;
}

/** What is used of a `pg.Pool`. */
export interface PgPool {
  readonly totalCount: number;
  query: PgClient['query'];
  connect(): Promise<PooledClient>;
}

export interface PgExecutorOptions {
  /**
   * true: statements are prepared once on each connection, by name, which saves the server parsing and
   * planning. Not with a pooler that hands a connection from one transaction to the next client, unless it
   * keeps track of prepared statements (PgBouncer from 1.21 can). Default false.
   */
  prepare?: boolean;
}

/**
 * Runs statements on a `pg.Pool`, or on a `pg.Client` that nothing else uses: calls on a client queue, and
 * a statement of the app's own could get into one of their transactions.
 *
 * @example
 * ```ts
 * import pg from 'pg';
 * import { pgExecutor, sqlAdapter } from 'sojourn/sql';
 *
 * const adapter = sqlAdapter({ dialect: 'postgresql', execute: pgExecutor(new pg.Pool()) });
 * ```
 */
export function pgExecutor(pool: PgPool | PgClient, options: PgExecutorOptions = {}): SqlExecute {
  assertObject(pool, 'pool');
  if (!('query' in pool)) throw new TypeError('"pool" must be a pg.Pool or pg.Client');
  assertObject(options, 'options');
  const { prepare = false, ...rest } = options;
  assertNothingLeft(rest, 'option of pgExecutor');
  if (typeof prepare !== 'boolean') throw new TypeError('"prepare" option must be a boolean');

  async function run(client: Pick<PgClient, 'query'>, { sql, params }: SqlStatement): Promise<SqlResult> {
    const name = prepare ? { name: nameOf(sql) } : {};
    const { rows, rowCount } = await client.query({ text: sql, values: [...params], ...name });
    return { rows, rowCount: rowCount ?? 0 };
  }

  function transaction(client: Pick<PgClient, 'query'>, discard: () => void, release: () => void, statements: readonly SqlStatement[]) {
    const command = (text: string) => client.query({ text, values: [] });
    return inTransaction(
      {
        begin: () => command('BEGIN'),
        run: (statement) => run(client, statement),
        commit: () => command('COMMIT'),
        rollback: () => command('ROLLBACK'),
        isAnswer,
        discard,
        release,
      },
      statements,
    );
  }

  if (!isPool(pool)) {
    const discard = () => void pool.end().catch(() => {});
    return (statements) =>
      inTurn(pool, async () =>
        statements.length === 1 ? [await run(pool, statements[0]!)] : transaction(pool, discard, () => {}, statements),
      );
  }

  return async function execute(statements) {
    if (statements.length === 1) return [await run(pool, statements[0]!)];
    const client = await pool.connect();
    // A connection cut off between two statements says so by an event, and nobody listening would end the process.
    const ignore = () => {};
    client.on('error', ignore);
    const giveBack = (destroy: boolean) => {
      client.removeListener('error', ignore);
      client.release(destroy);
    };
    return transaction(client, () => giveBack(true), () => giveBack(false), statements);
  };
}

function isPool(pool: PgPool | PgClient): pool is PgPool {
  return 'totalCount' in pool;
}

/** FATAL and PANIC come with the end of the connection, and an error without a severity is the driver's. */
function isAnswer(error: unknown): boolean {
  const { severity } = Object(error) as { severity?: unknown };
  return severity === 'ERROR';
}

const names = new Map<string, string>();

/** A name for a statement by its text, so that nobody on the same connection has it for another. */
function nameOf(sql: string): string {
  let name = names.get(sql);
  if (name === undefined) {
    name = `sojourn_${encodeHexLowerCase(sha256(new TextEncoder().encode(sql))).slice(0, 32)}`;
    names.set(sql, name);
  }
  return name;
}
