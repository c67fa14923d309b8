/** In a race each round lets at least one through, so of so many callers that meet all get there. */
const attempts = 10;
/** The longest pause before the second attempt, in milliseconds; it doubles with each, up to the longest. */
const firstPause = 4;
const longestPause = 250;

/**
 * Runs a statement or transaction again, after a short random pause, when the database undid it because
 * it met another: a serialization failure, a deadlock, a lock that was not to be had. Ten times at most;
 * the last error comes out. Nothing else is tried again: after a connection is lost, nobody knows
 * whether the statement took effect.
 *
 * @param isConflict whether the error means that nothing of the attempt took effect
 */
export async function retryConflicts<T>(run: () => Promise<T>, isConflict: (error: unknown) => boolean): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await run();
    } catch (error) {
      if (attempt === attempts || !isConflict(error)) throw error;
    }
    const pause = Math.random() * Math.min(firstPause * 2 ** (attempt - 1), longestPause);
    await new Promise((resolve) => setTimeout(resolve, pause));
  }
}
