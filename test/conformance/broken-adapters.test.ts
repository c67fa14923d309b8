import { expect, test } from 'vitest';
import type { StorageAdapter } from '../../src/index.js';
import { noon } from '../../src/testing/fixtures.js';
import { testStorageAdapter } from '../../src/testing/index.js';
import { newId } from '../../src/session/token.js';
import { failureCase } from '../../src/testing/cases/failure.js';
import { memoryHarness } from '../support/memory-harness.js';

type Adapter = StorageAdapter<{ id: number }, number>;
type Row = Parameters<Adapter['insertSession']>[0];

/** The names of the cases that fail on the memory adapter when it is broken in this way. */
async function failuresOf(change?: (adapter: Adapter) => Adapter): Promise<string[]> {
  const cases: [string, () => Promise<void>][] = [];
  testStorageAdapter((name, run) => cases.push([name, run]), memoryHarness(change));
  const failed: string[] = [];
  for (const [name, run] of cases) {
    await run().catch(() => failed.push(name));
  }
  return failed;
}

/** What one verb of the row's present state would be, for a verb that does not look. */
async function present(adapter: Adapter, id: string) {
  const [found] = await adapter.findSessions([id]);
  return found?.session;
}

/** Gives, by the id before a rotation, what was rotated, whatever has become of it. */
function keepingAll(adapter: Adapter): Adapter {
  const archive = new Map<string, Awaited<ReturnType<Adapter['findSessions']>>[number]>();
  return {
    ...adapter,
    async rotateSession(rotation) {
      const outcome = await adapter.rotateSession(rotation);
      if (outcome === 'rotated') archive.set(rotation.id, (await adapter.findSessions([rotation.to.id]))[0]!);
      return outcome;
    },
    async findSessions(ids, options) {
      const found = await adapter.findSessions(ids, options);
      const isFound = (asked: string) => found.some(({ session: { id, previousId } }) => id === asked || previousId === asked);
      const archived = ids.filter((id) => !isFound(id)).flatMap((id) => archive.get(id) ?? []);
      return options?.previous ? [...found, ...archived] : found;
    },
  };
}

/** Where a database would be asked again, others get their turn. */
function anotherTurn(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve));
}

const breakages: [string, string, (adapter: Adapter) => Adapter][] = [
  [
    'renews by id alone',
    'renewal: needs both dates to be as they were, to the millisecond',
    (adapter) => ({
      ...adapter,
      async renewSession(renewal) {
        const row = await present(adapter, renewal.id);
        return row ? adapter.renewSession({ ...renewal, from: row }) : false;
      },
    }),
  ],
  [
    'revives on renewal',
    'renewal: does not bring back an invalidated session',
    (adapter) => {
      const seen = new Map<string, Parameters<Adapter['insertSession']>[0]>();
      return {
        ...adapter,
        insertSession: (row) => (seen.set(row.id, row), adapter.insertSession(row)),
        async renewSession(renewal) {
          const row = seen.get(renewal.id);
          if (!(await present(adapter, renewal.id)) && row) await adapter.insertSession({ ...row, ...renewal.to });
          return adapter.renewSession(renewal);
        },
      };
    },
  ],
  [
    'overwrites on a taken id',
    'lifecycle: a taken id is refused and its row untouched',
    (adapter) => ({
      ...adapter,
      async insertSession(row) {
        await adapter.deleteSession(row.id);
        return adapter.insertSession(row);
      },
    }),
  ],
  [
    'always says that there was a session to end',
    'concurrency: of two equal invalidations, one finds the session',
    (adapter) => ({ ...adapter, deleteSession: async (...args) => (await adapter.deleteSession(...args), true) }),
  ],
  [
    'ignores whose session it is to end',
    'invalidation: with a user id, only that user\'s session',
    (adapter) => ({ ...adapter, deleteSession: (id) => adapter.deleteSession(id) }),
  ],
  [
    'ends at most a hundred sessions of a user',
    'invalidation: of all sessions of a user has no cap, and touches nobody else',
    (adapter) => ({
      ...adapter,
      async deleteUserSessions(userId, exceptId) {
        const rows = (await adapter.listUserSessions(userId, new Date(0))).filter(({ id }) => id !== exceptId).slice(0, 100);
        for (const { id } of rows) await adapter.deleteSession(id);
        return rows.length;
      },
    }),
  ],
  [
    'forgets the session to keep',
    'invalidation: of all sessions but one keeps that one',
    (adapter) => ({ ...adapter, deleteUserSessions: (userId) => adapter.deleteUserSessions(userId) }),
  ],
  [
    'lets a session live through its last moment',
    'cleanup: removes what is dead at the moment given, and only that',
    (adapter) => ({
      ...adapter,
      deleteExpiredSessions: (now, limit) => adapter.deleteExpiredSessions(new Date(now.getTime() - 1), limit),
    }),
  ],
  [
    'cleans up without a limit',
    'cleanup: takes no more than the limit, until none are left',
    (adapter) => ({ ...adapter, deleteExpiredSessions: (now) => adapter.deleteExpiredSessions(now, 1e9) }),
  ],
  [
    'loses milliseconds',
    'lifecycle: every value of a new session is stored as given',
    (adapter) => ({
      ...adapter,
      insertSession: (row) => adapter.insertSession({ ...row, createdAt: new Date(Math.floor(row.createdAt.getTime() / 1000) * 1000) }),
    }),
  ],
  [
    'stores sessions of users that are gone',
    'user deletion: a deleted user gets no new session',
    (adapter) => ({ ...adapter, insertSession: async (row) => (await adapter.insertSession(row), 'inserted') }),
  ],
  [
    'lists the hash',
    'lifecycle: a list holds the live sessions of one user, newest first, without hashes',
    (adapter) => ({
      ...adapter,
      async listUserSessions(userId, now) {
        const rows = await adapter.listUserSessions(userId, now);
        return Promise.all(rows.map(async ({ id }) => (await present(adapter, id))!));
      },
    }),
  ],
  [
    'exports the hash',
    'export: gives the user\'s own record, with nothing of a session\'s hash',
    (adapter) => ({
      ...adapter,
      async readUserRecord(userId) {
        const [session] = await adapter.listUserSessions(userId, new Date(0));
        const record = await adapter.readUserRecord(userId);
        return record && session ? { ...record, session: await present(adapter, session.id) } : record;
      },
    }),
  ],
  [
    'swallows what a delete throws',
    failureCase,
    (adapter) => ({
      ...adapter,
      deleteSession: (...args) => adapter.deleteSession(...args).catch(() => false),
    }),
  ],
  [
    'says "not there" when it cannot look',
    failureCase,
    (adapter) => ({ ...adapter, findSessions: (...args) => adapter.findSessions(...args).catch(() => []) }),
  ],
  [
    'rotates in two steps, the new row first',
    'concurrency: of two rotations of one session, one wins and its id alone is live',
    (adapter) => ({
      ...adapter,
      async rotateSession({ id, to }) {
        const row = await present(adapter, id);
        if (!row) return 'not-found';
        const outcome = await adapter.insertSession({ ...row, ...to });
        if (outcome !== 'inserted') return 'duplicate-id';
        await adapter.deleteSession(id);
        return 'rotated';
      },
    }),
  ],
  [
    'rotates in two steps, the old row first',
    'concurrency: a session is at every moment found under one of its two ids, and never under both',
    (adapter) => ({
      ...adapter,
      async rotateSession({ id, to }) {
        const row = await present(adapter, id);
        if (!row || !(await adapter.deleteSession(id))) return 'not-found';
        await anotherTurn();
        return (await adapter.insertSession({ ...row, ...to })) === 'inserted' ? 'rotated' : 'duplicate-id';
      },
    }),
  ],
  [
    'revives a dead session by rotation',
    'rotation: of a session that is not there, was ended or is dead changes nothing',
    (adapter) => ({ ...adapter, rotateSession: (rotation) => adapter.rotateSession({ ...rotation, now: new Date(0) }) }),
  ],
  [
    'writes back, on rotation, more than it was told to',
    'concurrency: rotation against renewal leaves one session, with the new id',
    (adapter) => ({
      ...adapter,
      async rotateSession(rotation) {
        const before = await present(adapter, rotation.id);
        const outcome = await adapter.rotateSession(rotation);
        const after = await present(adapter, rotation.to.id);
        if (before && after) {
          const { expirationDate, updatedAt } = before;
          await adapter.renewSession({ id: after.id, from: after, to: { expirationDate, updatedAt } });
        }
        return outcome;
      },
    }),
  ],
  [
    'counts first and inserts later',
    'concurrency: logins at the limit are refused, and there is never one session too many',
    (adapter) => ({
      ...adapter,
      async insertSession(row, conditions) {
        const { limit, ...others } = conditions ?? { now: row.createdAt };
        if (!limit) return adapter.insertSession(row, conditions);
        const count = (await adapter.listUserSessions(row.userId, others.now)).length;
        await anotherTurn();
        return count >= limit.max ? 'limit-reached' : adapter.insertSession(row, others);
      },
    }),
  ],
  [
    'makes room only afterwards',
    'concurrency: logins at the limit evict, and there is never one session too many',
    (adapter) => ({
      ...adapter,
      async insertSession(row, conditions) {
        const { limit, ...others } = conditions ?? { now: row.createdAt };
        if (!limit) return adapter.insertSession(row, conditions);
        const outcome = await adapter.insertSession(row, others);
        await anotherTurn();
        const surplus = (await adapter.listUserSessions(row.userId, others.now)).slice(limit.max);
        for (const { id } of surplus) await adapter.deleteSession(id);
        return outcome === 'inserted' ? 'inserted-evicting' : outcome;
      },
    }),
  ],
  [
    'counts dead sessions towards the limit',
    'limit: dead sessions do not count',
    (adapter) => ({
      ...adapter,
      insertSession: (row, conditions) => adapter.insertSession(row, conditions && { ...conditions, now: new Date(0) }),
    }),
  ],
  [
    'evicts before it knows that the row can be stored',
    'limit: a taken id is refused and nobody evicted',
    (adapter) => ({
      ...adapter,
      async insertSession(row, conditions) {
        if (conditions?.limit?.onLimit === 'evict-oldest') {
          const list = await adapter.listUserSessions(row.userId, conditions.now);
          for (const { id } of list.slice(conditions.limit.max - 1)) await adapter.deleteSession(id);
        }
        return adapter.insertSession(row, conditions);
      },
    }),
  ],
  [
    'ends the replaced session though the new one is refused',
    'replacing: the old session stays when the new one is not stored',
    (adapter) => ({
      ...adapter,
      async insertSession(row, conditions) {
        if (conditions?.replaces) await adapter.deleteSession(conditions.replaces);
        return adapter.insertSession(row, conditions);
      },
    }),
  ],
  [
    'forgets what a login waits for',
    'pending: what a login waits for is stored, found and listed to the letter',
    (adapter) => ({ ...adapter, insertSession: (row, conditions) => adapter.insertSession({ ...row, pending: null }, conditions) }),
  ],
  [
    'counts pending logins towards the limit',
    'pending: such a session does not count towards the limit',
    (adapter) => ({
      ...adapter,
      async insertSession(row, conditions) {
        const present = await adapter.listUserSessions(row.userId, row.createdAt);
        const { max = Infinity, onLimit } = conditions?.limit ?? {};
        return onLimit === 'reject' && present.length >= max ? 'limit-reached' : adapter.insertSession(row, conditions);
      },
    }),
  ],
  [
    'evicts pending logins first',
    'pending: such a session is not evicted, and makes no room',
    (adapter) => ({
      ...adapter,
      async insertSession(row, conditions) {
        if (conditions?.limit?.onLimit === 'evict-oldest') {
          const waiting = (await adapter.listUserSessions(row.userId, conditions.now)).filter(({ pending }) => pending !== null);
          for (const { id } of waiting) await adapter.deleteSession(id);
        }
        return adapter.insertSession(row, conditions);
      },
    }),
  ],
  [
    'has no room for a login that has only begun',
    'pending: a login in two steps is held to the limit when it is complete, and no sooner',
    (adapter) => ({
      ...adapter,
      insertSession: (row, { limit, ...others } = { now: row.createdAt }) =>
        adapter.insertSession(row, { ...others, limit: limit ?? { max: 1, onLimit: 'reject' } }),
    }),
  ],
  [
    'ends a session only after it has said so',
    'concurrency: of two completions of one login, one makes a session',
    (adapter) => ({
      ...adapter,
      async deleteSession(id, userId) {
        const isThere = (await present(adapter, id)) !== undefined;
        await anotherTurn();
        await adapter.deleteSession(id, userId);
        return isThere;
      },
    }),
  ],
  [
    'finds by the previous id unasked',
    'previous id: finds the session as it now is, with its user, and only when asked to',
    (adapter) => ({ ...adapter, findSessions: (ids) => adapter.findSessions(ids, { previous: true }) }),
  ],
  [
    'finds by the present id only',
    'previous id: finds the session as it now is, with its user, and only when asked to',
    (adapter) => ({ ...adapter, findSessions: (ids) => adapter.findSessions(ids) }),
  ],
  [
    'gives a session the id that was asked for',
    'previous id: finds the session as it now is, with its user, and only when asked to',
    (adapter) => ({
      ...adapter,
      async findSessions(ids, options) {
        const found = await adapter.findSessions(ids, options);
        const askedFor = ({ id, previousId }: Row) => ids.find((asked) => asked === previousId) ?? id;
        return found.map(({ session, user }) => ({ session: { ...session, id: askedFor(session) }, user }));
      },
    }),
  ],
  [
    'looks for each id by itself',
    'previous id: together with the present one finds the session once',
    (adapter) => ({
      ...adapter,
      findSessions: async (ids, options) => (await Promise.all(ids.map((id) => adapter.findSessions([id], options)))).flat(),
    }),
  ],
  [
    'looks for previous ids only when no present one is found',
    'previous id: among other ids, each finds its own session and nobody else\'s',
    (adapter) => ({
      ...adapter,
      async findSessions(ids, options) {
        const found = await adapter.findSessions(ids);
        return found.length > 0 ? found : adapter.findSessions(ids, options);
      },
    }),
  ],
  [
    'finds, by a previous id, whoever has one',
    'previous id: among other ids, each finds its own session and nobody else\'s',
    (adapter) => {
      const rotated = new Set<string>();
      return {
        ...adapter,
        rotateSession: (rotation) => (rotated.add(rotation.to.id), adapter.rotateSession(rotation)),
        async findSessions(ids, options) {
          const found = await adapter.findSessions(ids, options);
          const isFormer = found.some(({ session }) => !ids.includes(session.id));
          return isFormer ? adapter.findSessions([...new Set([...ids, ...rotated])], options) : found;
        },
      };
    },
  ],
  [
    'finds, by a previous id, no more than a few',
    'previous id: many at once find them all',
    (adapter) => ({ ...adapter, findSessions: async (...args) => (await adapter.findSessions(...args)).slice(0, 32) }),
  ],
  [
    'never forgets a previous id',
    'previous id: of two rotations, the first names nothing any more',
    (adapter) => {
      const successors = new Map<string, string>();
      return {
        ...adapter,
        rotateSession: (rotation) => (successors.set(rotation.id, rotation.to.id), adapter.rotateSession(rotation)),
        async findSessions(ids, options) {
          const newest = (id: string): string => (successors.has(id) ? newest(successors.get(id)!) : id);
          return adapter.findSessions(options?.previous ? [...new Set(ids.map(newest))] : ids);
        },
      };
    },
  ],
  [
    'remembers a previous id that it was not told to',
    'previous id: after a rotation that keeps none, names nothing',
    (adapter) => ({
      ...adapter,
      rotateSession: (rotation) => adapter.rotateSession({ ...rotation, to: { previousId: rotation.id, ...rotation.to } }),
    }),
  ],
  [
    'loses the previous id on renewal',
    'previous id: of a renewed session with other attributes finds it as it now is',
    (adapter) => ({
      ...adapter,
      renewSession: ({ to, ...renewal }) => adapter.renewSession({ ...renewal, to: Object.assign({ previousId: null }, to) }),
    }),
  ],
  [
    'ends a session by its previous id',
    'previous id: is no name by which a session can be changed or ended',
    (adapter) => ({
      ...adapter,
      async deleteSession(id, userId) {
        const [found] = await adapter.findSessions([id], { previous: true });
        return adapter.deleteSession(found?.session.id ?? id, userId);
      },
    }),
  ],
  [
    'finds, by a previous id, a session that was ended',
    'previous id: of a session that was ended, in whatever way, finds nothing',
    keepingAll,
  ],
  [
    'finds, by a previous id, a session that was cleaned up',
    'previous id: of a dead session that was cleaned up finds nothing',
    keepingAll,
  ],
  [
    'finds, by a previous id, a session of a deleted user',
    'previous id: of a deleted user\'s session finds nothing',
    keepingAll,
  ],
  [
    'keeps, on a second rotation, what the first one said',
    'rotation: a second one says what the token before it was, or leaves what the first one said',
    (adapter) => ({
      ...adapter,
      async rotateSession({ to, ...rotation }) {
        const { previousId, previousHash, previousUntil } = (await present(adapter, rotation.id)) ?? {};
        const former = previousId ? { previousId, previousHash: previousHash!, previousUntil: previousUntil! } : {};
        return adapter.rotateSession({ ...rotation, to: { ...to, ...former } });
      },
    }),
  ],
  [
    'does not complete a login that it rotates',
    'rotation: completes a login, and says what the token before it was',
    (adapter) => ({
      ...adapter,
      rotateSession({ to: { pending: _, ...to }, ...rotation }) {
        return adapter.rotateSession({ ...rotation, to });
      },
    }),
  ],
  [
    'renews the dates and no hash',
    'renewal: with another hash changes it together with the dates, and nothing else',
    (adapter) => ({
      ...adapter,
      renewSession({ to: { secretHash: _, ...dates }, ...renewal }) {
        return adapter.renewSession({ ...renewal, to: dates });
      },
    }),
  ],
  [
    'changes the hash though the renewal was overtaken',
    'renewal: with another hash changes it together with the dates, and nothing else',
    (adapter) => ({
      ...adapter,
      async renewSession(renewal) {
        const { id, to: { secretHash } } = renewal;
        const isDone = await adapter.renewSession(renewal);
        const row = await present(adapter, id);
        if (!row || !secretHash) return isDone;
        const { expirationDate, updatedAt } = row;
        await adapter.renewSession({ id, from: row, to: { expirationDate, updatedAt, secretHash } });
        return isDone;
      },
    }),
  ],
  [
    'lists the token before the last rotation',
    'previous id: does not come out of a list or an update, nor does any hash',
    (adapter) => ({
      ...adapter,
      async listUserSessions(userId, now) {
        const rows = await adapter.listUserSessions(userId, now);
        const rotated = await Promise.all(rows.map(({ id }) => present(adapter, id)));
        return rows.map((row, index) => ({ ...row, previousId: rotated[index]!.previousId }));
      },
    }),
  ],
  [
    'answers a change of attributes with the hash',
    'previous id: does not come out of a list or an update, nor does any hash',
    (adapter) => ({
      ...adapter,
      updateAttributes: async (id, ...args) => (await adapter.updateAttributes(id, ...args)) && (await present(adapter, id))!,
    }),
  ],
  [
    'gives up the old id before the new row says what it was',
    'concurrency: a rotated session that keeps its previous id is at every moment found by it',
    (adapter) => ({
      ...adapter,
      async rotateSession({ to, ...rotation }) {
        const { previousId: _, previousHash: __, previousUntil: ___, ...plain } = to;
        const between = { ...plain, id: newId() };
        const outcome = await adapter.rotateSession({ ...rotation, to: between });
        // Two, so that the turn of who watches comes in between.
        await anotherTurn();
        await anotherTurn();
        return outcome === 'rotated' ? adapter.rotateSession({ ...rotation, id: between.id, to }) : outcome;
      },
    }),
  ],
  [
    'lets every rotation say what the id before it leads to',
    'concurrency: of two rotations that keep the previous id, it leads to the one that won',
    (adapter) => {
      const latest = new Map<string, string>();
      return {
        ...adapter,
        rotateSession: (rotation) => (latest.set(rotation.id, rotation.to.id), adapter.rotateSession(rotation)),
        findSessions: (ids, options) => adapter.findSessions(options?.previous ? ids.map((id) => latest.get(id) ?? id) : ids),
      };
    },
  ],
  [
    'takes the word null for an id that is not there',
    'hostile ids: as a session id, name no session and touch none',
    (adapter) => {
      const inserted: string[] = [];
      return {
        ...adapter,
        insertSession: (row, conditions) => (inserted.push(row.id), adapter.insertSession(row, conditions)),
        findSessions: (ids, options) =>
          adapter.findSessions(options?.previous && ids.includes('null') ? inserted : ids, options),
      };
    },
  ],
  [
    'takes a text for the number it begins with',
    'hostile ids: a user id of another type names no user',
    (adapter) => ({
      ...adapter,
      deleteUserSessions: (userId, exceptId) => adapter.deleteUserSessions(Number.parseInt(String(userId), 10), exceptId),
    }),
  ],
  [
    'lists sessions in their last moment',
    'expiry: a list leaves out what is dead at the moment given',
    (adapter) => ({
      ...adapter,
      listUserSessions: (userId, now) => adapter.listUserSessions(userId, new Date(now.getTime() - 1)),
    }),
  ],
  [
    'counts rows that others removed',
    'concurrency: several cleanups at once remove each dead session once',
    (adapter) => ({
      ...adapter,
      async deleteExpiredSessions(now, limit) {
        const count = await adapter.deleteExpiredSessions(now, limit);
        return count === 0 ? 0 : Math.min(count + 1, limit);
      },
    }),
  ],
  [
    'forgets dead sessions when it erases',
    'erasure: takes the user and every session, live, expired and pending, and counts them',
    (adapter) => {
      const dead: Row[] = [];
      return {
        ...adapter,
        insertSession: (row, conditions) => (row.expirationDate < noon && dead.push(row), adapter.insertSession(row, conditions)),
        async eraseUser(userId, options) {
          for (const { id } of dead) await adapter.deleteSession(id);
          return adapter.eraseUser!(userId, options);
        },
      };
    },
  ],
  [
    'leaves pending sessions when it counts',
    'erasure: a dry run gives the same counts, and changes nothing',
    (adapter) => ({
      ...adapter,
      async eraseUser(userId, options) {
        const counts = await adapter.eraseUser!(userId, options);
        if (!options.dryRun || counts === 'still-referenced') return counts;
        const listed = await adapter.listUserSessions(userId, new Date(0));
        return { ...counts, sessions: listed.filter(({ pending }) => pending === null).length };
      },
    }),
  ],
  [
    'erases the sessions of others too',
    'erasure: leaves other users and their sessions alone',
    (adapter) => {
      const inserted: string[] = [];
      return {
        ...adapter,
        insertSession: (row, conditions) => (inserted.push(row.id), adapter.insertSession(row, conditions)),
        async eraseUser(userId, options) {
          const counts = await adapter.eraseUser!(userId, options);
          for (const id of options.dryRun ? [] : inserted) await adapter.deleteSession(id);
          return counts;
        },
      };
    },
  ],
  [
    'erases in a dry run',
    'erasure: after a dry run the user logs in as before',
    (adapter) => ({ ...adapter, eraseUser: (userId, options) => adapter.eraseUser!(userId, { ...options, dryRun: false }) }),
  ],
  [
    'ends the sessions in a dry run',
    'erasure: a dry run gives the same counts, and changes nothing',
    (adapter) => ({
      ...adapter,
      async eraseUser(userId, options) {
        const counts = await adapter.eraseUser!(userId, options);
        await adapter.deleteUserSessions(userId);
        return counts;
      },
    }),
  ],
  [
    'keeps the user',
    'erasure: takes the user and every session, live, expired and pending, and counts them',
    (adapter) => ({
      ...adapter,
      async eraseUser(userId, options) {
        if (options.dryRun) return adapter.eraseUser!(userId, options);
        return { user: 1, sessions: await adapter.deleteUserSessions(userId) };
      },
    }),
  ],
  [
    'counts an erased user again',
    'erasure: again, or of a user who never was, counts nothing',
    (adapter) => ({
      ...adapter,
      async eraseUser(userId, options) {
        const counts = await adapter.eraseUser!(userId, options);
        return counts === 'still-referenced' ? counts : { ...counts, user: 1 };
      },
    }),
  ],
  [
    'counts the user before it is sure of it',
    'erasure: of several at once, one counts the user, and each session is counted',
    (adapter) => ({
      ...adapter,
      async eraseUser(userId, options) {
        const before = await adapter.eraseUser!(userId, { ...options, dryRun: true });
        await anotherTurn();
        const counts = await adapter.eraseUser!(userId, options);
        if (counts === 'still-referenced' || before === 'still-referenced') return counts;
        return { ...counts, user: before.user };
      },
    }),
  ],
  [
    'erases whom a text begins with',
    'erasure: hostile ids name no user and touch nobody',
    (adapter) => ({
      ...adapter,
      eraseUser: (userId, options) => adapter.eraseUser!(Number.parseInt(String(userId), 10), options),
    }),
  ],
  [
    'reads an outage as nothing to erase',
    failureCase,
    (adapter) => ({ ...adapter, eraseUser: (userId, options) => adapter.eraseUser!(userId, options).catch(() => ({ user: 0, sessions: 0 })) }),
  ],
];

test('the suite finds nothing wrong with the memory adapter', async () => {
  expect(await failuresOf()).toEqual([]);
});

test.each(breakages)('the suite catches an adapter that %s', async (_, failing, change) => {
  expect(await failuresOf(change)).toContain(failing);
});

test('skip needs a case that there is, and a reason', () => {
  const register = (skip: Record<string, string>) => testStorageAdapter(() => {}, { ...memoryHarness(), skip });
  expect(() => register({ 'no such case': 'because' })).toThrow('no such case');
  expect(() => register({ 'export: an unknown user has no record': ' ' })).toThrow('needs a reason');
});

test('a harness without unreachable storage says why', () => {
  const { createUnreachableAdapter: _, ...harness } = memoryHarness();
  expect(() => testStorageAdapter(() => {}, harness)).toThrow(failureCase);
  expect(() => testStorageAdapter(() => {}, { ...harness, skip: { [failureCase]: 'a map is always there' } })).not.toThrow();
});

test('an adapter without eraseUser is passed over by a reason, which the title says', async () => {
  const without = memoryHarness(({ eraseUser: _, ...adapter }) => adapter);
  const register = (harness: typeof without) => {
    const cases = new Map<string, () => Promise<void>>();
    testStorageAdapter((name, run) => cases.set(name, run), harness);
    return cases;
  };
  const needed = [...register(without)].filter(([name]) => name.startsWith('erasure'));
  expect(needed.length).toBeGreaterThan(5);
  for (const [, run] of needed) await expect(run()).rejects.toThrow('the adapter has no eraseUser');

  const skip = { erasure: 'users live elsewhere' };
  const title = 'erasure (not tested: users live elsewhere)';
  const passedOver = register({ ...without, skip });
  expect([...passedOver.keys()].filter((name) => name.startsWith('erasure'))).toEqual([title]);
  await passedOver.get(title)!();
  await expect(register({ ...memoryHarness(), skip }).get(title)!()).rejects.toThrow('take "skip.erasure" out');
  expect(() => register({ ...without, skip: { erasure: '' } })).toThrow('needs a reason');
});

test('a skipped case is not registered', () => {
  const names: string[] = [];
  const skipped = 'export: an unknown user has no record';
  testStorageAdapter((name) => names.push(name), { ...memoryHarness(), skip: { [skipped]: 'users cannot be deleted here' } });
  expect(names).not.toContain(skipped);
  expect(names.length).toBeGreaterThan(80);
});
