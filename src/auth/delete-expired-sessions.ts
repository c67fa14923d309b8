import { assertObject } from '../session/arguments.js';
import type { UserId } from '../session/session.js';
import type { Context } from './context.js';

/** Bounds of a cleanup. */
export interface CleanupOptions {
  /** At most this many rows a statement. A positive integer. Default 1000. */
  batchSize?: number;
  /** An `AbortSignal`. Stops the cleanup before its next statement; the promise rejects with its reason. */
  signal?: { throwIfAborted(): void };
}

export function deleteExpiredSessions<Id extends UserId, Attributes extends object>(
  { adapter, now, storage }: Context<unknown, Id, Attributes>,
) {
  /**
   * Removes the rows of sessions that are dead, in statements of at most `batchSize` rows until none
   * are left. For a cron job or timer: dead sessions are refused whether or not they were removed.
   * Many machines may run it at once.
   *
   * @returns how many rows this call removed
   * @throws TypeError if an option is not of its type
   * @throws SojournError `ERR_STORAGE`; what earlier statements removed stays removed
   */
  return async function deleteExpiredSessions(options: CleanupOptions = {}): Promise<number> {
    assertObject(options, 'options');
    const { batchSize = 1000, signal } = options;
    if (!Number.isSafeInteger(batchSize) || batchSize < 1) {
      throw new TypeError('"options.batchSize" must be a positive integer');
    }
    const time = now();
    let total = 0;
    for (;;) {
      signal?.throwIfAborted();
      const count = await storage('deleteExpiredSessions', () => adapter.deleteExpiredSessions(time, batchSize));
      total += count;
      if (count === 0) return total;
    }
  };
}
