import type { Signal } from '../platform/web-types.js';
import type { SojournError } from '../errors/sojourn-error.js';
import type { UserId } from '../session/session.js';

/** How many rows there were, or files or whatever else, by name. */
export interface ErasedCounts {
  /** 1 if there was such a user, else 0. */
  user: number;
  sessions: number;
  [section: string]: number;
}

export interface EraserContext {
  /** Only count what would go. */
  dryRun: boolean;
  /** Aborted when the erasure is to stop: hand it to what takes long. */
  signal: Signal;
}

/**
 * Deletes what the app keeps of a user elsewhere, files for example, and gives how many there were; in a dry
 * run it only counts. It MUST bear being run again, for a user who is gone too.
 */
export type Eraser<Id extends UserId = UserId> = (userId: Id, context: EraserContext) => number | Promise<number>;

export type Erasers<Id extends UserId = UserId> = { readonly [section: string]: Eraser<Id> };

/**
 * An erasure that did not come to its end. When it was stopped, these two are on the signal's reason, where that is
 * an `Error`.
 */
export interface ErasureError extends SojournError {
  /** What is gone. */
  erased: Readonly<Record<string, number>>;
  /**
   * What is there still, as it was counted before anything went; less if the counting itself failed. An eraser that
   * failed may have done a part of its work. With `ERR_STORAGE` and no answer in time, what the adapter erases
   * may be gone all the same.
   */
  remaining: Readonly<Record<string, number>>;
}
