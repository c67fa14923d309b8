import type { RepeatSignal } from '../cleanup/repeat.js';
import type { StopSignal } from '../cleanup/delete-expired-sessions.js';
import { assertNothingLeft, assertObject, assertPositiveInteger } from '../session/arguments.js';
import type { UserId } from '../session/session.js';
import type { Context } from './context.js';

/** Bounds of a cleanup. */
export interface CleanupOptions {
  /** At most this many rows a statement. A positive integer. Default 1000. */
  batchSize?: number;
  /** An `AbortSignal`. Stops the cleanup before its next statement; the promise rejects with its reason. */
  signal?: StopSignal;
}

/** When cleanups run, and their bounds. */
export interface CleanupSchedule extends CleanupOptions {
  /** How long from one to the next on average, in milliseconds: a positive integer. Default an hour. */
  every?: number;
  /** An `AbortSignal`. No cleanup begins after it, and one under way stops before its next statement. */
  signal?: StopSignal & RepeatSignal;
}

/** The code of a cleanup is loaded when the first one runs. */
export function cleanup<Id extends UserId, Attributes extends object>(context: Context<unknown, Id, Attributes>) {
  /**
   * Removes the rows of sessions that are dead, in statements of at most `batchSize` rows until none
   * are left. For a cron job or timer: dead sessions are refused whether or not they were removed.
   * Many machines may run it at once.
   *
   * @returns how many rows this call removed
   * @throws TypeError if an option is not of its type
   * @throws SojournError `ERR_STORAGE`; what earlier statements removed stays removed
   */
  async function deleteExpiredSessions(options: CleanupOptions = {}): Promise<number> {
    const { deleteExpiredSessions: run } = await import('../cleanup/cleanup.js');
    return run(context, options);
  }

  /**
   * Runs `deleteExpiredSessions` again and again, for those without a cron job. Each wait, the first one
   * too, is between half and one and a half times `every`, by chance, so that machines that started
   * together part; one cleanup ends before the next wait begins. `onEvent` is told of a failure, and the
   * next cleanup tries again. Does not keep the process alive.
   *
   * @throws TypeError if an option is not of its type; nothing was started
   */
  function startCleanup(options: CleanupSchedule = {}): void {
    assertObject(options, 'options');
    const { every = 3_600_000, batchSize = 1, signal, ...rest } = options;
    assertNothingLeft(rest, 'option of startCleanup');
    assertPositiveInteger(every, 'options.every');
    assertPositiveInteger(batchSize, 'options.batchSize');
    void import('../cleanup/cleanup.js').then(({ repeat, deleteExpiredSessions: run }) =>
      repeat(() => run(context, options), every, signal),
    );
  }

  return { deleteExpiredSessions, startCleanup };
}
