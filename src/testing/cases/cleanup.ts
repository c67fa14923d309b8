import assert from 'node:assert/strict';
import { after, insertRow, noon } from '../fixtures.js';
import type { StorageCase } from '../harness.js';

export const cleanupCases: StorageCase[] = [
  {
    name: 'cleanup: removes what is dead at the moment given, and only that',
    async run(kit) {
      const past = await insertRow(kit, { expirationDate: after(-1) });
      const exact = await insertRow(kit, { expirationDate: noon });
      const alive = await insertRow(kit, { expirationDate: after(1) });
      assert.equal(await kit.adapter.deleteExpiredSessions(noon, 10), 2);
      assert.equal(await kit.readSession(past.id), null);
      assert.equal(await kit.readSession(exact.id), null);
      assert.deepEqual(await kit.readSession(alive.id), alive);
    },
  },
  {
    name: 'cleanup: takes no more than the limit, until none are left',
    async run(kit) {
      const userId = await kit.createUser();
      for (let count = 0; count < 5; count++) await insertRow(kit, { userId, expirationDate: after(-count) });
      const alive = await insertRow(kit, { userId });
      const counts = [];
      for (let round = 0; round < 4; round++) counts.push(await kit.adapter.deleteExpiredSessions(noon, 2));
      assert.deepEqual(counts, [2, 2, 1, 0]);
      assert.deepEqual(await kit.readSession(alive.id), alive);
    },
  },
];
