import { RateLimiterMemory } from 'rate-limiter-flexible';
import { normalizeEmail } from '../accounts/email.js';
import { countFailures } from './count-failures.js';
import { networkOf } from './network.js';
import type { Counter } from './take.js';

/** How long a network counts as the owner's after a login. In seconds. */
const twoWeeks = 14 * 24 * 60 * 60;

/** From where accounts were logged in to. A store with expiry; it counts nothing. */
const knownNetworks = new RateLimiterMemory({ keyPrefix: 'known', points: 1, duration: twoWeeks });

/**
 * Runs a login, unless too many of its network or account were wrong. The account is the one that was
 * typed, whether or not it is there, so that the answer does not tell.
 */
export async function limitLogIns<Result>(
  email: string,
  ipAddress: string | null,
  logIn: () => Promise<Result | null>,
): Promise<Result | null> {
  // No address is longer, and a key should not be.
  const account = normalizeEmail(email).slice(0, 254);
  const network = networkOf(ipAddress);
  const pair = `${network} ${account}`;
  const isKnown = (await knownNetworks.get(pair)) !== null;
  // The account comes last: an attempt that is refused before does not bring its limit nearer.
  const counters: Counter[] = [
    { limit: 'network', key: network },
    { limit: 'accountFromNetwork', key: pair },
    ...(isKnown ? [] : [{ limit: 'account', key: account } as const]),
  ];
  const result = await countFailures(counters, ipAddress, logIn);
  if (result !== null) await knownNetworks.set(pair, 1, twoWeeks);
  return result;
}
