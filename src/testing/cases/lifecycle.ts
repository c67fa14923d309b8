import assert from 'node:assert/strict';
import { withoutSecrets } from '../../session/session.js';
import { after, insertRow, makeRow, noon, unusedId } from '../fixtures.js';
import type { StorageCase } from '../harness.js';

export const lifecycleCases: StorageCase[] = [
  {
    name: 'lifecycle: every value of a new session is stored as given',
    async run(kit) {
      const row = await insertRow(kit, {
        createdAt: after(1),
        updatedAt: after(2),
        authenticatedAt: after(3),
        expirationDate: after(4),
        remember: false,
        attributes: { text: 'a "quoted" \\ text', list: [1, null, { deep: true }], empty: {} },
      });
      assert.deepEqual(await kit.readSession(row.id), row);
    },
  },
  {
    name: 'lifecycle: absent texts are stored as null',
    async run(kit) {
      const row = await insertRow(kit, { ipAddress: null, userAgent: null });
      assert.deepEqual(await kit.readSession(row.id), row);
    },
  },
  {
    name: 'lifecycle: hostile and non-Latin text comes back to the letter',
    async run(kit) {
      const userAgent = `'; DROP TABLE Session; -- " \` \\ %s $1 ?1 {{7*7}} <b> 北京 👩‍💻`.padEnd(191, 'x');
      const row = await insertRow(kit, { userAgent, attributes: { [userAgent]: userAgent } });
      assert.deepEqual(await kit.readSession(row.id), row);
    },
  },
  {
    name: 'lifecycle: a taken id is refused and its row untouched',
    async run(kit) {
      const row = await insertRow(kit);
      const second = await makeRow(await kit.createUser(), { id: row.id, expirationDate: after(9) });
      assert.equal(await kit.adapter.insertSession(second), 'duplicate-id');
      assert.deepEqual(await kit.readSession(row.id), row);
    },
  },
  {
    name: 'lifecycle: sessions are found by id, each with its user',
    async run(kit) {
      const rows = [await insertRow(kit), await insertRow(kit), await insertRow(kit)];
      const found = await kit.adapter.findSessions([rows[2]!.id, unusedId(), rows[0]!.id]);
      const expected = [rows[0]!, rows[2]!].map((session) => ({ session, user: { id: session.userId } }));
      const byId = (a: { session: { id: string } }, b: { session: { id: string } }) => (a.session.id < b.session.id ? -1 : 1);
      const trimmed = found.map(({ session, user }) => ({ session, user: { id: user.id } }));
      assert.deepEqual(trimmed.sort(byId), expected.sort(byId));
    },
  },
  {
    name: 'lifecycle: a lookup by one id finds the one session',
    async run(kit) {
      const row = await insertRow(kit, { attributes: { theme: 'dark' } });
      await insertRow(kit);
      const found = await kit.adapter.findSessions([row.id]);
      assert.deepEqual(found.map(({ session }) => session), [row]);
    },
  },
  {
    name: 'lifecycle: a lookup by many ids finds them all',
    async run(kit) {
      const userId = await kit.createUser();
      const rows = [];
      for (let count = 0; count < 37; count++) rows.push(await insertRow(kit, { userId }));
      const found = await kit.adapter.findSessions(rows.map(({ id }) => id));
      assert.deepEqual(found.map(({ session }) => session.id).sort(), rows.map(({ id }) => id).sort());
    },
  },
  {
    name: 'lifecycle: unknown ids find nothing',
    async run(kit) {
      await insertRow(kit);
      assert.deepEqual(await kit.adapter.findSessions([unusedId(), unusedId()]), []);
      assert.deepEqual(await kit.adapter.findSessions([unusedId()]), []);
    },
  },
  {
    name: 'lifecycle: what is handed in and out is not shared with what is stored',
    async run(kit) {
      const row = await insertRow(kit, { attributes: { list: ['a'] } });
      const before = structuredClone(row);
      row.expirationDate.setTime(0);
      (row.attributes.list as string[]).push('b');
      const [found] = await kit.adapter.findSessions([row.id]);
      found!.session.updatedAt.setTime(0);
      (found!.session.attributes.list as string[]).push('c');
      assert.deepEqual(await kit.readSession(row.id), before);
    },
  },
  {
    name: 'lifecycle: new attributes replace the old, and nothing else changes',
    async run(kit) {
      const row = await insertRow(kit, { attributes: { theme: 'dark', old: 1 } });
      const changed = { ...row, attributes: { theme: 'light' } };
      assert.deepEqual(await kit.adapter.updateAttributes(row.id, { theme: 'light' }, noon), withoutSecrets(changed));
      assert.deepEqual(await kit.readSession(row.id), changed);
    },
  },
  {
    name: 'lifecycle: attributes of a dead or unknown session are not changed',
    async run(kit) {
      const row = await insertRow(kit);
      assert.equal(await kit.adapter.updateAttributes(row.id, { theme: 'light' }, row.expirationDate), null);
      assert.deepEqual(await kit.readSession(row.id), row);
      const id = unusedId();
      assert.equal(await kit.adapter.updateAttributes(id, { theme: 'light' }, noon), null);
      assert.equal(await kit.readSession(id), null);
    },
  },
  {
    name: 'lifecycle: a list holds the live sessions of one user, newest first, without hashes',
    async run(kit) {
      const userId = await kit.createUser();
      const middle = await insertRow(kit, { userId, createdAt: after(2) });
      const newest = await insertRow(kit, { userId, createdAt: after(3) });
      const oldest = await insertRow(kit, { userId, createdAt: after(1), expirationDate: after(10) });
      await insertRow(kit);
      const list = (now: Date) => kit.adapter.listUserSessions(userId, now);
      assert.deepEqual(await list(after(9)), [newest, middle, oldest].map((row) => withoutSecrets(row)));
      assert.deepEqual(await list(after(10)), [newest, middle].map((row) => withoutSecrets(row)));
    },
  },
];
