import { createLegacy } from '../create-legacy.js';
import type { LegacyOptions, LegacySessions } from '../legacy-sessions.js';

export type AuthJsField = 'sessionToken' | 'userId' | 'expiresAt' | 'createdAt';

/**
 * The sessions of Auth.js (NextAuth 4 and 5) with the strategy `database`. Its cookies are `authjs.session-token` and
 * `next-auth.session-token`, both also with `__Secure-`. `fields` are `sessionToken`, `userId`, `expires` (called
 * `expiresAt` here) by default; and `createdAt`, which the app may have added.
 *
 * With the strategy `jwt` there is no session in the database, and nothing to exchange.
 *
 * @throws TypeError naming the option that is wrong
 */
export function authJsSessions(options: LegacyOptions<AuthJsField>): LegacySessions {
  return createLegacy<AuthJsField>(options, {
    cookieNames: ['authjs', 'next-auth'].flatMap((name) => [`__Secure-${name}.session-token`, `${name}.session-token`]),
    fields: { sessionToken: 'sessionToken', userId: 'userId', expiresAt: 'expires', createdAt: 'createdAt' },
    key: 'sessionToken',
  });
}
