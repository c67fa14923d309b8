import { isObject } from '../../session/arguments.js';
import type { UserId } from '../../session/session.js';
import { createLegacy, secretsOf } from '../create-legacy.js';
import type { LegacyOptions, LegacySessions } from '../legacy-sessions.js';
import { verified } from '../signature.js';

export type ExpressSessionField = 'sid' | 'data' | 'expiresAt' | 'createdAt';

export interface ExpressSessionOptions<Data extends object = Record<string, unknown>> extends LegacyOptions<ExpressSessionField> {
  /** That of express-session; several if it changed. Cookies that it did not sign are refused. */
  secret: string | readonly string[];
  /**
   * The user of a session, out of what the app kept in it; nothing for a visitor who is not signed in. The app says by
   * the type of the parameter what may be there. With Passport: `(data: { passport?: { user?: string } }) => data.passport?.user`.
   */
  userId(data: Data): UserId | null | undefined;
}

/**
 * The sessions of express-session in a table: the cookie `connect.sid` holds the id with a signature. `fields` are those
 * of `@quixo3/prisma-session-store` by default: `sid`, `data`, `expiresAt`. With connect-pg-simple they are `sid`, `sess`
 * and `expire`. Data may be text or JSON.
 *
 * @throws TypeError naming the option that is wrong
 */
export function expressSessions<Data extends object = Record<string, unknown>>({
  secret,
  userId,
  ...options
}: ExpressSessionOptions<Data>): LegacySessions {
  const secrets = secretsOf(secret);
  if (typeof userId !== 'function') throw new TypeError('"userId" option must be a function of the session\'s data');
  return createLegacy<ExpressSessionField>(options, {
    cookieNames: ['connect.sid'],
    fields: { sid: 'sid', data: 'data', expiresAt: 'expiresAt', createdAt: 'createdAt' },
    key: 'sid',
    unsign: async (signed) => (signed.startsWith('s:') ? verified(signed.slice(2), secrets) : null),
    data: {
      field: 'data',
      userOf(data) {
        const content = typeof data === 'string' ? parsed(data) : data;
        return isObject(content) ? userId(content as Data) : null;
      },
    },
  });
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
