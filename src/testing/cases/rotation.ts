import assert from 'node:assert/strict';
import type { SessionRow } from '../../session/session.js';
import type { Rotation } from '../../storage/storage-adapter.js';
import { after, insertRow, makeRow, noon, unusedId } from '../fixtures.js';
import type { StorageCase } from '../harness.js';

/** What a rotation says of the token that it takes the place of. */
export function formerOf({ id, secretHash }: Pick<SessionRow, 'id' | 'secretHash'>, previousUntil = after(90_001)) {
  return { previousId: id, previousHash: secretHash, previousUntil };
}

/** A rotation to a new id and secret, with new dates. */
export async function rotationOf({ id, userId }: SessionRow, to: Partial<Rotation['to']> = {}): Promise<Rotation> {
  const fresh = await makeRow(userId, { expirationDate: after(7_200_000), updatedAt: after(60_000) });
  const { id: newId, secretHash, expirationDate, updatedAt } = fresh;
  return { id, now: noon, to: { id: newId, secretHash, expirationDate, updatedAt, ...to } };
}

export const rotationCases: StorageCase[] = [
  {
    name: 'rotation: the session has the new id and hash, and the old id names nothing',
    async run(kit) {
      const row = await insertRow(kit, { attributes: { theme: 'dark' } });
      const other = await insertRow(kit, { userId: row.userId });
      const rotation = await rotationOf(row);
      assert.equal(await kit.adapter.rotateSession(rotation), 'rotated');
      assert.equal(await kit.readSession(row.id), null);
      assert.deepEqual(await kit.readSession(rotation.to.id), { ...row, ...rotation.to });
      assert.deepEqual(await kit.readSession(other.id), other);
      const found = await kit.adapter.findSessions([row.id, rotation.to.id]);
      assert.deepEqual(found.map(({ session }) => session), [{ ...row, ...rotation.to }]);
      assert.equal((await kit.adapter.listUserSessions(row.userId, noon)).length, 2);
    },
  },
  {
    name: 'rotation: changes what it is given beside, and nothing else',
    async run(kit) {
      const row = await insertRow(kit, { attributes: { theme: 'dark' } });
      const to = { authenticatedAt: after(5), remember: false, ipAddress: null, userAgent: 'curl', attributes: { step: 2 } };
      const rotation = await rotationOf(row, to);
      assert.equal(await kit.adapter.rotateSession(rotation), 'rotated');
      assert.deepEqual(await kit.readSession(rotation.to.id), { ...row, ...rotation.to });
    },
  },
  {
    name: 'rotation: completes a login, and says what the token before it was',
    async run(kit) {
      const row = await insertRow(kit, { pending: 'second-factor' });
      const rotation = await rotationOf(row, { pending: null, ...formerOf(row) });
      assert.equal(await kit.adapter.rotateSession(rotation), 'rotated');
      assert.deepEqual(await kit.readSession(rotation.to.id), { ...row, ...rotation.to });
    },
  },
  {
    name: 'rotation: a second one says what the token before it was, or leaves what the first one said',
    async run(kit) {
      const row = await insertRow(kit);
      const first = await rotationOf(row, formerOf(row));
      await kit.adapter.rotateSession(first);
      const second = await rotationOf({ ...row, ...first.to }, formerOf(first.to, after(90_002)));
      assert.equal(await kit.adapter.rotateSession(second), 'rotated');
      assert.deepEqual(await kit.readSession(second.to.id), { ...row, ...second.to });
      const third = await rotationOf({ ...row, ...second.to });
      assert.equal(await kit.adapter.rotateSession(third), 'rotated');
      assert.deepEqual(await kit.readSession(third.to.id), { ...row, ...second.to, ...third.to });
    },
  },
  {
    name: 'rotation: a rotated session goes with all the sessions of its user',
    async run(kit) {
      const row = await insertRow(kit);
      const rotation = await rotationOf(row);
      await kit.adapter.rotateSession(rotation);
      assert.equal(await kit.adapter.deleteUserSessions(row.userId), 1);
      assert.equal(await kit.readSession(rotation.to.id), null);
    },
  },
  {
    name: 'rotation: of a session that is not there, was ended or is dead changes nothing',
    async run(kit) {
      const row = await insertRow(kit);
      const unknown = await rotationOf({ ...row, id: unusedId() });
      assert.equal(await kit.adapter.rotateSession(unknown), 'not-found');
      assert.equal(await kit.readSession(unknown.to.id), null);
      const dead = await rotationOf(row);
      assert.equal(await kit.adapter.rotateSession({ ...dead, now: row.expirationDate }), 'not-found');
      assert.deepEqual(await kit.readSession(row.id), row);
      assert.equal(await kit.readSession(dead.to.id), null);
      await kit.adapter.deleteSession(row.id);
      assert.equal(await kit.adapter.rotateSession(dead), 'not-found');
      assert.equal(await kit.readSession(dead.to.id), null);
    },
  },
  {
    name: 'rotation: the same rotation again finds nothing',
    async run(kit) {
      const row = await insertRow(kit);
      const first = await rotationOf(row);
      assert.equal(await kit.adapter.rotateSession(first), 'rotated');
      const second = await rotationOf(row);
      assert.equal(await kit.adapter.rotateSession(second), 'not-found');
      assert.equal(await kit.readSession(second.to.id), null);
      assert.deepEqual(await kit.readSession(first.to.id), { ...row, ...first.to });
    },
  },
  {
    name: 'rotation: to a taken id is refused, and both sessions stay as they were',
    async run(kit) {
      const row = await insertRow(kit);
      const taken = await insertRow(kit, { userId: row.userId });
      const foreign = await insertRow(kit);
      for (const { id } of [taken, foreign]) {
        assert.equal(await kit.adapter.rotateSession(await rotationOf(row, { id })), 'duplicate-id');
      }
      for (const each of [row, taken, foreign]) assert.deepEqual(await kit.readSession(each.id), each);
    },
  },
];
