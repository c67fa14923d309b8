import type { ErasedCounts } from '../../erasure/erasers.js';
import type { UserId } from '../../session/session.js';
import type { ErasureConditions } from '../../storage/storage-adapter.js';
import { refusalOf } from './errors.js';
import type { SqlResult } from './execute.js';
import type { ResolvedOptions } from './options.js';
import type { Run } from './run.js';
import type { Statements } from './statements.js';

/**
 * Erases a user in one transaction: locks the user, counts, and deletes section by section, sessions, user. What a
 * deletion takes by cascade was counted before, so the larger number of the two is how many there were.
 */
export function createEraseUser({ dialect, erase }: ResolvedOptions, statements: Statements, run: Run) {
  const names = [...erase.map(({ section }) => section), 'sessions', 'user'];

  function toCounts(counted: SqlResult, deleted: readonly SqlResult[]): ErasedCounts {
    const counts = names.map((name, index) => {
      const count = Number(counted.rows[0]?.[index]);
      if (!Number.isSafeInteger(count)) throw new TypeError('"execute" option of sqlAdapter must give the row of a count');
      return [name, Math.max(count, deleted[index]?.rowCount ?? 0)];
    });
    return Object.fromEntries(counts) as ErasedCounts;
  }

  return async function eraseUser(userId: UserId, { dryRun }: ErasureConditions): Promise<ErasedCounts | 'still-referenced'> {
    const count = statements.countOfUser(userId);
    const before = dryRun ? [] : statements.lockUserToErase(userId);
    const deletions = dryRun ? [] : statements.deleteAllOfUser(userId);
    try {
      const results = await run([...before, count, ...deletions]);
      return toCounts(results[before.length]!, results.slice(before.length + 1));
    } catch (error) {
      if (refusalOf(error, dialect) === 'foreign-key') return 'still-referenced';
      throw error;
    }
  };
}
