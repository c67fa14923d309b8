import type { InsertConditions, InsertOutcome } from '../../storage/storage-adapter.js';
import { type Retry, codeOf } from './conflicts.js';
import { type InsertRow, type PrismaRow, delegatesOf } from './delegates.js';
import type { ResolvedOptions } from './options.js';

/** What a transaction came to: an outcome, or the constraint that the row failed, with nothing changed. */
type Result = { outcome: InsertOutcome } | { refused: unknown };

type Transaction = (run: (client: object) => Promise<Result>, options: { isolationLevel?: 'Serializable' }) => Promise<Result>;

/**
 * Inserts a row under conditions, in one transaction. Counting and inserting are two statements, so where
 * there is a limit the transaction is serializable: of two that take the same room one is undone by the
 * database, and tried again. Within a transaction of the app's own, that one's isolation counts.
 *
 * No expected outcome rolls back. The driver adapter of better-sqlite3 has one connection for everything,
 * and what else the app does meanwhile would be undone with it. So the insert comes before the deletions.
 */
export function createConditionalInsert(prisma: object, options: ResolvedOptions, insertRow: InsertRow, retry: Retry) {
  const { fields } = options;

  async function insert(client: object, data: PrismaRow, { now, replaces, limit }: InsertConditions): Promise<Result> {
    const { session } = delegatesOf(client, options);
    const ofUser = { [fields.userId]: data[fields.userId] };
    // The first statement is a write: SQLite then takes its lock at once and keeps it, instead of failing
    // to get it later on. Dead sessions are nobody's loss.
    await session.deleteMany({ where: { ...ofUser, [fields.expirationDate]: { lte: now } } });
    const gone = replaces === undefined ? [] : [replaces];
    let evicts = false;
    if (limit) {
      const surplus = await session.findMany({
        where: { ...ofUser, [fields.id]: { notIn: gone }, [fields.expirationDate]: { gt: now }, [fields.pending]: null },
        select: { [fields.id]: true },
        orderBy: [{ [fields.createdAt]: 'desc' }, { [fields.id]: 'asc' }],
        skip: limit.max - 1,
      });
      evicts = surplus.length > 0;
      if (evicts && limit.onLimit === 'reject') return { outcome: 'limit-reached' };
      gone.push(...surplus.map((row) => row[fields.id] as string));
    }
    try {
      await insertRow(session, data);
    } catch (error) {
      if (['P2002', 'P2003'].includes(String(codeOf(error)))) return { refused: error };
      throw error;
    }
    if (gone.length > 0) await session.deleteMany({ where: { [fields.id]: { in: gone } } });
    return { outcome: evicts ? 'inserted-evicting' : 'inserted' };
  }

  return async function insertHeeding(data: PrismaRow, conditions: InsertConditions): Promise<InsertOutcome> {
    const { $transaction } = prisma as { $transaction?: Transaction };
    const settings = conditions.limit ? { isolationLevel: 'Serializable' as const } : {};
    const result = $transaction
      ? await retry(() => $transaction.call(prisma, (client) => insert(client, data, conditions), settings))
      : await insert(prisma, data, conditions);
    if ('refused' in result) throw result.refused;
    return result.outcome;
  };
}
