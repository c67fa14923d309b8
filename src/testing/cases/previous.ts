import assert from 'node:assert/strict';
import { type SessionRow, withoutSecrets } from '../../session/session.js';
import { after, insertRow, makeRow, noon, unusedId } from '../fixtures.js';
import type { Kit, StorageCase } from '../harness.js';
import { formerOf, rotationOf } from './rotation.js';

/** A session that was rotated and remembers its last token: what it was, and what it is. */
async function rotateRow(kit: Kit, values: Partial<SessionRow> = {}): Promise<[before: SessionRow, now: SessionRow]> {
  const row = await insertRow(kit, values);
  return [row, await rotateAgain(kit, row)];
}

async function rotateAgain(kit: Kit, row: SessionRow): Promise<SessionRow> {
  const rotation = await rotationOf(row, formerOf(row));
  const outcome = await kit.adapter.rotateSession(rotation);
  if (outcome !== 'rotated') throw new Error(`rotateSession answered ${outcome}`);
  return { ...row, ...rotation.to };
}

/** The sessions that a lookup finds, by present and previous ids, in the order of their ids. */
async function find(kit: Kit, ids: readonly string[]): Promise<SessionRow[]> {
  return inOrder((await kit.adapter.findSessions(ids, { previous: true })).map(({ session }) => session));
}

function inOrder(rows: readonly SessionRow[]): SessionRow[] {
  return rows.toSorted((a, b) => (a.id < b.id ? -1 : 1));
}

export const previousCases: StorageCase[] = [
  {
    name: 'previous id: finds the session as it now is, with its user, and only when asked to',
    async run(kit) {
      const [before, row] = await rotateRow(kit, { attributes: { theme: 'dark' } });
      const found = await kit.adapter.findSessions([before.id], { previous: true });
      const trimmed = found.map(({ session, user }) => ({ session, user: { id: user.id } }));
      assert.deepEqual(trimmed, [{ session: row, user: { id: row.userId } }]);
      assert.deepEqual(await kit.adapter.findSessions([before.id]), []);
      assert.deepEqual(await kit.adapter.findSessions([before.id], { previous: false }), []);
    },
  },
  {
    name: 'previous id: together with the present one finds the session once',
    async run(kit) {
      const [before, row] = await rotateRow(kit);
      assert.deepEqual(await find(kit, [before.id, row.id]), [row]);
      assert.deepEqual(await find(kit, [row.id, before.id]), [row]);
    },
  },
  {
    name: 'previous id: among other ids, each finds its own session and nobody else\'s',
    async run(kit) {
      const userId = await kit.createUser();
      const rotated: [SessionRow, SessionRow][] = [];
      for (const values of [{ userId }, { userId }, {}, {}]) rotated.push(await rotateRow(kit, values));
      const fresh = [await insertRow(kit, { userId }), await insertRow(kit)];
      await insertRow(kit, { userId });
      for (const [before, row] of rotated) assert.deepEqual(await find(kit, [before.id]), [row]);
      for (const row of fresh) assert.deepEqual(await find(kit, [row.id]), [row]);
      const [before, present] = [rotated.map(([row]) => row.id), rotated.map(([, row]) => row)];
      const ids = [before[0]!, unusedId(), fresh[0]!.id, present[1]!.id, before[2]!, fresh[1]!.id];
      assert.deepEqual(await find(kit, ids), inOrder([...present.slice(0, 3), ...fresh]));
    },
  },
  {
    name: 'previous id: many at once find them all',
    async run(kit) {
      const userId = await kit.createUser();
      const rotated: [SessionRow, SessionRow][] = [];
      for (let count = 0; count < 37; count++) rotated.push(await rotateRow(kit, { userId }));
      const found = await find(kit, rotated.map(([before]) => before.id));
      assert.deepEqual(found, inOrder(rotated.map(([, row]) => row)));
    },
  },
  {
    name: 'previous id: of two rotations, the first names nothing any more',
    async run(kit) {
      const [first, second] = await rotateRow(kit);
      const third = await rotateAgain(kit, second);
      assert.deepEqual(await find(kit, [first.id]), []);
      assert.deepEqual(await find(kit, [second.id]), [third]);
      assert.deepEqual(await find(kit, [first.id, second.id, third.id]), [third]);
    },
  },
  {
    name: 'previous id: after a rotation that keeps none, names nothing',
    async run(kit) {
      const row = await insertRow(kit);
      const rotation = await rotationOf(row);
      await kit.adapter.rotateSession(rotation);
      assert.deepEqual(await find(kit, [row.id]), []);
      assert.deepEqual(await find(kit, [row.id, rotation.to.id]), [{ ...row, ...rotation.to }]);
    },
  },
  {
    name: 'previous id: of a renewed session with other attributes finds it as it now is',
    async run(kit) {
      const [before, row] = await rotateRow(kit);
      const { id, expirationDate, updatedAt } = row;
      const to = { expirationDate: after(9_000_000), updatedAt: after(120_000) };
      assert.equal(await kit.adapter.renewSession({ id, from: { expirationDate, updatedAt }, to }), true);
      await kit.adapter.updateAttributes(id, { theme: 'dark' }, noon);
      assert.deepEqual(await find(kit, [before.id]), [{ ...row, ...to, attributes: { theme: 'dark' } }]);
    },
  },
  {
    name: 'previous id: is no name by which a session can be changed or ended',
    async run(kit) {
      const [{ id, userId }, row] = await rotateRow(kit);
      const { expirationDate, updatedAt } = row;
      const renewal = { id, from: { expirationDate, updatedAt }, to: { expirationDate: after(1), updatedAt: after(2) } };
      assert.equal(await kit.adapter.renewSession(renewal), false);
      assert.equal(await kit.adapter.rotateSession(await rotationOf({ ...row, id })), 'not-found');
      assert.equal(await kit.adapter.updateAttributes(id, { theme: 'dark' }, noon), null);
      assert.equal(await kit.adapter.deleteSession(id), false);
      assert.equal(await kit.adapter.deleteSession(id, userId), false);
      assert.deepEqual(await kit.readSession(row.id), row);
    },
  },
  {
    name: 'previous id: of a session that was ended, in whatever way, finds nothing',
    async run(kit) {
      const [ended, endedRow] = await rotateRow(kit);
      await kit.adapter.deleteSession(endedRow.id);
      const [replaced, replacedRow] = await rotateRow(kit);
      await kit.adapter.insertSession(await makeRow(replaced.userId), { now: noon, replaces: replacedRow.id });
      const [evicted] = await rotateRow(kit);
      const limit = { max: 1, onLimit: 'evict-oldest' } as const;
      await kit.adapter.insertSession(await makeRow(evicted.userId, { createdAt: after(9) }), { now: noon, limit });
      const [signedOut] = await rotateRow(kit);
      await kit.adapter.deleteUserSessions(signedOut.userId);
      for (const { id } of [ended, replaced, evicted, signedOut]) assert.deepEqual(await find(kit, [id]), []);
      assert.deepEqual(await find(kit, [ended.id, replaced.id, evicted.id, signedOut.id]), []);
    },
  },
  {
    name: 'previous id: of a dead session that was cleaned up finds nothing',
    async run(kit) {
      const [dead, row] = await rotateRow(kit);
      const [living, alive] = await rotateRow(kit, { userId: dead.userId });
      const from = { expirationDate: alive.expirationDate, updatedAt: alive.updatedAt };
      const to = { expirationDate: after(1, row.expirationDate), updatedAt: after(70_000) };
      await kit.adapter.renewSession({ id: alive.id, from, to });
      assert.equal(await kit.adapter.deleteExpiredSessions(row.expirationDate, 10), 1);
      assert.deepEqual(await find(kit, [dead.id, living.id]), [{ ...alive, ...to }]);
    },
  },
  {
    name: 'previous id: of a deleted user\'s session finds nothing',
    async run(kit) {
      const [before] = await rotateRow(kit);
      const [kept, row] = await rotateRow(kit);
      await kit.deleteUser(before.userId);
      assert.deepEqual(await find(kit, [before.id]), []);
      assert.deepEqual(await find(kit, [before.id, kept.id]), [row]);
    },
  },
  {
    name: 'previous id: does not come out of a list or an update, nor does any hash',
    async run(kit) {
      const [, row] = await rotateRow(kit, { pending: 'second-factor' });
      assert.deepEqual(await kit.adapter.listUserSessions(row.userId, noon), [withoutSecrets(row)]);
      const attributes = { theme: 'dark' };
      assert.deepEqual(await kit.adapter.updateAttributes(row.id, attributes, noon), { ...withoutSecrets(row), attributes });
      assert.deepEqual(await kit.readSession(row.id), { ...row, attributes });
    },
  },
];
