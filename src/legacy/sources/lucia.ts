import { createLegacy } from '../create-legacy.js';
import type { LegacyOptions, LegacySessions } from '../legacy-sessions.js';

export type LuciaField = 'id' | 'userId' | 'expiresAt' | 'createdAt';

/**
 * The sessions of Lucia 3 and 2: the id of a session is its token, in the cookie `auth_session`.
 *
 * `fields` are those of its Prisma adapter by default: `id`, `userId`, `expiresAt`; and `createdAt`, which the app may
 * have added. Its other adapters name the columns `id`, `user_id`, `expires_at`; version 2 had `id`, `user_id`,
 * `idle_expires`.
 *
 * @throws TypeError naming the option that is wrong
 * @example
 * ```ts
 * import { type LegacyDelegate, luciaSessions } from 'sojourn/legacy';
 *
 * // prisma.legacySession: the model that was called Session
 * export const legacyOf = (rows: LegacyDelegate) => luciaSessions({ rows, until: new Date('2027-01-31') });
 * ```
 */
export function luciaSessions(options: LegacyOptions<LuciaField>): LegacySessions {
  return createLegacy<LuciaField>(options, {
    cookieNames: ['auth_session'],
    fields: { id: 'id', userId: 'userId', expiresAt: 'expiresAt', createdAt: 'createdAt' },
    key: 'id',
  });
}
