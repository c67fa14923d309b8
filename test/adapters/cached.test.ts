import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type CacheOptions, type InvalidationChannel, cachedAdapter } from '../../src/adapters/cached/index.js';
import { memoryAdapter } from '../../src/adapters/memory/index.js';
import { type AuthOptions, type SessionRow, type StorageAdapter, createAuth } from '../../src/index.js';
import { testStorageAdapter } from '../../src/testing/index.js';
import { makeRow, noon } from '../../src/testing/fixtures.js';
import { memoryHarness } from '../support/memory-harness.js';

type Adapter = StorageAdapter<{ id: string }, string>;

/** A channel within this process that delivers at once. */
function localChannel(): InvalidationChannel {
  const listeners: ((message: string) => void)[] = [];
  return {
    publish: (message) => listeners.forEach((listener) => listener(message)),
    subscribe: (listener) => void listeners.push(listener),
  };
}

/** Storage in memory and processes that cache it, with a clock that they share and the lookups that reached storage. */
function setUp(options: CacheOptions = {}) {
  const users = new Set(['ada', 'bob']);
  const storage: Adapter = memoryAdapter({
    loadUser: (id: string) => (users.has(id) ? { id } : null),
    deleteUser: (id) => users.delete(id),
  });
  const clock = { milliseconds: 0 };
  const lookups: string[][] = [];
  const observed: Adapter = {
    ...storage,
    findSessions: (ids, ...rest) => {
      lookups.push([...ids]);
      return storage.findSessions(ids, ...rest);
    },
  };
  const process = (adapter: Adapter = observed, authOptions: Partial<AuthOptions<{ id: string }, string, object>> = {}) => {
    const cached = cachedAdapter(adapter, { maxAge: 1000, now: () => clock.milliseconds, ...options });
    const now = () => new Date(noon.getTime() + clock.milliseconds);
    return createAuth<{ id: string }, string>({ ...(authOptions as object), adapter: cached, now });
  };
  return { storage, observed, clock, lookups, process };
}

describe('processes that cache, over one memory and connected by a channel', () => {
  const channel = localChannel();
  const harness = memoryHarness((adapter) => cachedAdapter(adapter, { channel }));
  testStorageAdapter(test, {
    ...harness,
    // What the app does by itself, it has to tell.
    async deleteUser(userId) {
      await harness.deleteUser(userId);
      await channel.publish('*');
    },
  });
});

test('many validations of one session are one read', async () => {
  const { process, lookups } = setUp();
  const auth = process();
  const { token } = await auth.createSession('ada');
  for (let count = 0; count < 100; count++) expect((await auth.validateSession(token))?.user.id).toBe('ada');
  expect(lookups).toHaveLength(1);
});

/** Every way to end, rename or change a session. */
const revocations: [string, (auth: ReturnType<ReturnType<typeof setUp>['process']>, token: string, id: string) => Promise<unknown>][] = [
  ['invalidateSession', (auth, _, id) => auth.invalidateSession(id)],
  ['invalidateUserSessions', (auth) => auth.invalidateUserSessions('ada')],
  ['rotateSession', (auth, token) => auth.rotateSession(token)],
  ['reauthenticate', (auth, token) => auth.reauthenticate(token)],
  ['a login that replaces it', (auth, _, replaces) => auth.createSession('ada', { replaces })],
  ['a login at the limit', (auth) => auth.createSession('ada')],
  ['eraseUserData', (auth) => auth.eraseUserData('ada')],
];

describe.each(revocations)('a session ended by %s', (name, revoke) => {
  const options = name === 'a login at the limit' ? { maxSessionsPerUser: 1 } : {};

  test('is refused in the same process at once', async () => {
    const { process, observed } = setUp();
    const auth = process(observed, options);
    const { token, session } = await auth.createSession('ada');
    await auth.validateSession(token);
    await revoke(auth, token, session.id);
    expect(await auth.validateSession(token)).toBeNull();
  });

  test('is refused in another process once what that read is `maxAge` old, and accepted no longer', async () => {
    const { process, observed, clock } = setUp();
    const [here, there] = [process(observed, options), process()];
    const { token, session } = await here.createSession('ada');
    await there.validateSession(token);
    await revoke(here, token, session.id);
    clock.milliseconds = 999;
    expect(await there.validateSession(token)).not.toBeNull();
    clock.milliseconds = 1000;
    expect(await there.validateSession(token)).toBeNull();
  });

  test('is refused in another process at once, where a channel tells it', async () => {
    const { process, observed } = setUp({ channel: localChannel() });
    const [here, there] = [process(observed, options), process()];
    const { token, session } = await here.createSession('ada');
    await there.validateSession(token);
    await revoke(here, token, session.id);
    expect(await there.validateSession(token)).toBeNull();
  });
});

test('whenever it is read and ended, nobody accepts a session `maxAge` after its end', async () => {
  const time = fc.integer({ min: 0, max: 5000 });
  await fc.assert(
    fc.asyncProperty(fc.array(time, { maxLength: 12 }), time, fc.integer({ min: 1, max: 3000 }), async (reads, end, maxAge) => {
      const { process, clock } = setUp({ maxAge });
      const [here, there] = [process(), process()];
      const { token, session } = await here.createSession('ada');
      const steps = [...reads.map((at) => ({ at, ends: false })), { at: end, ends: true }].sort((a, b) => a.at - b.at);
      for (const { at, ends } of steps) {
        clock.milliseconds = at;
        if (ends) await here.invalidateSession(session.id);
        else if ((await there.validateSession(token)) !== null) expect(at).toBeLessThan(end + maxAge);
      }
      clock.milliseconds = end + maxAge;
      expect(await there.validateSession(token)).toBeNull();
    }),
    { numRuns: 300 },
  );
});

/** Storage that holds back what a lookup found until it is let go. */
function pausable(adapter: Adapter) {
  let reached: () => void = () => {};
  let proceed: () => void = () => {};
  const state = { isPaused: false, hasRead: new Promise<void>((resolve) => (reached = resolve)), proceed: () => proceed() };
  const gate = new Promise<void>((resolve) => (proceed = resolve));
  const paused: Adapter = {
    ...adapter,
    async findSessions(...args) {
      const found = await adapter.findSessions(...args);
      if (state.isPaused) {
        state.isPaused = false;
        reached();
        await gate;
      }
      return found;
    },
  };
  return { paused, state };
}

test.each([
  ['here', { maxAge: 1000 }],
  ['elsewhere, of which a channel tells', { channel: localChannel() }],
])('what was read before an end %s, and arrives after it, is not kept', async (where, options) => {
  const { process, storage } = setUp(options);
  const { paused, state } = pausable(storage);
  const reader = process(paused);
  const ender = where === 'here' ? reader : process(storage);
  const { token, session } = await ender.createSession('ada');
  state.isPaused = true;
  const validation = reader.validateSession(token);
  await state.hasRead;
  await ender.invalidateSession(session.id);
  state.proceed();
  // It began before the end, and may have come before it.
  expect(await validation).not.toBeNull();
  expect(await reader.validateSession(token)).toBeNull();
});

test('the time of what was read begins with the read, not with the answer', async () => {
  const { process, storage, clock } = setUp();
  const { paused, state } = pausable(storage);
  const [here, there] = [process(storage), process(paused)];
  const { token, session } = await here.createSession('ada');
  state.isPaused = true;
  const validation = there.validateSession(token);
  await state.hasRead;
  await here.invalidateSession(session.id);
  clock.milliseconds = 900;
  state.proceed();
  await validation;
  clock.milliseconds = 1000;
  expect(await there.validateSession(token)).toBeNull();
});

test('a change of which it is not known whether it took effect is read again', async () => {
  const { process, observed, lookups } = setUp();
  const auth = process({ ...observed, deleteSession: () => Promise.reject(new Error('no answer')) });
  const { token, session } = await auth.createSession('ada');
  await auth.validateSession(token);
  await expect(auth.invalidateSession(session.id)).rejects.toMatchObject({ code: 'ERR_STORAGE' });
  await auth.validateSession(token);
  expect(lookups).toHaveLength(2);
});

test('a renewal that another process overtook is read again', async () => {
  const { process, observed, clock } = setUp();
  const lifetime = { idle: 100_000, absolute: 1_000_000, renewEvery: 500 };
  const [here, there] = [process(observed, { lifetime }), process(observed, { lifetime })];
  const { token, session } = await here.createSession('ada');
  await there.validateSession(token);
  await here.invalidateSession(session.id);
  clock.milliseconds = 600;
  // What it has is not old, but the renewal finds that the session is gone.
  expect(await there.validateSession(token)).toBeNull();
});

test('expiry is never late', async () => {
  const { process, observed, clock } = setUp({ maxAge: 10_000 });
  const auth = process(observed, { lifetime: { idle: 1000, absolute: 1000 } });
  const { token } = await auth.createSession('ada');
  await auth.validateSession(token);
  clock.milliseconds = 999;
  expect(await auth.validateSession(token)).not.toBeNull();
  clock.milliseconds = 1000;
  expect(await auth.validateSession(token)).toBeNull();
});

test('keeps no more sessions than it may, and lets the first go first', async () => {
  const { storage, lookups, observed } = setUp();
  const cached = cachedAdapter(observed, { maxSessions: 2 });
  const rows = [await makeRow('ada'), await makeRow('ada'), await makeRow('ada')] as SessionRow<string>[];
  for (const row of rows) await storage.insertSession(row);
  const [first, second, third] = rows.map(({ id }) => id) as [string, string, string];
  for (const id of [first, second, third, third, second, first]) expect(await cached.findSessions([id])).toHaveLength(1);
  expect(lookups).toEqual([[first], [second], [third], [first]]);
  // Of several, only those that are not there are read.
  expect(await cached.findSessions([first, second, third])).toHaveLength(3);
  expect(lookups.at(-1)).toEqual([second]);
});

test('what is handed out is not what is kept', async () => {
  const { storage } = setUp();
  const cached = cachedAdapter(storage);
  const row = (await makeRow('ada', { attributes: { list: [1] } })) as SessionRow<string>;
  await storage.insertSession(row);
  for (let times = 0; times < 3; times++) {
    const [found] = await cached.findSessions([row.id]);
    expect(found).toEqual({ session: row, user: { id: 'ada' } });
    found!.session.expirationDate.setFullYear(9000);
    (found!.session.attributes.list as number[]).push(2);
    found!.user.id = 'eve';
  }
});

test('a channel that fails fails nothing else, and is reported', async () => {
  const errors: unknown[] = [];
  const broken = {
    publish: () => Promise.reject(new Error('publish')),
    subscribe: () => {
      throw new Error('subscribe');
    },
  };
  const onChannelError = (error: unknown) => {
    errors.push(String(error));
    throw new Error('listener');
  };
  const { process, clock } = setUp({ channel: broken, onChannelError });
  const [here, there] = [process(), process()];
  const { token, session } = await here.createSession('ada');
  await there.validateSession(token);
  expect(await here.invalidateSession(session.id)).toBe(true);
  expect(await here.validateSession(token)).toBeNull();
  clock.milliseconds = 1000;
  expect(await there.validateSession(token)).toBeNull();
  expect(errors).toEqual(['Error: subscribe', 'Error: subscribe', 'Error: publish']);
});

test('a message that is not understood concerns all', async () => {
  const channel = localChannel();
  const { process, lookups } = setUp({ channel });
  const auth = process();
  const { token } = await auth.createSession('ada');
  await auth.validateSession(token);
  await channel.publish('something new');
  await auth.validateSession(token);
  expect(lookups).toHaveLength(2);
});

test('what the adapter cannot do, it cannot do here', () => {
  expect(cachedAdapter(memoryAdapter({ loadUser: () => null })).eraseUser).toBeUndefined();
});

test.each<[string, object]>([
  ['maxAge', { maxAge: 0 }],
  ['maxAge', { maxAge: 10_001 }],
  ['maxSessions', { maxSessions: 1.5 }],
  ['channel', { channel: 'redis' }],
  ['channel', { channel: { publish: () => {} } }],
  ['onChannelError', { onChannelError: true }],
  ['now', { now: 5 }],
  ['ttl', { ttl: 5 }],
])('a wrong option throws a TypeError that names it: %s', (name, options) => {
  expect(() => cachedAdapter(memoryAdapter(), options)).toThrow(TypeError);
  expect(() => cachedAdapter(memoryAdapter(), options)).toThrow(`"${name}"`);
});
