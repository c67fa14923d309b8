import { type StoredSession, type UserId, withoutSecrets } from '../../session/session.js';
import { deleteBy } from '../../storage/delete-user.js';
import type { InsertOutcome, RotationOutcome, StorageAdapter } from '../../storage/storage-adapter.js';
import { withUsers } from '../../storage/with-users.js';
import { type IoredisClient, type NodeRedisClient, createRunScript } from './client.js';
import { placeInCluster } from './cluster.js';
import { placeOnOneServer } from './one-server.js';
import { type RedisAdapterOptions, resolveOptions } from './options.js';
import type { Target } from './placement.js';
import { toText, toTexts } from './replies.js';
import { decodeRow, encodeChange, encodeDate, encodeRow } from './row.js';
import { count, insert, library, list, remove, removeAll, renew, rotate, update } from './scripts.js';
import { encodeUserId } from './user-id.js';

/**
 * Keeps sessions in Redis 7 or later, or Valkey, through the app's own client of `redis` (node-redis) or
 * `ioredis`: one server, Sentinel or a cluster. Users live elsewhere, where `loadUser` finds them.
 *
 * Every change is one Lua script on the hash that holds all sessions of one user, so callers that meet
 * come one after the other, and a limit is never exceeded. A lookup is one round trip, in a cluster two.
 * Redis itself removes what has expired, so `deleteExpiredSessions` has nothing to do and gives 0.
 *
 * To delete a user, call `eraseUserData`, which needs the option `deleteUser`; or delete it where it lives and then
 * call `invalidateUserSessions`: whatever login was under way, no session is left. Without that call they are
 * found no more, and stay until they expire.
 *
 * @throws TypeError naming the option that is wrong, or if the client is of another library, or an ioredis
 * client that sends again what may have taken effect (`autoResendUnfulfilledCommands`)
 * @example
 * ```ts
 * import { createClient } from 'redis';
 * import { createAuth } from 'sojourn';
 * import { redisAdapter } from 'sojourn/redis';
 * import { prisma } from './db.js';
 *
 * const client = createClient({ url: 'redis://127.0.0.1:6379' });
 * client.on('error', (error) => console.error(error));
 * await client.connect();
 *
 * export const auth = createAuth({
 *   adapter: redisAdapter(client, {
 *     loadUser: (id: string) => prisma.user.findUnique({ where: { id }, select: { id: true, email: true } }),
 *   }),
 * });
 * ```
 */
export function redisAdapter<User extends object, Id extends UserId = UserId>(
  client: NodeRedisClient | IoredisClient,
  options: RedisAdapterOptions<User, Id>,
): StorageAdapter<User, Id> {
  const runScript = createRunScript(client);
  const { loadUser, exportUser, deleteUser, prefix, cluster } = resolveOptions(client, options);
  const placement = cluster ? placeInCluster(prefix, runScript) : placeOnOneServer(prefix, runScript);

  function run(verb: string, { keys, prelude }: Target, ...values: string[]): Promise<unknown> {
    return runScript(prelude + library + verb, keys, values);
  }

  async function removeSession(id: string, userId?: Id): Promise<boolean> {
    const target = userId === undefined ? await placement.ofSession(id) : placement.ofUser(encodeUserId(userId));
    if (!target || toText(await run(remove, target, id)) === null) return false;
    await placement.release([id]);
    return true;
  }

  async function removeSessions(userId: Id, exceptId = ''): Promise<number> {
    const removed = toTexts(await run(removeAll, placement.ofUser(encodeUserId(userId)), exceptId));
    await placement.release(removed);
    return removed.length;
  }

  const adapter: StorageAdapter<User, Id> = {
    async insertSession(row, { now, replaces, limit } = { now: row.createdAt }) {
      const { id, userId } = row;
      if (!(await loadUser(userId))) return 'unknown-user';
      const target = placement.ofUser(encodeUserId(userId));
      const expires = toExpiry(row.expirationDate);
      const values = [id, encodeRow(row), expires, encodeDate(now)];
      const conditions = [replaces ?? '', String(limit?.max ?? 0), limit?.onLimit ?? ''];
      if (!(await placement.claim(id, target, expires))) return 'duplicate-id';
      // If this fails, the row may be there or not, so the id stays claimed until it expires.
      const reply = await run(insert, target, ...values, ...conditions);
      const [outcome, ...removed] = toTexts(reply) as [InsertOutcome, ...string[]];
      if (outcome !== 'inserted' && outcome !== 'inserted-evicting') {
        await placement.release([id]);
        return outcome;
      }
      await placement.release(removed);
      // A user deleted before this has no session left by it; one deleted later has it ended with the others.
      if (!(await loadUser(userId))) {
        await removeSession(id, userId);
        return 'unknown-user';
      }
      if (replaces !== undefined && !removed.includes(replaces)) await removeSession(replaces);
      return outcome;
    },

    async findSessions(ids, { previous = false } = {}) {
      const rows = await placement.findRows(ids, previous);
      // Two ids may lead to one session, its own and its previous one.
      const found = new Map(rows.flatMap((row) => (row === null ? [] : [row])));
      return withUsers([...found].map(([id, row]) => decodeRow<Id>(id, row)), loadUser);
    },

    async renewSession({ id, from, to }) {
      const target = await placement.ofSession(id);
      if (!target) return false;
      const expires = toExpiry(to.expirationDate);
      const dates = [from.expirationDate, from.updatedAt].map(encodeDate);
      await placement.extend(id, expires);
      const previousId = toText(await run(renew, target, id, ...dates, expires, ...encodeChange(to)));
      if (previousId === null) return false;
      if (previousId !== 'null') await placement.extend(JSON.parse(previousId) as string, expires);
      return true;
    },

    async rotateSession({ id, now, to }) {
      const target = await placement.ofSession(id);
      if (!target) return 'not-found';
      const expires = toExpiry(to.expirationDate);
      const values = [id, encodeDate(now), to.id, expires, ...encodeChange(to)];
      if (!(await placement.claim(to.id, target, expires))) return 'duplicate-id';
      const keepsId = to.previousId === id;
      if (keepsId) await placement.extend(id, expires);
      const outcome = (toText(await run(rotate, target, ...values)) ?? 'not-found') as RotationOutcome;
      if (outcome !== 'rotated') await placement.release([to.id]);
      else if (!keepsId) await placement.release([id]);
      return outcome;
    },

    async updateAttributes(id, attributes, now) {
      const target = await placement.ofSession(id);
      const row = target && toText(await run(update, target, id, encodeDate(now), ...encodeChange({ attributes })));
      return row === null ? null : withoutSecrets(decodeRow<Id>(id, row));
    },

    deleteSession: removeSession,

    deleteUserSessions: removeSessions,

    async deleteExpiredSessions() {
      // Redis has done it. Whether it is there is asked all the same: an outage is not "nothing to do".
      await placement.findRows([''], false);
      return 0;
    },

    async listUserSessions(userId, now) {
      const reply = toTexts(await run(list, placement.ofUser(encodeUserId(userId)), encodeDate(now)));
      const sessions: StoredSession<Id>[] = [];
      for (let index = 0; index < reply.length; index += 2) {
        sessions.push(withoutSecrets(decodeRow<Id>(reply[index]!, reply[index + 1]!)));
      }
      return sessions.sort(byNewest);
    },

    async readUserRecord(userId) {
      const record = await exportUser(userId);
      return record ? ({ ...record } as Record<string, unknown>) : null;
    },

    ...(deleteUser && {
      async eraseUser(userId, { dryRun }) {
        if (dryRun) {
          const sessions = Number(toText(await run(count, placement.ofUser(encodeUserId(userId)))));
          return { user: (await loadUser(userId)) ? 1 : 0, sessions };
        }
        const sessions = await removeSessions(userId);
        const user = await deleteBy(deleteUser, userId);
        // A login that was under way meanwhile.
        return { user, sessions: sessions + (await removeSessions(userId)) };
      },
    }),
  };
  const ask = (script: string) => runScript(script, placement.ofUser('').keys, []);
  // What `npx sojourn doctor` looks at.
  return Object.assign(adapter, { '~description': { kind: 'redis', ask } });
}

/** When a key is to go. Redis takes no time before 1970 for that; at its beginning a key is gone just as well. */
function toExpiry(expirationDate: Date): string {
  return encodeDate(new Date(Math.max(1, expirationDate.getTime())));
}

function byNewest(a: StoredSession, b: StoredSession): number {
  return b.createdAt.getTime() - a.createdAt.getTime() || (a.id < b.id ? -1 : 1);
}
