import { RateLimiterMemory } from 'rate-limiter-flexible';

const minute = 60;
const hour = 60 * minute;

/**
 * Attempts in a time, in seconds, that begins with the first. They are counted in this process; for an app of several,
 * the same package counts in what they share: `RateLimiterRedis`, `RateLimiterPrisma` and others, with the same
 * options. Where attempts are counted when they fail, those under way count as well.
 */
export const limits = {
  /**
   * Wrong passwords from one network, whatever the accounts: a list of stolen passwords is tried slowly.
   * Not fewer, since a school, or a provider of phones, may be one address.
   */
  network: new RateLimiterMemory({ keyPrefix: 'network', points: 50, duration: 15 * minute }),

  /** Wrong passwords for one account from one network: room for slips, and 480 guesses a day. */
  accountFromNetwork: new RateLimiterMemory({ keyPrefix: 'account-from-network', points: 5, duration: 15 * minute }),

  /**
   * Wrong passwords for one account from anywhere: 1,440 guesses a day, however many networks join. This one
   * could keep the owner out, so its time is short, one network cannot use it up, and it is not asked
   * where the owner has logged in before.
   */
  account: new RateLimiterMemory({ keyPrefix: 'account', points: 10, duration: 10 * minute }),

  /** Wrong passwords of somebody logged in, where the password is asked again. Only holders of a session use it up. */
  confirmation: new RateLimiterMemory({ keyPrefix: 'confirmation', points: 5, duration: 15 * minute }),

  /**
   * Wrong codes for one account. Two of the million codes are right at a time, so guessing for a day, with the
   * password known, succeeds with one chance in a thousand.
   */
  code: new RateLimiterMemory({ keyPrefix: 'code', points: 5, duration: 15 * minute }),

  /** Accounts made from one network, and attempts at it: each costs a hash, and may tell that an account is there. */
  signUp: new RateLimiterMemory({ keyPrefix: 'sign-up', points: 30, duration: hour }),
};

export type LimitName = keyof typeof limits;
