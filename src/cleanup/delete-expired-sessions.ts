import type { Context } from '../auth/context.js';
import type { UserId } from '../session/session.js';

/** What a cleanup asks its signal. */
export interface StopSignal {
  throwIfAborted(): void;
}

/** Deletes dead rows in statements of at most `batchSize`, until there are none or the signal stops it. */
export async function deleteExpiredSessions<Id extends UserId>(
  { adapter, now, storage }: Context<unknown, Id, object>,
  batchSize: number,
  signal: StopSignal | undefined,
): Promise<number> {
  const time = now();
  for (let total = 0; ; ) {
    signal?.throwIfAborted();
    const count = await storage('deleteExpiredSessions', () => adapter.deleteExpiredSessions(time, batchSize));
    if (count === 0) return total;
    total += count;
  }
}
