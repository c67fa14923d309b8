import type { ErasedCounts } from '../../erasure/erasers.js';
import { isLive } from '../../session/lifetime.js';
import { type SessionRow, type StoredSession, type UserId, withoutSecrets } from '../../session/session.js';
import { type DeleteUser, assertDeleteUser, deleteBy } from '../../storage/delete-user.js';
import type { ErasureConditions, StorageAdapter } from '../../storage/storage-adapter.js';
import { copyOf } from '../../storage/own-copy.js';
import { withUsers } from '../../storage/with-users.js';

export interface MemoryAdapterOptions<User, Id extends UserId> {
  /**
   * The user with this id, or `null` if there is none. Also what `exportUserData` exports as the user.
   * Default: every user exists, as `{ id }`.
   */
  loadUser?: (userId: Id) => User | null | Promise<User | null>;
  /**
   * Deletes the user with this id, for `eraseUserData`, and tells whether there was one. Needs `loadUser`, which must
   * find the user no more afterwards. Default: with `loadUser` users cannot be erased; without it, only their
   * sessions are, and no user is counted.
   */
  deleteUser?: DeleteUser<Id>;
}

/**
 * Keeps sessions in this process: for tests and demos, and the reference for other adapters. They are
 * gone when the process ends, and no other process sees them.
 */
export function memoryAdapter<User extends object = { id: UserId }, Id extends UserId = UserId>(
  options: MemoryAdapterOptions<User, Id> = {},
): StorageAdapter<User, Id> {
  const { loadUser = (id: Id) => ({ id }) as unknown as User, deleteUser } = options;
  if (typeof loadUser !== 'function') throw new TypeError('"loadUser" option must be a function of the user id');
  assertDeleteUser(deleteUser);
  if (deleteUser && !options.loadUser) throw new TypeError('"deleteUser" option needs "loadUser": without it, every user exists');
  const rows = new Map<string, SessionRow<Id>>();
  /** How many users were erased: an insert that asked for its user before has to ask again. */
  let erasures = 0;

  /** Removes the rows that match, at most `limit` of them, in one turn of the event loop. */
  function remove(matches: (row: SessionRow<Id>) => boolean, limit = Infinity): number {
    let count = 0;
    for (const row of rows.values()) {
      if (count === limit) break;
      if (matches(row) && rows.delete(row.id)) count++;
    }
    return count;
  }

  function liveNewestFirst(userId: Id, now: Date): SessionRow<Id>[] {
    return [...rows.values()]
      .filter((row) => row.userId === userId && isLive(row.expirationDate, now))
      .sort((a, b) => b.createdAt.getTime() - a.createdAt.getTime());
  }

  async function exists(userId: Id): Promise<boolean> {
    const before = erasures;
    const user = await loadUser(userId);
    return before === erasures ? Boolean(user) : exists(userId);
  }

  async function eraseUser(userId: Id, { dryRun }: ErasureConditions): Promise<ErasedCounts> {
    const isTheirs = (row: SessionRow) => row.userId === userId;
    if (dryRun) {
      const user = deleteUser && (await loadUser(userId)) ? 1 : 0;
      return { user, sessions: [...rows.values()].filter(isTheirs).length };
    }
    const sessions = remove(isTheirs);
    if (!deleteUser) return { user: 0, sessions };
    const user = await deleteBy(deleteUser, userId);
    erasures++;
    return { user, sessions: sessions + remove(isTheirs) };
  }

  return {
    async insertSession(row, { now, replaces, limit } = { now: row.createdAt }) {
      if (!(await exists(row.userId))) return 'unknown-user';
      // From here to the end nothing awaits, so that it is one step.
      if (rows.has(row.id)) return 'duplicate-id';
      const counts = ({ id, pending }: SessionRow) => id !== replaces && pending === null;
      const surplus = limit ? liveNewestFirst(row.userId, now).filter(counts).slice(limit.max - 1) : [];
      if (surplus.length > 0 && limit?.onLimit === 'reject') return 'limit-reached';
      for (const { id } of surplus) rows.delete(id);
      if (replaces !== undefined) rows.delete(replaces);
      rows.set(row.id, copyOf(row));
      return surplus.length > 0 ? 'inserted-evicting' : 'inserted';
    },

    findSessions(ids, { previous = false } = {}) {
      const found: SessionRow<Id>[] = [];
      for (const id of ids) {
        const row = rows.get(id);
        if (row) found.push(row);
      }
      if (previous) {
        const isFormer = ({ previousId }: SessionRow) => previousId !== null && ids.includes(previousId);
        found.push(...[...rows.values()].filter((row) => isFormer(row) && !found.includes(row)));
      }
      return withUsers(found.map(copyOfRow), loadUser);
    },

    async renewSession({ id, from, to }) {
      const row = rows.get(id);
      if (!row || !sameTime(row.expirationDate, from.expirationDate) || !sameTime(row.updatedAt, from.updatedAt)) {
        return false;
      }
      rows.set(id, { ...row, ...copyOf(to) });
      return true;
    },

    async rotateSession({ id, now, to }) {
      const row = rows.get(id);
      if (!row || !isLive(row.expirationDate, now)) return 'not-found';
      if (rows.has(to.id)) return 'duplicate-id';
      rows.delete(id);
      rows.set(to.id, { ...row, ...copyOf(to) });
      return 'rotated';
    },

    async updateAttributes(id, attributes, now) {
      const row = rows.get(id);
      if (!row || !isLive(row.expirationDate, now)) return null;
      const updated = { ...row, attributes: copyOf(attributes) };
      rows.set(id, updated);
      return copyWithoutSecrets(updated);
    },

    async deleteSession(id, userId) {
      const row = rows.get(id);
      return row !== undefined && (userId === undefined || row.userId === userId) && rows.delete(id);
    },

    async deleteUserSessions(userId, exceptId) {
      return remove((row) => row.userId === userId && row.id !== exceptId);
    },

    async deleteExpiredSessions(now, limit) {
      return remove((row) => !isLive(row.expirationDate, now), limit);
    },

    async listUserSessions(userId, now) {
      return liveNewestFirst(userId, now).map(copyWithoutSecrets);
    },

    async readUserRecord(userId) {
      const user = await loadUser(userId);
      return user ? ({ ...user } as Record<string, unknown>) : null;
    },

    ...(!deleteUser && options.loadUser ? {} : { eraseUser }),
  };
}

/** The same as `copyOf`, in a third of the time. */
function copyOfRow<Id extends UserId>(row: SessionRow<Id>): SessionRow<Id> {
  return {
    ...row,
    createdAt: new Date(row.createdAt),
    updatedAt: new Date(row.updatedAt),
    expirationDate: new Date(row.expirationDate),
    authenticatedAt: new Date(row.authenticatedAt),
    attributes: copyOf(row.attributes),
    previousUntil: row.previousUntil && new Date(row.previousUntil),
  };
}

/** A copy to hand out. */
function copyWithoutSecrets<Id extends UserId>(row: SessionRow<Id>): StoredSession<Id> {
  return copyOf(withoutSecrets(row));
}

function sameTime(a: Date, b: Date): boolean {
  return a.getTime() === b.getTime();
}
