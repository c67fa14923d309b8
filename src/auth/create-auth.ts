import { createCookie } from '../cookie/cookie.js';
import { resolveLifetimes } from '../session/lifetime.js';
import type { JsonObject, UserId } from '../session/session.js';
import { toStoredAttributes } from '../session/stored-values.js';
import { cleanup } from './cleanup.js';
import { createContext } from './context.js';
import { createSession } from './create-session.js';
import { exportUserData } from './export-user-data.js';
import { invalidateSession } from './invalidate-session.js';
import { invalidateUserSessions } from './invalidate-user-sessions.js';
import { listSessions } from './list-sessions.js';
import { type AuthOptions, assertAuthOptions } from './options.js';
import { updateSession } from './update-session.js';
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
  if (options.attributes) toStoredAttributes(options.attributes, 'attributes');
  const context = createContext(options, resolveLifetimes(options.lifetime, options.unremembered));
  const list = listSessions(context);
  return {
    createSession: createSession(context, options.attributes),
    validateSession: validateSession(context),
    updateSession: updateSession(context),
    invalidateSession: invalidateSession(context),
    invalidateUserSessions: invalidateUserSessions(context),
    listSessions: list,
    ...cleanup(context),
    exportUserData: exportUserData(context, list, options.exports, options.intendedExports),
    cookie: createCookie(options.cookie ?? {}, context.now),
  };
}
