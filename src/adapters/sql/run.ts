import { retryConflicts } from '../../storage/retry.js';
import { refusalOf } from './errors.js';
import type { SqlResult, SqlStatement } from './execute.js';
import type { ResolvedOptions } from './options.js';

/** Runs statements, one by itself or several as a transaction, and again if the database undid them for another's sake. */
export type Run = (statements: readonly SqlStatement[]) => Promise<readonly SqlResult[]>;

export function createRun({ execute, dialect }: ResolvedOptions): Run {
  const isConflict = (error: unknown) => refusalOf(error, dialect) === 'conflict';
  return (statements) =>
    retryConflicts(() => execute(statements), isConflict).then((results) => {
      assertResults(results, statements.length);
      return results;
    });
}

/** A count that is missing would read as "no such session", and a failure must never do that. */
function assertResults(results: unknown, length: number): void {
  const isResult = (result: Partial<SqlResult> | undefined) =>
    Array.isArray(result?.rows) && Number.isSafeInteger(result.rowCount);
  if (Array.isArray(results) && results.length === length && results.every(isResult)) return;
  throw new TypeError('"execute" option of sqlAdapter must resolve to { rows, rowCount } for each statement');
}
