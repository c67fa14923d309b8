import assert from 'node:assert/strict';
import { createAuth } from '../../auth/create-auth.js';
import type { StorageAdapter } from '../../storage/storage-adapter.js';
import { after, insertRow, noon } from '../fixtures.js';
import type { StorageCase } from '../harness.js';

type Adapter = StorageAdapter<{ id: string | number | bigint }>;

const lifetime = { idle: 3_600_000, absolute: 86_400_000, renewEvery: 60_000 };

/** An auth whose clock stands at noon until it is moved. */
function authOver(adapter: Adapter) {
  const clock = { time: noon };
  return { clock, auth: createAuth({ adapter, lifetime, now: () => clock.time }) };
}

export const concurrencyCases: StorageCase[] = [
  {
    name: 'concurrency: of two equal renewals, one is done',
    async run(kit) {
      const other = await kit.anotherAdapter();
      for (let round = 0; round < 10; round++) {
        const { id, expirationDate, updatedAt } = await insertRow(kit);
        const from = { expirationDate, updatedAt };
        const renewals = [after(70_000), after(80_000)].map((time) => ({ expirationDate: after(1000, time), updatedAt: time }));
        const done = await Promise.all([
          kit.adapter.renewSession({ id, from, to: renewals[0]! }),
          other.renewSession({ id, from, to: renewals[1]! }),
        ]);
        assert.deepEqual([...done].sort(), [false, true]);
        const row = await kit.readSession(id);
        assert.deepEqual(row?.updatedAt, renewals[done.indexOf(true)]!.updatedAt);
      }
    },
  },
  {
    name: 'concurrency: of two equal invalidations, one finds the session',
    async run(kit) {
      const other = await kit.anotherAdapter();
      for (let round = 0; round < 10; round++) {
        const { id } = await insertRow(kit);
        const done = await Promise.all([kit.adapter.deleteSession(id), other.deleteSession(id)]);
        assert.deepEqual([...done].sort(), [false, true]);
        assert.equal(await kit.readSession(id), null);
      }
    },
  },
  {
    // lucia 3 and others renew by id alone, which throws or revives when the session went meanwhile.
    name: 'concurrency: a session invalidated just before its renewal stays gone',
    async run(kit) {
      const other = await kit.anotherAdapter();
      let reach: () => void;
      let release: () => void;
      const reached = new Promise<void>((resolve) => (reach = resolve));
      const released = new Promise<void>((resolve) => (release = resolve));
      const paused: Adapter = {
        ...kit.adapter,
        async renewSession(renewal) {
          reach();
          await released;
          return kit.adapter.renewSession(renewal);
        },
      };
      const { auth, clock } = authOver(paused);
      const { token, session } = await auth.createSession(await kit.createUser());
      clock.time = after(60_000);
      const validation = auth.validateSession(token);
      await reached;
      assert.equal(await other.deleteSession(session.id), true);
      release!();
      assert.equal(await validation, null);
      assert.equal(await kit.readSession(session.id), null);
      assert.equal(await auth.validateSession(token), null);
    },
  },
  {
    name: 'concurrency: renewal against invalidation, in whatever order, leaves no session',
    async run(kit) {
      const other = await kit.anotherAdapter();
      for (let round = 0; round < 10; round++) {
        const { auth, clock } = authOver(kit.adapter);
        const { token, session } = await auth.createSession(await kit.createUser());
        clock.time = after(60_000);
        const [, existed] = await Promise.all([auth.validateSession(token), other.deleteSession(session.id)]);
        assert.equal(existed, true);
        assert.equal(await kit.readSession(session.id), null);
      }
    },
  },
  {
    name: 'concurrency: a thousand validations at the renewal moment write once',
    async run(kit) {
      let writes = 0;
      const counting: Adapter = {
        ...kit.adapter,
        renewSession(renewal) {
          writes++;
          return kit.adapter.renewSession(renewal);
        },
      };
      const { auth, clock } = authOver(counting);
      const { token, session } = await auth.createSession(await kit.createUser());
      clock.time = after(60_000);
      const results = await Promise.all(Array.from({ length: 1000 }, () => auth.validateSession(token)));
      assert.equal(writes, 1);
      for (const result of results) assert.deepEqual(result?.session.expirationDate, after(lifetime.idle, clock.time));
      assert.deepEqual((await kit.readSession(session.id))?.updatedAt, clock.time);
    },
  },
  {
    name: 'concurrency: of several processes at the renewal moment, one renews and all succeed',
    async run(kit) {
      const { auth, clock } = authOver(kit.adapter);
      const { token } = await auth.createSession(await kit.createUser());
      const auths = [];
      for (let count = 0; count < 4; count++) auths.push(authOver(await kit.anotherAdapter()));
      clock.time = after(60_000);
      const results = await Promise.all(
        auths.map((process) => {
          process.clock.time = clock.time;
          return process.auth.validateSession(token);
        }),
      );
      assert.ok(results.every((result) => result !== null), 'a live session was refused');
      assert.equal(results.filter((result) => result?.renewed).length, 1);
    },
  },
  {
    name: 'concurrency: ending all sessions while some are created ends each or leaves it whole',
    async run(kit) {
      const other = await kit.anotherAdapter();
      const { auth } = authOver(kit.adapter);
      for (let round = 0; round < 5; round++) {
        const userId = await kit.createUser();
        await auth.createSession(userId);
        const creations = Array.from({ length: 5 }, () => auth.createSession(userId));
        const [ended, ...created] = await Promise.all([other.deleteUserSessions(userId), ...creations]);
        const remaining = await auth.listSessions(userId);
        assert.equal(ended + remaining.length, 6);
        for (const { session, token } of created) {
          const listed = remaining.some(({ id }) => id === session.id);
          assert.equal((await auth.validateSession(token)) !== null, listed);
        }
      }
    },
  },
];
