import { expect, test } from 'vitest';
import type { StorageAdapter } from '../../src/index.js';
import { testStorageAdapter } from '../../src/testing/index.js';
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

test('a skipped case is not registered', () => {
  const names: string[] = [];
  const skipped = 'export: an unknown user has no record';
  testStorageAdapter((name) => names.push(name), { ...memoryHarness(), skip: { [skipped]: 'users cannot be deleted here' } });
  expect(names).not.toContain(skipped);
  expect(names.length).toBeGreaterThan(30);
});
