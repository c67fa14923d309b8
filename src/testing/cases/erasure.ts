import assert from 'node:assert/strict';
import type { SessionRow, UserId } from '../../session/session.js';
import type { StorageAdapter } from '../../storage/storage-adapter.js';
import { after, insertRow, makeRow, noon } from '../fixtures.js';
import type { Kit, StorageCase } from '../harness.js';
import { answerOf, hostileTexts, idsOfAnotherType } from './hostile.js';

/** The group of cases that needs `eraseUser`. */
export const erasureGroup = 'erasure';

type Adapter = StorageAdapter<{ id: UserId }>;

/** Fails where the suite was not told that the adapter cannot erase. */
function assertErases(adapter: Adapter): asserts adapter is Adapter & Required<Pick<Adapter, 'eraseUser'>> {
  assert.ok(adapter.eraseUser, `the adapter has no eraseUser: if it cannot, give the reason as "skip.${erasureGroup}"`);
}

/** Erases the user, or counts only, and gives what the suite knows of: the adapter may count more. */
async function erase(adapter: Adapter, userId: UserId, dryRun = false): Promise<{ user: number; sessions: number }> {
  assertErases(adapter);
  const counts = await adapter.eraseUser(userId, { dryRun, timeout: 30_000 });
  assert.notEqual(counts, 'still-referenced');
  const { user, sessions } = counts as { user: number; sessions: number };
  return { user, sessions };
}

/** Sessions of all states, the dead one last, since an adapter may remove the dead when it inserts. */
async function insertAll(kit: Kit, userId: UserId): Promise<SessionRow[]> {
  const rows = [
    await insertRow(kit, { userId }),
    await insertRow(kit, { userId, createdAt: after(-1) }),
    await insertRow(kit, { userId, pending: 'second-factor' }),
  ];
  const earlier = after(-10);
  return [...rows, await insertRow(kit, { userId, createdAt: earlier, updatedAt: earlier, expirationDate: after(-1) })];
}

async function assertStored(kit: Kit, rows: readonly SessionRow[]): Promise<void> {
  for (const row of rows) assert.deepEqual(await kit.readSession(row.id), row);
}

async function assertGone(kit: Kit, userId: UserId, rows: readonly SessionRow[]): Promise<void> {
  for (const { id } of rows) assert.equal(await kit.readSession(id), null);
  assert.equal(await kit.adapter.readUserRecord(userId), null);
  assert.equal(await kit.adapter.insertSession(await makeRow(userId)), 'unknown-user');
}

const none = { user: 0, sessions: 0 };

const cases: StorageCase[] = [
  {
    name: 'takes the user and every session, live, expired and pending, and counts them',
    async run(kit) {
      const userId = await kit.createUser();
      const rows = await insertAll(kit, userId);
      assert.deepEqual(await erase(kit.adapter, userId), { user: 1, sessions: rows.length });
      await assertGone(kit, userId, rows);
    },
  },
  {
    name: 'a user without sessions is one user and no session',
    async run(kit) {
      const userId = await kit.createUser();
      assert.deepEqual(await erase(kit.adapter, userId, true), { user: 1, sessions: 0 });
      assert.deepEqual(await erase(kit.adapter, userId), { user: 1, sessions: 0 });
      await assertGone(kit, userId, []);
    },
  },
  {
    name: 'a dry run gives the same counts, and changes nothing',
    async run(kit) {
      const userId = await kit.createUser();
      const rows = await insertAll(kit, userId);
      const record = await kit.adapter.readUserRecord(userId);
      const counts = await erase(kit.adapter, userId, true);
      assert.deepEqual(counts, { user: 1, sessions: rows.length });
      await assertStored(kit, rows);
      assert.deepEqual(await kit.adapter.readUserRecord(userId), record);
      assert.deepEqual(await erase(kit.adapter, userId, true), counts);
      assert.deepEqual(await erase(kit.adapter, userId), counts);
    },
  },
  {
    name: 'after a dry run the user logs in as before',
    async run(kit) {
      const { userId } = await insertRow(kit);
      await erase(kit.adapter, userId, true);
      const row = await insertRow(kit, { userId });
      await assertStored(kit, [row]);
      const found = await kit.adapter.findSessions([row.id]);
      assert.deepEqual(found.map(({ session, user }) => [session, user.id]), [[row, userId]]);
    },
  },
  {
    name: 'leaves other users and their sessions alone',
    async run(kit) {
      const other = await kit.createUser();
      const others = await insertAll(kit, other);
      const { userId } = await insertRow(kit);
      assert.deepEqual(await erase(kit.adapter, userId), { user: 1, sessions: 1 });
      await assertStored(kit, others);
      assert.equal((await kit.adapter.readUserRecord(other))?.id, other);
    },
  },
  {
    name: 'again, or of a user who never was, counts nothing',
    async run(kit) {
      const { userId } = await insertRow(kit);
      await erase(kit.adapter, userId);
      const bystander = await insertRow(kit);
      for (const dryRun of [true, false]) assert.deepEqual(await erase(kit.adapter, userId, dryRun), none);
      await assertStored(kit, [bystander]);
    },
  },
  {
    name: 'takes what is left of a user who is gone',
    async run(kit) {
      const rows = [await insertRow(kit)];
      const [{ userId }] = rows as [SessionRow];
      await kit.deleteUser(userId);
      assert.equal((await erase(kit.adapter, userId)).user, 0);
      await assertGone(kit, userId, rows);
    },
  },
  {
    name: 'hostile ids name no user and touch nobody',
    async run(kit) {
      assertErases(kit.adapter);
      const row = await insertRow(kit);
      for (const id of [...hostileTexts, ...idsOfAnotherType(row.userId)]) {
        for (const dryRun of [true, false]) {
          const counts = await answerOf(() => erase(kit.adapter, id, dryRun));
          if (counts) assert.deepEqual(counts, none, String(id));
        }
      }
      await assertStored(kit, [row]);
      assert.equal((await kit.adapter.readUserRecord(row.userId))?.id, row.userId);
    },
  },
  {
    name: 'of several at once, one counts the user, and each session is counted',
    async run(kit) {
      const adapters = [kit.adapter, await kit.anotherAdapter(), await kit.anotherAdapter()];
      for (let round = 0; round < 5; round++) {
        const userId = await kit.createUser();
        const rows = await insertAll(kit, userId);
        const all = await Promise.all(adapters.map((adapter) => erase(adapter, userId)));
        assert.deepEqual(all.map(({ user }) => user).sort(), [0, 0, 1]);
        assert.equal(all.reduce((sum, { sessions }) => sum + sessions, 0), rows.length);
        await assertGone(kit, userId, rows);
      }
    },
  },
  {
    name: 'of a user who logs in at that moment leaves no session',
    async run(kit) {
      const others = [await kit.anotherAdapter(), await kit.anotherAdapter()];
      for (let round = 0; round < 10; round++) {
        const { userId } = await insertRow(kit);
        const rows = await Promise.all(Array.from({ length: 6 }, () => makeRow(userId)));
        const limit = { max: 3, onLimit: 'evict-oldest' } as const;
        const logins = rows.map((row, index) =>
          others[index % 2]!.insertSession(row, index < 3 ? undefined : { now: noon, limit }),
        );
        const [counts, ...outcomes] = await Promise.all([erase(kit.adapter, userId), ...logins]);
        assert.equal(counts.user, 1);
        const known = ['inserted', 'inserted-evicting', 'unknown-user'];
        for (const outcome of outcomes) assert.ok(known.includes(outcome), outcome);
        await assertGone(kit, userId, rows);
      }
    },
  },
];

export const erasureCases: StorageCase[] = cases.map(({ name, run }) => ({ name: `${erasureGroup}: ${name}`, run }));

/** In the place of the group, where the harness passes over it: says why, and fails if it need not be. */
export function erasureSkipped(reason: string): StorageCase {
  return {
    name: `${erasureGroup} (not tested: ${reason})`,
    async run({ adapter }) {
      assert.equal(adapter.eraseUser, undefined, `the adapter has eraseUser: take "skip.${erasureGroup}" out`);
    },
  };
}
