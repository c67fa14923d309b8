import { createLegacy, secretsOf } from '../create-legacy.js';
import type { LegacyOptions, LegacySessions } from '../legacy-sessions.js';
import { verified } from '../signature.js';

export type BetterAuthField = 'token' | 'userId' | 'expiresAt' | 'createdAt';

export interface BetterAuthOptions extends LegacyOptions<BetterAuthField> {
  /** That of better-auth, by default `BETTER_AUTH_SECRET`; several if it changed. Cookies that it did not sign are refused. */
  secret: string | readonly string[];
}

/**
 * The sessions of better-auth that are in its database: the cookie `better-auth.session_token`, or the same with
 * `__Secure-`, holds the token with a signature. `fields` are `token`, `userId`, `expiresAt` and `createdAt` by default.
 *
 * @throws TypeError naming the option that is wrong
 */
export function betterAuthSessions({ secret, ...options }: BetterAuthOptions): LegacySessions {
  const secrets = secretsOf(secret);
  return createLegacy<BetterAuthField>(options, {
    cookieNames: ['__Secure-better-auth.session_token', 'better-auth.session_token'],
    fields: { token: 'token', userId: 'userId', expiresAt: 'expiresAt', createdAt: 'createdAt' },
    key: 'token',
    unsign: (signed) => verified(signed, secrets),
  });
}
