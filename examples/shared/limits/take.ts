import { RateLimiterRes } from 'rate-limiter-flexible';
import { record } from '../server/log.js';
import { RequestError } from '../web/failures.js';
import { type LimitName, limits } from './limits.js';

/** What an attempt counts towards: a limit, and whom it is for. */
export interface Counter {
  limit: LimitName;
  key: string;
}

/**
 * Counts an attempt.
 *
 * @throws RequestError with status 429 if it is one too many
 */
export async function take({ limit, key }: Counter, ipAddress: string | null): Promise<void> {
  try {
    await limits[limit].consume(key);
  } catch (error) {
    if (!(error instanceof RateLimiterRes)) throw error;
    record('attempt.refused', { limit, ipAddress });
    throw new RequestError(429, 'There were too many attempts', Math.ceil(error.msBeforeNext / 1000));
  }
}
