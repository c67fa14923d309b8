import { limits } from './limits.js';
import { type Counter, take } from './take.js';

/**
 * Runs what may be a guess, which gives `null` or `false` if it is wrong. It counts before it runs, so that
 * guesses at the same moment count too, and is taken back unless it was wrong.
 *
 * @throws RequestError with status 429, without running it, if it is one too many for a counter; the counters after
 * that one are not touched
 */
export async function countFailures<Result>(
  counters: readonly Counter[],
  ipAddress: string | null,
  guess: () => Promise<Result>,
): Promise<Result> {
  for (const counter of counters) await take(counter, ipAddress);
  let isWrong = false;
  try {
    const result = await guess();
    isWrong = result === null || result === false;
    return result;
  } finally {
    if (!isWrong) await Promise.all(counters.map(({ limit, key }) => limits[limit].reward(key)));
  }
}
