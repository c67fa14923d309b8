import type { SqlResult, SqlStatement } from '../execute.js';

/** One connection, as a transaction needs it. */
interface Connection {
  begin(): Promise<unknown>;
  run(statement: SqlStatement): Promise<SqlResult>;
  commit(): Promise<unknown>;
  rollback(): Promise<unknown>;
  /** Whether the error is the server's own answer, after which the connection is still in step with it. */
  isAnswer(error: unknown): boolean;
  /** Gives the connection up: nobody may use it again. */
  discard(error: unknown): void;
  /** Gives the connection back to be used again. */
  release(): void;
}

/**
 * Runs statements in one transaction, all or nothing. A connection that is cut off or out of step is
 * discarded, and with it what the server has of the transaction.
 */
export async function inTransaction(
  { begin, run, commit, rollback, isAnswer, discard, release }: Connection,
  statements: readonly SqlStatement[],
): Promise<SqlResult[]> {
  try {
    await begin();
    const results: SqlResult[] = [];
    for (const statement of statements) results.push(await run(statement));
    await commit();
    release();
    return results;
  } catch (error) {
    try {
      if (!isAnswer(error)) throw error;
      await rollback();
      release();
    } catch (reason) {
      discard(reason);
    }
    throw error;
  }
}
