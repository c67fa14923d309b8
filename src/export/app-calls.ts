import { redact } from '../errors/redact.js';
import { SojournError } from '../errors/sojourn-error.js';
import type { Stopper } from './stopper.js';

/** Calls of the app's own code, for a section: no longer than the signal allows, and with its name on what fails. */
export function createAppCalls(section: string, { signal, wait }: Stopper) {
  /** What to throw when something of the app's failed. */
  function failure(cause: unknown): unknown {
    if (signal.aborted) return signal.reason;
    return new SojournError('ERR_EXPORT_SECTION', `The export section "${section}" failed`, { cause: redact(cause) });
  }

  return {
    failure,

    async attempt<T>(step: () => T | PromiseLike<T>): Promise<T> {
      try {
        signal.throwIfAborted();
        return await wait(step());
      } catch (cause) {
        throw failure(cause);
      }
    },

    /** Lets something of the app's clean up. What it says by then changes nothing, and an aborted export does not wait. */
    async close(closing: () => unknown): Promise<void> {
      const closed = (async () => closing())().catch(() => {});
      if (!signal.aborted) await closed;
    },
  };
}

export type AppIterator = Iterator<unknown> | AsyncIterator<unknown>;

/** @param complaint the message of the error where it is neither iterable nor async iterable */
export function iterate(given: unknown, complaint: string): AppIterator {
  if (typeof given === 'object' && given !== null) {
    const { [Symbol.asyncIterator]: inTurn, [Symbol.iterator]: atOnce } = given as Partial<AsyncIterable<unknown> & Iterable<unknown>>;
    if (inTurn) return inTurn.call(given);
    if (atOnce) return atOnce.call(given);
  }
  throw new TypeError(complaint);
}
