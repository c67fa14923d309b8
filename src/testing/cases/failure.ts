import assert from 'node:assert/strict';
import type { UserId } from '../../session/session.js';
import type { StorageAdapter } from '../../storage/storage-adapter.js';
import { insertRow, makeRow, noon } from '../fixtures.js';
import type { StorageCase } from '../harness.js';
import { rotationOf } from './rotation.js';

/** The one case that needs `createUnreachableAdapter`. */
export const failureCase = 'failure: every verb rejects when the storage cannot be reached';

/** A call of each verb; of `eraseUser` where there is one. */
type Verbs = { [Verb in keyof StorageAdapter<unknown, UserId>]: () => Promise<unknown> };

export const failureCases: StorageCase[] = [
  {
    // lucia 3 swallows what a delete throws: an outage then looks like a successful logout.
    name: failureCase,
    async run(kit) {
      const row = await insertRow(kit);
      const fresh = await makeRow(row.userId);
      const { id, userId, expirationDate, updatedAt } = row;
      const rotation = await rotationOf(row);
      const adapter = await kit.unreachableAdapter();
      const calls: Verbs = {
        insertSession: () => adapter.insertSession(fresh),
        findSessions: () => adapter.findSessions([id]),
        renewSession: () => adapter.renewSession({ id, from: { expirationDate, updatedAt }, to: { expirationDate, updatedAt } }),
        rotateSession: () => adapter.rotateSession(rotation),
        updateAttributes: () => adapter.updateAttributes(id, {}, noon),
        deleteSession: () => adapter.deleteSession(id),
        deleteUserSessions: () => adapter.deleteUserSessions(userId),
        deleteExpiredSessions: () => adapter.deleteExpiredSessions(noon, 10),
        listUserSessions: () => adapter.listUserSessions(userId, noon),
        readUserRecord: () => adapter.readUserRecord(userId),
        ...(adapter.eraseUser && { eraseUser: () => adapter.eraseUser!(userId, { dryRun: false, timeout: 5000 }) }),
      };
      for (const [verb, call] of Object.entries(calls)) {
        await assert.rejects(call, `${verb} did not reject`);
      }
      await assert.rejects(() => adapter.findSessions([id], { previous: true }));
      await assert.rejects(() => adapter.insertSession(fresh, { now: noon, replaces: id, limit: { max: 1, onLimit: 'evict-oldest' } }));
      assert.deepEqual(await kit.readSession(id), row);
    },
  },
];
