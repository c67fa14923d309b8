import assert from 'node:assert/strict';
import { createAuth } from '../../auth/create-auth.js';
import { after, insertRow, noon } from '../fixtures.js';
import type { StorageCase } from '../harness.js';

export const expiryCases: StorageCase[] = [
  {
    name: 'expiry: a session is dead at its very expirationDate, and alive a millisecond before',
    async run(kit) {
      const clock = { time: noon };
      const lifetime = { idle: 60_000, absolute: 60_000, renewEvery: 60_000 };
      const auth = createAuth({ adapter: kit.adapter, lifetime, now: () => clock.time });
      const { token, session } = await auth.createSession(await kit.createUser());
      clock.time = after(-1, session.expirationDate);
      assert.equal((await auth.validateSession(token))?.session.id, session.id);
      assert.equal((await auth.listSessions(session.userId)).length, 1);
      clock.time = session.expirationDate;
      assert.equal(await auth.validateSession(token), null);
      assert.deepEqual(await auth.listSessions(session.userId), []);
      assert.equal(await auth.updateSession(session.id, { attributes: { theme: 'dark' } }), null);
    },
  },
  {
    name: 'expiry: a list leaves out what is dead at the moment given',
    async run(kit) {
      const { id, userId, expirationDate } = await insertRow(kit);
      const idsAt = async (now: Date) => (await kit.adapter.listUserSessions(userId, now)).map((session) => session.id);
      assert.deepEqual(await idsAt(after(-1, expirationDate)), [id]);
      assert.deepEqual(await idsAt(expirationDate), []);
    },
  },
  {
    name: 'expiry: dates in the year 9999 are kept, compared and found dead',
    async run(kit) {
      const end = new Date('9999-12-31T23:59:59.999Z');
      const row = await insertRow(kit, { createdAt: after(-2, end), updatedAt: after(-1, end), expirationDate: end });
      assert.deepEqual(await kit.readSession(row.id), row);
      assert.equal((await kit.adapter.listUserSessions(row.userId, after(-1, end))).length, 1);
      assert.equal((await kit.adapter.listUserSessions(row.userId, end)).length, 0);
    },
  },
  {
    name: 'expiry: dates before 1970 are kept',
    async run(kit) {
      const early = new Date('1001-03-04T05:06:07.089Z');
      const row = await insertRow(kit, { createdAt: early, updatedAt: after(1, early), authenticatedAt: after(2, early) });
      assert.deepEqual(await kit.readSession(row.id), row);
      const [found] = await kit.adapter.findSessions([row.id]);
      assert.deepEqual(found?.session, row);
    },
  },
];
