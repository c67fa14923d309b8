import type { Retry } from './conflicts.js';
import type { SessionDelegate } from './delegates.js';
import { member } from './member.js';
import type { ResolvedOptions } from './options.js';

/** At most this many ids in one statement, well below what a database takes. */
const mostIds = 1000;

/**
 * Deletes dead rows, at most `limit` of them. MySQL cannot delete by a subquery with a limit, so Prisma's own
 * statement reads the whole table there; the ids are found first instead, by the index.
 */
export function createDeleteExpired(prisma: object, session: SessionDelegate, { fields }: ResolvedOptions, retry: Retry) {
  const isMysql = member(prisma, '_activeProvider') === 'mysql';

  return async function deleteExpired(now: Date, limit: number): Promise<number> {
    const isDead = { [fields.expirationDate]: { lte: now } };
    if (!isMysql) return (await retry(() => session.deleteMany({ where: isDead, limit }))).count;
    for (;;) {
      const rows = await session.findMany({
        where: isDead,
        select: { [fields.id]: true },
        // Without it the client orders by id.
        orderBy: [{ [fields.expirationDate]: 'asc' }],
        take: Math.min(limit, mostIds),
      });
      const ids = rows.map((row) => row[fields.id]);
      if (ids.length === 0) return 0;
      const { count } = await retry(() => session.deleteMany({ where: { ...isDead, [fields.id]: { in: ids } } }));
      // Nothing means that somebody else deleted these, and says nothing of the others.
      if (count > 0) return count;
    }
  };
}
