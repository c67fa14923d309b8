import type { ErasedCounts } from '../../erasure/erasers.js';
import type { UserId } from '../../session/session.js';
import type { ErasureConditions } from '../../storage/storage-adapter.js';
import type { ClientModel } from './client-model.js';
import { type Retry, isReferenced } from './conflicts.js';
import { type EraseDelegate, modelOf } from './delegates.js';
import type { EraseSection } from './erase-sections.js';
import { createLockUser } from './lock-user.js';
import { member } from './member.js';
import type { ResolvedOptions } from './options.js';

type Count = (client: object) => Promise<ErasedCounts>;

interface Settings {
  timeout: number;
  maxWait: number;
  isolationLevel?: 'RepeatableRead';
}

type Transaction = (run: Count, settings: Settings) => Promise<ErasedCounts>;

/** One kind of rows of the user. */
interface Part {
  name: string;
  delegate: EraseDelegate;
  where: Record<string, unknown>;
  data: Record<string, unknown> | null;
}

/**
 * Erases a user in one transaction, or in that of the app's own whose client it is. First all is counted, since a
 * deletion may take rows of a later section by cascade; then the sections are deleted or changed in order,
 * then the sessions, then the user.
 *
 * Rows that still refer to the user undo all of it. On the one connection of better-sqlite3 that undoes too what
 * else the app does meanwhile.
 */
export function createEraseUser(
  prisma: object,
  model: ClientModel | null,
  options: ResolvedOptions,
  sections: readonly EraseSection[],
  retry: Retry,
) {
  const { fields, userIdField, sessionModel, userModel } = options;
  const lockUser = createLockUser(prisma, model, options);
  // SQLite has one isolation level, and its reads within a transaction are of one moment.
  const hasLevels = ['postgresql', 'mysql'].includes(String(member(prisma, '_activeProvider')));

  function partsOf(client: object, userId: UserId): Part[] {
    const delegateOf = (model: string) => modelOf<EraseDelegate>(client, model);
    return [
      ...sections.map(({ name, model, where, data }) => ({ name, delegate: delegateOf(model), where: where(userId), data })),
      { name: 'sessions', delegate: delegateOf(sessionModel), where: { [fields.userId]: userId }, data: null },
      { name: 'user', delegate: delegateOf(userModel), where: { [userIdField]: userId }, data: null },
    ];
  }

  async function count(parts: readonly Part[]): Promise<ErasedCounts> {
    const counts: Record<string, number> = {};
    for (const { name, delegate, where } of parts) counts[name] = await delegate.count({ where });
    return counts as ErasedCounts;
  }

  async function eraseWith(client: object, userId: UserId): Promise<ErasedCounts> {
    const parts = partsOf(client, userId);
    await lockUser(client, userId);
    const counts = await count(parts);
    for (const part of parts) counts[part.name] = Math.max(counts[part.name]!, await clear(part));
    return counts;
  }

  return async function eraseUser(
    userId: UserId,
    { dryRun, timeout }: ErasureConditions,
  ): Promise<ErasedCounts | 'still-referenced'> {
    const { $transaction } = prisma as { $transaction?: Transaction };
    const run: Count = (client) => (dryRun ? count(partsOf(client, userId)) : eraseWith(client, userId));
    const settings: Settings = { timeout, maxWait: timeout, ...(dryRun && hasLevels && { isolationLevel: 'RepeatableRead' }) };
    try {
      return $transaction ? await retry(() => $transaction.call(prisma, run, settings)) : await run(prisma);
    } catch (error) {
      if (isReferenced(error)) return 'still-referenced';
      throw error;
    }
  };
}

/** Deletes or changes the rows, and tells how many there were. */
async function clear({ name, delegate, where, data }: Part): Promise<number> {
  if (data === null) return (await delegate.deleteMany({ where })).count;
  try {
    return (await delegate.updateMany({ where, data })).count;
  } catch (cause) {
    // It is the new value then that refers to nothing.
    throw isReferenced(cause) ? new Error(`The section "${name}" cannot be changed to what "erase" says`, { cause }) : cause;
  }
}
