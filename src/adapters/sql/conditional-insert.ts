import type { SessionRow, UserId } from '../../session/session.js';
import type { InsertConditions, InsertOutcome } from '../../storage/storage-adapter.js';
import type { Run } from './run.js';
import type { Statements } from './statements.js';

/**
 * Inserts a row under conditions, in one transaction whose every statement is conditional: first the
 * row, then, only if it was stored, what it replaces and those too many are deleted. Inserts with a limit
 * lock the user first, so that they follow one another; the count of one then sees the row of the other.
 */
export function createConditionalInsert(statements: Statements, run: Run, isTaken: (id: string) => Promise<boolean>) {
  return async function insertHeeding<Id extends UserId>(row: SessionRow<Id>, conditions: InsertConditions): Promise<InsertOutcome> {
    const { now, replaces, limit } = conditions;
    const before = limit ? statements.lockUser(row.userId) : [];
    const insert =
      limit?.onLimit === 'reject' ? statements.insertWithinLimit(row, { now, replaces, max: limit.max }) : statements.insert(row);
    const evict = limit?.onLimit === 'evict-oldest' ? [statements.evict(row, conditions, limit)] : [];
    const deleteReplaced = replaces === undefined ? [] : [statements.deleteReplaced(row, replaces)];

    const results = await run([...before, insert, ...deleteReplaced, ...evict]);
    if (results[before.length]!.rowCount === 0) {
      return limit?.onLimit !== 'reject' || (await isTaken(row.id)) ? 'duplicate-id' : 'limit-reached';
    }
    return evict.length > 0 && results.at(-1)!.rowCount > 0 ? 'inserted-evicting' : 'inserted';
  };
}
