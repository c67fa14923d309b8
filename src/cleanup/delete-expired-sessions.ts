import type { CleanupOptions } from '../auth/cleanup.js';
import type { Context } from '../auth/context.js';
import { assertObject, assertPositiveInteger } from '../session/arguments.js';
import type { UserId } from '../session/session.js';

/** What a cleanup asks its signal. */
export interface StopSignal {
  throwIfAborted(): void;
}

const defaultBatchSize = 1000;

/** Deletes dead rows in statements of at most `batchSize`, until there are none or the signal stops it. */
export async function deleteExpiredSessions<Id extends UserId>(
  { adapter, now, storage }: Context<unknown, Id, object>,
  options: CleanupOptions,
): Promise<number> {
  assertObject(options, 'options');
  const { batchSize = defaultBatchSize, signal } = options;
  assertPositiveInteger(batchSize, 'options.batchSize');
  const time = now();
  for (let total = 0; ; ) {
    signal?.throwIfAborted();
    const count = await storage('deleteExpiredSessions', () => adapter.deleteExpiredSessions(time, batchSize));
    if (count === 0) return total;
    total += count;
  }
}
