import assert from 'node:assert/strict';
import { insertRow, makeRow } from '../fixtures.js';
import type { StorageCase } from '../harness.js';

export const userDeletionCases: StorageCase[] = [
  {
    name: 'user deletion: the sessions of a deleted user are found no more',
    async run(kit) {
      const row = await insertRow(kit);
      const other = await insertRow(kit);
      await kit.deleteUser(row.userId);
      assert.deepEqual(await kit.adapter.findSessions([row.id]), []);
      const found = await kit.adapter.findSessions([row.id, other.id]);
      assert.deepEqual(found.map(({ session }) => session), [other]);
    },
  },
  {
    name: 'user deletion: the rows go with the user',
    async run(kit) {
      const row = await insertRow(kit);
      const other = await insertRow(kit);
      await kit.deleteUser(row.userId);
      assert.equal(await kit.readSession(row.id), null);
      assert.deepEqual(await kit.readSession(other.id), other);
    },
  },
  {
    name: 'user deletion: a deleted user gets no new session',
    async run(kit) {
      const userId = await kit.createUser();
      await kit.deleteUser(userId);
      const row = await makeRow(userId);
      assert.equal(await kit.adapter.insertSession(row), 'unknown-user');
      assert.equal(await kit.readSession(row.id), null);
    },
  },
];
