import assert from 'node:assert/strict';
import type { SessionRow, UserId } from '../../session/session.js';
import type { SessionLimit } from '../../storage/storage-adapter.js';
import { after, insertRow, makeRow, noon, unusedId } from '../fixtures.js';
import type { Kit, StorageCase } from '../harness.js';

const evict = (max: number): SessionLimit => ({ max, onLimit: 'evict-oldest' });
const reject = (max: number): SessionLimit => ({ max, onLimit: 'reject' });

/** So many sessions of one user, the first the oldest. */
async function insertRows(kit: Kit, count: number): Promise<SessionRow[]> {
  const userId = await kit.createUser();
  const rows: SessionRow[] = [];
  for (let index = 0; index < count; index++) rows.push(await insertRow(kit, { userId, createdAt: after(index) }));
  return rows;
}

async function idsOf(kit: Kit, userId: UserId): Promise<string[]> {
  return (await kit.adapter.listUserSessions(userId, noon)).map(({ id }) => id);
}

export const limitCases: StorageCase[] = [
  {
    name: 'limit: below it a session is stored and none goes',
    async run(kit) {
      const [first] = await insertRows(kit, 1);
      const row = await makeRow(first!.userId, { createdAt: after(9) });
      assert.equal(await kit.adapter.insertSession(row, { now: noon, limit: evict(2) }), 'inserted');
      assert.deepEqual(await idsOf(kit, row.userId), [row.id, first!.id]);
      assert.deepEqual(await kit.readSession(row.id), row);
    },
  },
  {
    name: 'limit: at it the oldest goes, or the new one is refused',
    async run(kit) {
      const [oldest, middle, newest] = await insertRows(kit, 3);
      const other = await insertRow(kit, { createdAt: after(-9) });
      const refused = await makeRow(oldest!.userId, { createdAt: after(9) });
      assert.equal(await kit.adapter.insertSession(refused, { now: noon, limit: reject(3) }), 'limit-reached');
      assert.deepEqual(await idsOf(kit, refused.userId), [newest!.id, middle!.id, oldest!.id]);
      assert.equal(await kit.readSession(refused.id), null);
      assert.equal(await kit.adapter.insertSession(refused, { now: noon, limit: evict(3) }), 'inserted-evicting');
      assert.deepEqual(await idsOf(kit, refused.userId), [refused.id, newest!.id, middle!.id]);
      assert.equal(await kit.readSession(oldest!.id), null);
      assert.deepEqual(await kit.readSession(other.id), other);
    },
  },
  {
    name: 'limit: a lower one than before makes room for the new session',
    async run(kit) {
      const rows = await insertRows(kit, 6);
      const row = await makeRow(rows[0]!.userId, { createdAt: after(9) });
      assert.equal(await kit.adapter.insertSession(row, { now: noon, limit: evict(2) }), 'inserted-evicting');
      assert.deepEqual(await idsOf(kit, row.userId), [row.id, rows[5]!.id]);
    },
  },
  {
    name: 'limit: dead sessions do not count',
    async run(kit) {
      const dead = await insertRow(kit, { expirationDate: noon });
      const row = await makeRow(dead.userId);
      assert.equal(await kit.adapter.insertSession(row, { now: noon, limit: reject(1) }), 'inserted');
      assert.deepEqual(await idsOf(kit, row.userId), [row.id]);
    },
  },
  {
    name: 'limit: a taken id is refused and nobody evicted',
    async run(kit) {
      const [first, second] = await insertRows(kit, 2);
      const row = await makeRow(first!.userId, { id: second!.id });
      assert.equal(await kit.adapter.insertSession(row, { now: noon, limit: evict(2) }), 'duplicate-id');
      assert.deepEqual(await kit.readSession(first!.id), first);
      assert.deepEqual(await kit.readSession(second!.id), second);
    },
  },
  {
    name: 'replacing: the new session takes the place of the old',
    async run(kit) {
      const [old, other] = await insertRows(kit, 2);
      const row = await makeRow(old!.userId, { createdAt: after(9) });
      assert.equal(await kit.adapter.insertSession(row, { now: noon, replaces: old!.id }), 'inserted');
      assert.equal(await kit.readSession(old!.id), null);
      assert.deepEqual(await idsOf(kit, row.userId), [row.id, other!.id]);
    },
  },
  {
    name: 'replacing: a session of another user, or one that is not there',
    async run(kit) {
      const old = await insertRow(kit);
      const row = await makeRow(await kit.createUser());
      assert.equal(await kit.adapter.insertSession(row, { now: noon, replaces: old.id }), 'inserted');
      assert.equal(await kit.readSession(old.id), null);
      assert.deepEqual(await kit.readSession(row.id), row);
      const next = await makeRow(row.userId);
      assert.equal(await kit.adapter.insertSession(next, { now: noon, replaces: unusedId() }), 'inserted');
      assert.deepEqual(await kit.readSession(next.id), next);
      assert.deepEqual(await kit.readSession(row.id), row);
    },
  },
  {
    name: 'replacing: the old session does not count towards the limit',
    async run(kit) {
      const [old, other] = await insertRows(kit, 2);
      const row = await makeRow(old!.userId, { createdAt: after(9) });
      assert.equal(await kit.adapter.insertSession(row, { now: noon, replaces: old!.id, limit: reject(2) }), 'inserted');
      assert.deepEqual(await idsOf(kit, row.userId), [row.id, other!.id]);
      const refused = await makeRow(row.userId);
      const conditions = { now: noon, replaces: unusedId(), limit: reject(2) };
      assert.equal(await kit.adapter.insertSession(refused, conditions), 'limit-reached');
    },
  },
  {
    name: 'replacing: the old session stays when the new one is not stored',
    async run(kit) {
      const [first, second] = await insertRows(kit, 2);
      const foreign = await insertRow(kit);
      const full = await makeRow(first!.userId);
      const conditions = { now: noon, replaces: foreign.id, limit: reject(2) };
      assert.equal(await kit.adapter.insertSession(full, conditions), 'limit-reached');
      const taken = await makeRow(first!.userId, { id: second!.id });
      assert.equal(await kit.adapter.insertSession(taken, { now: noon, replaces: first!.id }), 'duplicate-id');
      for (const row of [first!, second!, foreign]) assert.deepEqual(await kit.readSession(row.id), row);
    },
  },
];
