import assert from 'node:assert/strict';
import { createAuth } from '../../auth/create-auth.js';
import { withoutSecrets } from '../../session/session.js';
import { after, insertRow, makeRow, noon } from '../fixtures.js';
import type { StorageCase } from '../harness.js';

export const pendingCases: StorageCase[] = [
  {
    name: 'pending: what a login waits for is stored, found and listed to the letter',
    async run(kit) {
      const userId = await kit.createUser();
      for (const pending of ['second-factor', `'; -- " \` \\ null 北京 👩‍💻`.padEnd(64, '_')]) {
        const row = await insertRow(kit, { userId, pending });
        assert.deepEqual(await kit.readSession(row.id), row);
        const found = await kit.adapter.findSessions([row.id]);
        assert.deepEqual(found.map(({ session }) => session), [row]);
        assert.deepEqual(await kit.adapter.updateAttributes(row.id, row.attributes, noon), withoutSecrets(row));
        assert.deepEqual(await kit.adapter.listUserSessions(userId, noon), [withoutSecrets(row)]);
        assert.equal(await kit.adapter.deleteUserSessions(userId), 1);
      }
    },
  },
  {
    name: 'pending: such a session does not count towards the limit',
    async run(kit) {
      const { userId } = await insertRow(kit, { pending: 'second-factor', createdAt: after(1) });
      await insertRow(kit, { userId, pending: 'email', createdAt: after(2) });
      const limit = { max: 1, onLimit: 'reject' } as const;
      assert.equal(await kit.adapter.insertSession(await makeRow(userId), { now: noon, limit }), 'inserted');
      assert.equal(await kit.adapter.insertSession(await makeRow(userId), { now: noon, limit }), 'limit-reached');
    },
  },
  {
    name: 'pending: such a session is not evicted, and makes no room',
    async run(kit) {
      const waiting = await insertRow(kit, { pending: 'second-factor', createdAt: after(-9) });
      const { userId } = waiting;
      const oldest = await insertRow(kit, { userId, createdAt: after(1) });
      const newest = await insertRow(kit, { userId, createdAt: after(2) });
      const waitingToo = await insertRow(kit, { userId, pending: 'email', createdAt: after(3) });
      const row = await makeRow(userId, { createdAt: after(4) });
      const limit = { max: 2, onLimit: 'evict-oldest' } as const;
      assert.equal(await kit.adapter.insertSession(row, { now: noon, limit }), 'inserted-evicting');
      assert.equal(await kit.readSession(oldest.id), null);
      for (const each of [waiting, newest, waitingToo, row]) assert.deepEqual(await kit.readSession(each.id), each);
    },
  },
  {
    name: 'pending: a login in two steps is held to the limit when it is complete, and no sooner',
    async run(kit) {
      const maxSessionsPerUser = { max: 1, onLimit: 'reject' } as const;
      const auth = createAuth({ adapter: kit.adapter, maxSessionsPerUser, now: () => noon });
      const first = await auth.createSession(await kit.createUser());
      const { userId } = first.session;
      const { token } = await auth.createSession(userId, { pending: 'second-factor' });
      assert.equal((await auth.validatePendingSession(token))?.pending, 'second-factor');
      assert.notEqual(await auth.validateSession(first.token), null);
      const completed = await auth.completePendingSession(token, { replaces: first.session.id });
      const sessions = await auth.listSessions(userId);
      assert.deepEqual(sessions.map(({ id }) => id), [completed?.session.id]);
      const late = await auth.createSession(userId, { pending: 'second-factor' });
      await assert.rejects(auth.completePendingSession(late.token), { code: 'ERR_SESSION_LIMIT' });
    },
  },
];
