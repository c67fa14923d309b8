import { isThenable } from '../session/is-thenable.js';

/** Waits for one thing at a time, and no longer than its signal allows. */
export interface Stopper {
  readonly signal: AbortSignal;
  /** What the promise gives, or a rejection with the signal's reason once it is aborted. */
  wait<T>(answer: T | PromiseLike<T>): T | PromiseLike<T>;
}

/** One listener for as many waits as there may be: an export waits for each of a million rows. */
export function createStopper(signal: AbortSignal): Stopper {
  let stop: (reason: unknown) => void = () => {};
  signal.addEventListener('abort', () => stop(signal.reason), { once: true });
  return {
    signal,
    wait<T>(answer: T | PromiseLike<T>) {
      if (!isThenable(answer)) return answer;
      return new Promise<T>((resolve, reject) => {
        stop = reject;
        answer.then(resolve, reject);
      });
    },
  };
}
