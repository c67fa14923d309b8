import assert from 'node:assert/strict';
import { insertRow } from '../fixtures.js';
import type { StorageCase } from '../harness.js';

export const exportCases: StorageCase[] = [
  {
    name: 'export: gives the user\'s own record, with nothing of a session\'s hash',
    async run(kit) {
      const { userId, secretHash } = await insertRow(kit);
      const record = await kit.adapter.readUserRecord(userId);
      assert.equal(record?.id, userId);
      const text = JSON.stringify(record, (_, value: unknown) => (typeof value === 'bigint' ? String(value) : value));
      assert.equal(text.includes(secretHash), false);
    },
  },
  {
    name: 'export: an unknown user has no record',
    async run(kit) {
      const userId = await kit.createUser();
      await kit.deleteUser(userId);
      assert.equal(await kit.adapter.readUserRecord(userId), null);
    },
  },
];
