import assert from 'node:assert/strict';
import { insertRow, unusedId } from '../fixtures.js';
import type { StorageCase } from '../harness.js';

export const invalidationCases: StorageCase[] = [
  {
    name: 'invalidation: removes the one session and tells that there was one',
    async run(kit) {
      const row = await insertRow(kit);
      const other = await insertRow(kit, { userId: row.userId });
      assert.equal(await kit.adapter.deleteSession(row.id), true);
      assert.equal(await kit.readSession(row.id), null);
      assert.equal(await kit.adapter.deleteSession(row.id), false);
      assert.deepEqual(await kit.readSession(other.id), other);
    },
  },
  {
    name: 'invalidation: of an unknown id removes nothing',
    async run(kit) {
      const row = await insertRow(kit);
      assert.equal(await kit.adapter.deleteSession(unusedId()), false);
      assert.deepEqual(await kit.readSession(row.id), row);
    },
  },
  {
    name: 'invalidation: with a user id, only that user\'s session',
    async run(kit) {
      const row = await insertRow(kit);
      assert.equal(await kit.adapter.deleteSession(row.id, await kit.createUser()), false);
      assert.deepEqual(await kit.readSession(row.id), row);
      assert.equal(await kit.adapter.deleteSession(row.id, row.userId), true);
      assert.equal(await kit.readSession(row.id), null);
    },
  },
  {
    // better-auth 1.x fetches a user's rows with a default limit of 100 and deletes those.
    name: 'invalidation: of all sessions of a user has no cap, and touches nobody else',
    async run(kit) {
      const userId = await kit.createUser();
      const rows = [];
      for (let count = 0; count < 151; count++) rows.push(await insertRow(kit, { userId }));
      const other = await insertRow(kit);
      assert.equal(await kit.adapter.deleteUserSessions(userId), 151);
      for (const { id } of rows) assert.equal(await kit.readSession(id), null);
      assert.deepEqual(await kit.readSession(other.id), other);
      assert.equal(await kit.adapter.deleteUserSessions(userId), 0);
    },
  },
  {
    name: 'invalidation: of all sessions but one keeps that one',
    async run(kit) {
      const kept = await insertRow(kit);
      const ended = await insertRow(kit, { userId: kept.userId });
      assert.equal(await kit.adapter.deleteUserSessions(kept.userId, kept.id), 1);
      assert.deepEqual(await kit.readSession(kept.id), kept);
      assert.equal(await kit.readSession(ended.id), null);
    },
  },
];
