import { createCookie } from '../cookie/cookie.js';
import type { LegacyExchange } from '../legacy/legacy-sessions.js';
import { resolveLifetimes } from '../session/lifetime.js';
import { type SecretHasher, plainHasher } from '../session/secret-hasher.js';
import type { JsonObject, UserId } from '../session/session.js';
import { cleanup } from './cleanup.js';
import { createContext } from './context.js';
import { createSession } from './create-session.js';
import { createIdentify } from './identify.js';
import { invalidateSession } from './invalidate-session.js';
import { invalidateUserSessions } from './invalidate-user-sessions.js';
import { isFresh } from './is-fresh.js';
import { listSessions } from './list-sessions.js';
import { type AuthOptions, type HashKey, assertAuthOptions } from './options.js';
import { pendingSessions } from './pending-session.js';
import { rotation } from './rotate-session.js';
import { updateSession } from './update-session.js';
import { userData } from './user-data.js';
import { validateSession } from './validate-session.js';

/** What `createAuth` gives. Every function may be taken out and called alone. */
export type Auth<User = unknown, Id extends UserId = UserId, Attributes extends object = JsonObject> = ReturnType<
  typeof createAuth<User, Id, Attributes>
>;

/**
 * Sessions for one app. The types of user, user id and attributes follow from the options.
 *
 * @throws TypeError naming the option that is wrong
 * @example
 * ```ts
 * import { createAuth } from 'sojourn';
 * import { memoryAdapter } from 'sojourn/memory';
 *
 * const auth = createAuth({ adapter: memoryAdapter() });
 * const { token } = await auth.createSession('user-1');
 * const current = await auth.validateSession(token);
 * console.log(current?.user.id);
 * ```
 */
export function createAuth<User, Id extends UserId, Attributes extends object = JsonObject>(
  options: AuthOptions<User, Id, Attributes>,
) {
  assertAuthOptions(options);
  const { lifetime, unremembered, pendingLifetime, hashKeys, cookie = {} } = options;
  const lifetimes = resolveLifetimes(lifetime, unremembered, pendingLifetime);
  const context = createContext(options, lifetimes, hashKeys ? keyedHasher(hashKeys) : () => plainHasher);
  const identify = createIdentify(context);
  const legacy = options.legacy?.['~connect'](context) as LegacyExchange<Id, Attributes> | undefined;
  return {
    createSession: createSession(context),
    validateSession: validateSession(context, identify),
    ...pendingSessions(context, identify),
    ...rotation(context, identify),
    isFresh: isFresh(context),
    updateSession: updateSession(context),
    invalidateSession: invalidateSession(context),
    invalidateUserSessions: invalidateUserSessions(context, legacy),
    listSessions: listSessions(context),
    ...cleanup(context),
    ...userData(context, options),
    cookie: createCookie(cookie, context.now),
    /** The cookie of a login that is not complete: as `cookie`, with `-pending` after its name. */
    pendingCookie: createCookie(cookie, context.now, '-pending'),
    /** Exchanges sessions of the library that was there before. `undefined` without the option `legacy`. */
    legacy,
    /** What `npx sojourn doctor` looks at. */
    '~description': { adapter: options.adapter as object, exports: options.exports as object | undefined, now: context.now },
  };
}

/** The code of keyed hashing is loaded when the first secret is hashed. */
function keyedHasher(keys: readonly HashKey[]): () => Promise<SecretHasher> {
  let hasher: SecretHasher | undefined;
  return async () => (hasher ??= await (await import('../keyed-hashing/keyed-hasher.js')).createKeyedHasher(keys));
}
