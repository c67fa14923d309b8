import assert from 'node:assert/strict';
import type { Renewal } from '../../storage/storage-adapter.js';
import type { SessionRow } from '../../session/session.js';
import { after, insertRow, makeRow, unusedId } from '../fixtures.js';
import type { StorageCase } from '../harness.js';

const to = { expirationDate: after(7_200_000), updatedAt: after(60_000) };

function renewalOf({ id, expirationDate, updatedAt }: SessionRow, from: Partial<Renewal['from']> = {}): Renewal {
  return { id, from: { expirationDate, updatedAt, ...from }, to };
}

export const renewalCases: StorageCase[] = [
  {
    name: 'renewal: sets both dates and nothing else',
    async run(kit) {
      const row = await insertRow(kit, { attributes: { theme: 'dark' } });
      const other = await insertRow(kit, { userId: row.userId });
      assert.equal(await kit.adapter.renewSession(renewalOf(row)), true);
      assert.deepEqual(await kit.readSession(row.id), { ...row, ...to });
      assert.deepEqual(await kit.readSession(other.id), other);
    },
  },
  {
    name: 'renewal: with another hash changes it together with the dates, and nothing else',
    async run(kit) {
      const row = await insertRow(kit, { attributes: { theme: 'dark' } });
      const { secretHash } = await makeRow(row.userId);
      const renewal = { ...renewalOf(row), to: { ...to, secretHash } };
      assert.equal(await kit.adapter.renewSession(renewal), true);
      assert.deepEqual(await kit.readSession(row.id), { ...row, ...to, secretHash });
      const another = { ...renewal, to: { ...to, secretHash: (await makeRow(row.userId)).secretHash } };
      assert.equal(await kit.adapter.renewSession(another), false);
      assert.deepEqual(await kit.readSession(row.id), { ...row, ...to, secretHash });
    },
  },
  {
    name: 'renewal: the same renewal again changes nothing',
    async run(kit) {
      const row = await insertRow(kit);
      await kit.adapter.renewSession(renewalOf(row));
      assert.equal(await kit.adapter.renewSession({ ...renewalOf(row), to: { ...to, updatedAt: after(99) } }), false);
      assert.deepEqual(await kit.readSession(row.id), { ...row, ...to });
    },
  },
  {
    name: 'renewal: needs both dates to be as they were, to the millisecond',
    async run(kit) {
      const row = await insertRow(kit);
      const { expirationDate, updatedAt } = row;
      assert.equal(await kit.adapter.renewSession(renewalOf(row, { expirationDate: after(1, expirationDate) })), false);
      assert.equal(await kit.adapter.renewSession(renewalOf(row, { updatedAt: after(-1, updatedAt) })), false);
      assert.deepEqual(await kit.readSession(row.id), row);
    },
  },
  {
    name: 'renewal: of a session that is not there creates none',
    async run(kit) {
      const row = await insertRow(kit);
      const id = unusedId();
      assert.equal(await kit.adapter.renewSession({ ...renewalOf(row), id }), false);
      assert.equal(await kit.readSession(id), null);
    },
  },
  {
    name: 'renewal: does not bring back an invalidated session',
    async run(kit) {
      const row = await insertRow(kit);
      await kit.adapter.deleteSession(row.id);
      assert.equal(await kit.adapter.renewSession(renewalOf(row)), false);
      assert.equal(await kit.readSession(row.id), null);
    },
  },
];
