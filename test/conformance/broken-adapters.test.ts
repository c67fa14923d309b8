import { expect, test } from 'vitest';
import type { StorageAdapter } from '../../src/index.js';
import { testStorageAdapter } from '../../src/testing/index.js';
import { failureCase } from '../../src/testing/cases/failure.js';
import { memoryHarness } from '../support/memory-harness.js';

type Adapter = StorageAdapter<{ id: number }, number>;

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
    (adapter) => ({ ...adapter, findSessions: (ids) => adapter.findSessions(ids).catch(() => []) }),
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

test('a skipped case is not registered', () => {
  const names: string[] = [];
  const skipped = 'export: an unknown user has no record';
  testStorageAdapter((name) => names.push(name), { ...memoryHarness(), skip: { [skipped]: 'users cannot be deleted here' } });
  expect(names).not.toContain(skipped);
  expect(names.length).toBeGreaterThan(30);
});
