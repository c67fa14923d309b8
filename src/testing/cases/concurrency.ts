import assert from 'node:assert/strict';
import { createAuth } from '../../auth/create-auth.js';
import type { SessionLimit, StorageAdapter } from '../../storage/storage-adapter.js';
import { after, insertRow, makeRow, noon } from '../fixtures.js';
import type { Kit, StorageCase } from '../harness.js';
import { formerOf, rotationOf } from './rotation.js';

type Adapter = StorageAdapter<{ id: string | number | bigint }>;

const lifetime = { idle: 3_600_000, absolute: 86_400_000, renewEvery: 60_000 };

/** An auth whose clock stands at noon until it is moved. */
function authOver(adapter: Adapter) {
  const clock = { time: noon };
  return { clock, auth: createAuth({ adapter, lifetime, now: () => clock.time }) };
}

/** Looks again and again until told to stop, leaving a turn of the event loop to others after each look. */
function watch(look: () => Promise<void>) {
  const state = { underWay: true };
  const watching = (async () => {
    while (state.underWay) {
      await look();
      await new Promise((resolve) => setTimeout(resolve));
    }
  })();
  // What goes wrong comes out of `stop`; until then it is nobody's rejection.
  watching.catch(() => {});
  return async function stop(): Promise<void> {
    state.underWay = false;
    await watching;
  };
}

/** So many adapters, each with a connection of its own where the storage has connections. */
async function adaptersOf(kit: Kit, count: number): Promise<Adapter[]> {
  const adapters = [];
  for (let index = 0; index < count; index++) adapters.push(await kit.anotherAdapter());
  return adapters;
}

/** Deletes a user; the database may choose the deletion to break a deadlock, and then the app does it again. */
async function deleteUserAtLast(kit: Kit, userId: Parameters<Kit['deleteUser']>[0], tries = 10): Promise<void> {
  try {
    await kit.deleteUser(userId);
  } catch (error) {
    if (tries === 1) throw error;
    await deleteUserAtLast(kit, userId, tries - 1);
  }
}

/** Eight logins at once over four connections, with a limit of three, watched all along by a fifth. */
async function loginsAtLimit(kit: Kit, limit: SessionLimit, present: number) {
  const userId = await kit.createUser();
  for (let index = 0; index < present; index++) await insertRow(kit, { userId, createdAt: after(-1 - index) });
  const adapters = await adaptersOf(kit, 4);
  const rows = await Promise.all(Array.from({ length: 8 }, (_, index) => makeRow(userId, { createdAt: after(index) })));
  let most = 0;
  const stop = watch(async () => {
    most = Math.max(most, (await kit.adapter.listUserSessions(userId, noon)).length);
  });
  const outcomes = await Promise.all(
    rows.map((row, index) => adapters[index % 4]!.insertSession(row, { now: noon, limit })),
  ).finally(stop);
  const remaining = (await kit.adapter.listUserSessions(userId, noon)).length;
  return { outcomes, most: Math.max(most, remaining), remaining };
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
  {
    name: 'concurrency: of two rotations of one session, one wins and its id alone is live',
    async run(kit) {
      const other = await kit.anotherAdapter();
      for (let round = 0; round < 10; round++) {
        const row = await insertRow(kit);
        const rotations = [await rotationOf(row), await rotationOf(row)] as const;
        const outcomes = await Promise.all([kit.adapter.rotateSession(rotations[0]), other.rotateSession(rotations[1])]);
        assert.deepEqual([...outcomes].sort(), ['not-found', 'rotated']);
        const winner = rotations[outcomes.indexOf('rotated')]!;
        const live = (await kit.adapter.listUserSessions(row.userId, noon)).map(({ id }) => id);
        assert.deepEqual(live, [winner.to.id]);
        assert.equal(await kit.readSession(row.id), null);
      }
    },
  },
  {
    name: 'concurrency: a session is at every moment found under one of its two ids, and never under both',
    async run(kit) {
      const other = await kit.anotherAdapter();
      for (let round = 0; round < 5; round++) {
        const row = await insertRow(kit);
        const rotation = await rotationOf(row);
        const stop = watch(async () => assert.equal((await other.listUserSessions(row.userId, noon)).length, 1));
        assert.equal(await kit.adapter.rotateSession(rotation).finally(stop), 'rotated');
      }
    },
  },
  {
    name: 'concurrency: a rotated session that keeps its previous id is at every moment found by it',
    async run(kit) {
      const other = await kit.anotherAdapter();
      for (let round = 0; round < 5; round++) {
        const row = await insertRow(kit);
        const rotation = await rotationOf(row, formerOf(row));
        const rotated = { ...row, ...rotation.to };
        const stop = watch(async () => {
          const found = await other.findSessions([row.id], { previous: true });
          assert.deepEqual(found.map(({ session }) => session), [found[0]?.session.id === row.id ? row : rotated]);
        });
        assert.equal(await kit.adapter.rotateSession(rotation).finally(stop), 'rotated');
      }
    },
  },
  {
    name: 'concurrency: of two rotations that keep the previous id, it leads to the one that won',
    async run(kit) {
      const other = await kit.anotherAdapter();
      for (let round = 0; round < 10; round++) {
        const row = await insertRow(kit);
        const rotations = [await rotationOf(row, formerOf(row)), await rotationOf(row, formerOf(row))] as const;
        const outcomes = await Promise.all([kit.adapter.rotateSession(rotations[0]), other.rotateSession(rotations[1])]);
        assert.deepEqual([...outcomes].sort(), ['not-found', 'rotated']);
        const winner = rotations[outcomes.indexOf('rotated')]!;
        const found = await kit.adapter.findSessions([row.id, ...rotations.map(({ to }) => to.id)], { previous: true });
        assert.deepEqual(found.map(({ session }) => session), [{ ...row, ...winner.to }]);
      }
    },
  },
  {
    name: 'concurrency: of two completions of one login, one makes a session',
    async run(kit) {
      const processes = [authOver(kit.adapter).auth, authOver(await kit.anotherAdapter()).auth];
      for (let round = 0; round < 10; round++) {
        const { token, session } = await processes[0]!.createSession(await kit.createUser(), { pending: 'second-factor' });
        const completed = await Promise.all(processes.map((auth) => auth.completePendingSession(token)));
        const [winner, ...more] = completed.flatMap((each) => each ?? []);
        assert.deepEqual(more, []);
        const live = await kit.adapter.listUserSessions(session.userId, noon);
        assert.deepEqual(live.map(({ id }) => id), [winner!.session.id]);
      }
    },
  },
  {
    name: 'concurrency: rotation against invalidation: the session is ended, or has another id',
    async run(kit) {
      const other = await kit.anotherAdapter();
      for (let round = 0; round < 10; round++) {
        const row = await insertRow(kit);
        const rotation = await rotationOf(row);
        const [outcome, ended] = await Promise.all([kit.adapter.rotateSession(rotation), other.deleteSession(row.id)]);
        assert.equal(outcome === 'rotated', !ended);
        assert.equal(await kit.readSession(row.id), null);
        assert.equal((await kit.readSession(rotation.to.id)) !== null, !ended);
      }
    },
  },
  {
    name: 'concurrency: rotation against the end of all sessions leaves none, or the one with the new id',
    async run(kit) {
      const other = await kit.anotherAdapter();
      for (let round = 0; round < 10; round++) {
        const row = await insertRow(kit);
        const rotation = await rotationOf(row);
        const [outcome, ended] = await Promise.all([kit.adapter.rotateSession(rotation), other.deleteUserSessions(row.userId)]);
        const live = (await kit.adapter.listUserSessions(row.userId, noon)).map(({ id }) => id);
        assert.equal(ended + live.length, 1);
        if (live.length === 1) assert.deepEqual([outcome, live], ['rotated', [rotation.to.id]]);
        assert.equal(await kit.readSession(row.id), null);
      }
    },
  },
  {
    name: 'concurrency: rotation against renewal leaves one session, with the new id',
    async run(kit) {
      const other = await kit.anotherAdapter();
      for (let round = 0; round < 10; round++) {
        const row = await insertRow(kit);
        const rotation = await rotationOf(row);
        const { id, expirationDate, updatedAt } = row;
        const to = { expirationDate: after(3_700_000), updatedAt: after(70_000) };
        const [outcome] = await Promise.all([
          kit.adapter.rotateSession(rotation),
          other.renewSession({ id, from: { expirationDate, updatedAt }, to }),
        ]);
        assert.equal(outcome, 'rotated');
        assert.deepEqual(await kit.readSession(rotation.to.id), { ...row, ...rotation.to });
        assert.equal(await kit.readSession(row.id), null);
      }
    },
  },
  {
    name: 'concurrency: logins at the limit evict, and there is never one session too many',
    async run(kit) {
      const { most, remaining, outcomes } = await loginsAtLimit(kit, { max: 3, onLimit: 'evict-oldest' }, 3);
      assert.deepEqual(new Set(outcomes), new Set(['inserted-evicting']));
      assert.equal(remaining, 3);
      assert.equal(most, 3);
    },
  },
  {
    name: 'concurrency: logins at the limit are refused, and there is never one session too many',
    async run(kit) {
      const { most, remaining, outcomes } = await loginsAtLimit(kit, { max: 3, onLimit: 'reject' }, 1);
      assert.deepEqual(outcomes.filter((outcome) => outcome === 'inserted').length, 2);
      assert.equal(outcomes.filter((outcome) => outcome === 'limit-reached').length, 6);
      assert.equal(remaining, 3);
      assert.equal(most, 3);
    },
  },
  {
    name: 'concurrency: logins of a user who is being deleted leave no session',
    async run(kit) {
      const other = await kit.anotherAdapter();
      for (let round = 0; round < 10; round++) {
        const userId = await kit.createUser();
        const rows = [await makeRow(userId), await makeRow(userId)] as const;
        const [, ...outcomes] = await Promise.all([
          deleteUserAtLast(kit, userId),
          kit.adapter.insertSession(rows[0]),
          other.insertSession(rows[1]),
        ]);
        for (const outcome of outcomes) assert.ok(outcome === 'inserted' || outcome === 'unknown-user', outcome);
        for (const { id } of rows) {
          assert.equal(await kit.readSession(id), null);
          assert.deepEqual(await kit.adapter.findSessions([id]), []);
        }
      }
    },
  },
  {
    name: 'concurrency: several cleanups at once remove each dead session once',
    async run(kit) {
      const userId = await kit.createUser();
      for (let count = 0; count < 60; count++) await insertRow(kit, { userId, expirationDate: after(-(count % 7)) });
      const alive = await insertRow(kit, { userId });
      const cleanUp = async (adapter: Adapter) => {
        let total = 0;
        for (;;) {
          const count = await adapter.deleteExpiredSessions(noon, 7);
          assert.ok(count <= 7, `${count} rows in a statement of at most 7`);
          if (count === 0) return total;
          total += count;
        }
      };
      const totals = await Promise.all((await adaptersOf(kit, 4)).map(cleanUp));
      const late = await cleanUp(kit.adapter);
      assert.equal(late + totals.reduce((sum, count) => sum + count, 0), 60);
      assert.deepEqual(await kit.readSession(alive.id), alive);
    },
  },
];
