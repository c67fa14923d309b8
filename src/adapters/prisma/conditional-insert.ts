import type { InsertConditions, InsertOutcome } from '../../storage/storage-adapter.js';
import type { Retry } from './conflicts.js';
import { type PrismaRow, delegatesOf, insertRow } from './delegates.js';
import type { ResolvedOptions } from './options.js';

type Transaction = (
  run: (client: object) => Promise<InsertOutcome>,
  options: { isolationLevel?: 'Serializable' },
) => Promise<InsertOutcome>;

/** Thrown to undo the transaction. */
class LimitReached extends Error {}

/**
 * Inserts a row under conditions, in one transaction. Counting and inserting are two statements, so where
 * there is a limit the transaction is serializable: of two that take the same room one is undone by the
 * database, and tried again. Within a transaction of the app's own, that one's isolation counts.
 */
export function createConditionalInsert(prisma: object, options: ResolvedOptions, retry: Retry) {
  const { fields } = options;

  async function insert(client: object, data: PrismaRow, { now, replaces, limit }: InsertConditions): Promise<InsertOutcome> {
    const { session } = delegatesOf(client, options);
    const ofUser = { [fields.userId]: data[fields.userId] };
    // The first statement is a write: SQLite then takes its lock at once and keeps it, instead of failing
    // to get it later on.
    await session.deleteMany({ where: { ...ofUser, [fields.expirationDate]: { lte: now } } });
    const gone = replaces === undefined ? [] : [replaces];
    let evicts = false;
    if (limit) {
      const surplus = await session.findMany({
        where: { ...ofUser, [fields.id]: { notIn: gone }, [fields.expirationDate]: { gt: now } },
        select: { [fields.id]: true },
        orderBy: [{ [fields.createdAt]: 'desc' }, { [fields.id]: 'asc' }],
        skip: limit.max - 1,
      });
      evicts = surplus.length > 0;
      if (evicts && limit.onLimit === 'reject') throw new LimitReached();
      gone.push(...surplus.map((row) => row[fields.id] as string));
    }
    if (gone.length > 0) await session.deleteMany({ where: { [fields.id]: { in: gone } } });
    await insertRow(session, data);
    return evicts ? 'inserted-evicting' : 'inserted';
  }

  return async function insertHeeding(data: PrismaRow, conditions: InsertConditions): Promise<InsertOutcome> {
    const { $transaction } = prisma as { $transaction?: Transaction };
    const settings = conditions.limit ? { isolationLevel: 'Serializable' as const } : {};
    try {
      if (!$transaction) return await insert(prisma, data, conditions);
      return await retry(() => $transaction.call(prisma, (client) => insert(client, data, conditions), settings));
    } catch (error) {
      if (error instanceof LimitReached) return 'limit-reached';
      throw error;
    }
  };
}
