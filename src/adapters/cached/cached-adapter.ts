import { assertObject } from '../../session/arguments.js';
import type { UserId } from '../../session/session.js';
import type { SessionWithUser, StorageAdapter } from '../../storage/storage-adapter.js';
import { createCache } from './cache.js';
import { type Invalidation, fromMessage, toMessage } from './invalidation.js';
import { type CacheOptions, resolveOptions } from './options.js';

/**
 * Keeps what lookups found for a few seconds, in this process, so that many requests of one session cost
 * one read. For apps whose database is far away or busy; without it every validation sees every revocation
 * at once.
 *
 * What this process changes through the adapter it sees at once: a session that it ended, rotated or
 * changed is read again. Of what another process does, or the app by itself (a user renamed or deleted), it
 * learns by the `channel`, or `maxAge` after the last read at the latest. Expiry is never late. The user of a
 * session is shared between requests below its own fields: treat it as read-only.
 *
 * @throws TypeError naming the option that is wrong
 * @example
 * ```ts
 * import { createAuth } from 'sojourn';
 * import { cachedAdapter } from 'sojourn/cached';
 * import { prismaAdapter } from 'sojourn/prisma';
 * import { prisma } from './db.js';
 *
 * export const auth = createAuth({ adapter: cachedAdapter(prismaAdapter(prisma), { maxAge: 2000 }) });
 * ```
 */
export function cachedAdapter<User, Id extends UserId>(
  storage: StorageAdapter<User, Id>,
  options: CacheOptions = {},
): StorageAdapter<User, Id> {
  assertObject(storage, 'adapter');
  const { channel, onChannelError, ...bounds } = resolveOptions(options);
  const cache = createCache<User, Id>(bounds);

  /** A channel that fails must not fail what was done: others then learn of it a little later. */
  function attempt(send: () => unknown): void {
    new Promise((resolve) => resolve(send())).catch(onChannelError).catch(() => {});
  }

  if (channel) attempt(() => channel.subscribe((message) => cache.invalidate(fromMessage(message))));

  function invalidate(invalidation: Invalidation): void {
    cache.invalidate(invalidation);
    if (channel) attempt(() => channel.publish(toMessage(invalidation)));
  }

  /** A change, after which sessions must be read again; also if it failed, since it may have taken effect. */
  async function changing<Result>(invalidations: readonly Invalidation[], change: () => Promise<Result>): Promise<Result> {
    try {
      return await change();
    } finally {
      for (const each of invalidations) invalidate(each);
    }
  }

  return {
    insertSession(row, conditions) {
      const { replaces, limit } = conditions ?? {};
      const gone: Invalidation[] = [];
      if (replaces !== undefined) gone.push({ sessionId: replaces });
      if (limit) gone.push({ userId: row.userId });
      return changing(gone, () => storage.insertSession(row, conditions));
    },

    async findSessions(ids, findOptions) {
      const known = ids.flatMap((id) => cache.get(id) ?? []);
      const missing = ids.filter((id) => !holds(known, id));
      if (missing.length === 0) return known;
      const read = cache.begin();
      try {
        const found = await storage.findSessions(missing, findOptions);
        // By a former id a session is found only for a while, and by its own another time.
        for (const each of found) if (missing.includes(each.session.id)) read.keep(each);
        return [...known.filter(({ session }) => !holds(found, session.id)), ...found];
      } finally {
        read.end();
      }
    },

    async renewSession(renewal) {
      try {
        return await storage.renewSession(renewal);
      } finally {
        // Others have the dates before it, with which the session is as valid. If it was not what it was thought to
        // be, it is read again.
        cache.invalidate({ sessionId: renewal.id });
      }
    },

    rotateSession: (rotation) => changing([{ sessionId: rotation.id }], () => storage.rotateSession(rotation)),

    updateAttributes: (id, ...rest) => changing([{ sessionId: id }], () => storage.updateAttributes(id, ...rest)),

    deleteSession: (id, ...rest) => changing([{ sessionId: id }], () => storage.deleteSession(id, ...rest)),

    deleteUserSessions: (userId, ...rest) => changing([{ userId }], () => storage.deleteUserSessions(userId, ...rest)),

    deleteExpiredSessions: (now, limit) => storage.deleteExpiredSessions(now, limit),

    listUserSessions: (userId, now) => storage.listUserSessions(userId, now),

    readUserRecord: (userId) => storage.readUserRecord(userId),

    ...(storage.eraseUser && {
      eraseUser: (userId, conditions) =>
        changing(conditions.dryRun ? [] : [{ userId }], () => storage.eraseUser!(userId, conditions)),
    }),

    // What `npx sojourn doctor` looks at.
    ...('~description' in storage && { '~description': storage['~description'] }),
  };
}

function holds(found: readonly SessionWithUser<unknown>[], id: string): boolean {
  return found.some(({ session }) => session.id === id);
}
