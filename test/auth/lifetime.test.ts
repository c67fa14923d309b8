import { describe, expect, test } from 'vitest';
import type { Lifetime } from '../../src/index.js';
import { memoryAdapter } from '../../src/adapters/memory/index.js';
import { after } from '../../src/testing/fixtures.js';
import { day, hour, minute, second, setUp } from '../support/auth.js';

describe('NIST SP 800-63B presets', () => {
  test.each([
    ['aal1', 7 * day, 30 * day],
    ['aal2', hour, 24 * hour],
    ['aal3', 15 * minute, 12 * hour],
  ] as const)('%s', async (lifetime, idle, absolute) => {
    const { auth, clock } = setUp({ lifetime });
    const { session, token } = await auth.createSession('ada');
    expect(session.expirationDate).toEqual(after(idle));
    // In use all the time it still ends at the absolute limit.
    const step = Math.floor(idle / 3);
    while (clock.time.getTime() + step < after(absolute).getTime()) {
      clock.advance(step);
      expect(await auth.validateSession(token)).not.toBeNull();
    }
    clock.time = after(absolute - 1);
    expect((await auth.validateSession(token))?.session.expirationDate).toEqual(after(absolute));
    clock.time = after(absolute);
    expect(await auth.validateSession(token)).toBeNull();
  });
});

test('a session is valid until the millisecond before its expiry, and dead at it', async () => {
  const { auth, clock, calls } = setUp({ lifetime: { idle: 1000, absolute: 1000, renewEvery: 1000 } });
  const { token, session } = await auth.createSession('ada');
  clock.time = after(-1, session.expirationDate);
  expect(await auth.validateSession(token)).not.toBeNull();
  clock.time = session.expirationDate;
  calls.length = 0;
  expect(await auth.validateSession(token)).toBeNull();
  expect(calls).toEqual(['findSessions']);
});

describe('renewal', () => {
  const lifetime = { idle: hour, absolute: 3 * hour, renewEvery: minute };

  test('comes with the first validation after renewEvery, and not before', async () => {
    const { auth, clock, calls, events } = setUp({ lifetime });
    const { token } = await auth.createSession('ada');
    calls.length = 0;
    clock.time = after(minute - 1);
    expect(await auth.validateSession(token)).toMatchObject({ renewed: false });
    clock.time = after(minute);
    const renewed = await auth.validateSession(token);
    expect(renewed).toMatchObject({
      renewed: true,
      session: { updatedAt: after(minute), expirationDate: after(minute + hour) },
    });
    clock.time = after(2 * minute - 1);
    expect(await auth.validateSession(token)).toEqual({ ...renewed, renewed: false });
    expect(calls.filter((verb) => verb === 'renewSession')).toHaveLength(1);
    expect(events.map(({ type }) => type)).toEqual(['session.created', 'session.renewed']);
  });

  test('goes on at the absolute limit for the sake of "last seen", without moving the expiry', async () => {
    const { auth, clock } = setUp({ lifetime: { idle: hour, absolute: hour, renewEvery: minute } });
    const { token, session } = await auth.createSession('ada');
    clock.advance(minute);
    expect((await auth.validateSession(token))?.session).toEqual({ ...session, updatedAt: after(minute) });
  });

  test('is every twenty-fourth of the idle time by default', async () => {
    const { auth, clock } = setUp({ lifetime: { idle: 24 * second, absolute: hour } });
    const { token } = await auth.createSession('ada');
    clock.time = after(999);
    expect(await auth.validateSession(token)).toMatchObject({ renewed: false });
    clock.time = after(1000);
    expect(await auth.validateSession(token)).toMatchObject({ renewed: true });
  });

  test('by a thousand requests at once is one write, and all succeed', async () => {
    const { auth, clock, calls } = setUp({ lifetime });
    const { token } = await auth.createSession('ada');
    clock.advance(minute);
    calls.length = 0;
    const results = await Promise.all(Array.from({ length: 1000 }, () => auth.validateSession(token)));
    expect(results.every((result) => result?.renewed)).toBe(true);
    expect(calls).toEqual(['findSessions', 'renewSession']);
  });

  test('that fails leaves the session valid as it was, and is reported', async () => {
    const adapter = memoryAdapter<{ id: string }, string>();
    const cause = new Error('disk full');
    const { auth, clock, events } = setUp({
      lifetime,
      adapter: { ...adapter, renewSession: () => Promise.reject(cause) },
    });
    const { token, session } = await auth.createSession('ada');
    clock.advance(minute);
    expect(await auth.validateSession(token)).toEqual({ session, user: { id: 'ada' }, renewed: false });
    expect(events.at(-1)).toMatchObject({
      type: 'storage.failed',
      operation: 'renewSession',
      error: { code: 'ERR_STORAGE', cause },
      time: clock.time,
    });
  });

  test('that finds the session renewed by another process gives what that one wrote', async () => {
    const adapter = memoryAdapter<{ id: string }, string>();
    const theirs = { updatedAt: after(minute + 1), expirationDate: after(minute + 1 + hour) };
    const { auth, clock } = setUp({
      lifetime,
      adapter: {
        ...adapter,
        async renewSession(renewal) {
          await adapter.renewSession({ ...renewal, to: theirs });
          return adapter.renewSession(renewal);
        },
      },
    });
    const { token } = await auth.createSession('ada');
    clock.advance(minute);
    expect(await auth.validateSession(token)).toMatchObject({ renewed: false, session: theirs });
  });
});

test('a shorter lifetime takes effect on sessions that are already there', async () => {
  const adapter = memoryAdapter<{ id: string }, string>();
  const before = setUp({ adapter, lifetime: 'aal1' });
  const { token, session } = await before.auth.createSession('ada');
  const { auth, clock } = setUp({ adapter, lifetime: 'aal2' });
  expect((await auth.validateSession(token))?.session.expirationDate).toEqual(after(hour));
  clock.time = after(hour);
  expect(await auth.validateSession(token)).toBeNull();
  expect(await auth.listSessions('ada')).toEqual([]);
  expect((await before.auth.validateSession(token))?.session).toEqual(session);
});

describe('unremembered sessions', () => {
  test('live by their own lifetime, renewals included', async () => {
    const { auth, clock } = setUp({ unremembered: { idle: hour, absolute: 2 * hour, renewEvery: minute } });
    const { token, session } = await auth.createSession('ada', { remember: false });
    expect(session.expirationDate).toEqual(after(hour));
    clock.time = after(59 * minute);
    expect((await auth.validateSession(token))?.session.expirationDate).toEqual(after(59 * minute + hour));
    clock.time = after(119 * minute);
    expect(await auth.validateSession(token)).toBeNull();
  });

  test('never live longer than remembered ones', async () => {
    const { auth } = setUp({ lifetime: 'aal3' });
    const { session } = await auth.createSession('ada', { remember: false });
    expect(session.expirationDate).toEqual(after(15 * minute));
  });
});

test.each([
  ['lifetime', 'aal4'],
  ['lifetime', 'toString'],
  ['lifetime', null],
  ['lifetime', 5],
  ['lifetime.idle', {}],
  ['lifetime.idle', { idle: 0, absolute: 5 }],
  ['lifetime.idle', { idle: -1, absolute: 5 }],
  ['lifetime.idle', { idle: 1.5, absolute: 5 }],
  ['lifetime.idle', { idle: '1000', absolute: 5000 }],
  ['lifetime.idle', { idle: NaN, absolute: 5 }],
  ['lifetime.absolute', { idle: 5 }],
  ['lifetime.absolute', { idle: 5, absolute: Infinity }],
  ['lifetime.absolute', { idle: 5, absolute: 9e15 }],
  ['lifetime.idle', { idle: 6, absolute: 5 }],
  ['lifetime.renewEvery', { idle: 5, absolute: 5, renewEvery: 6 }],
  ['lifetime.renewEvery', { idle: 5, absolute: 5, renewEvery: 0 }],
])('createAuth refuses a wrong %s: %j', (option, value) => {
  expect(() => setUp({ lifetime: value as Lifetime })).toThrow(TypeError);
  expect(() => setUp({ lifetime: value as Lifetime })).toThrow(`"${option}"`);
  if (typeof value === 'object' && value !== null) {
    expect(() => setUp({ unremembered: value as Lifetime })).toThrow(`"${option.replace('lifetime', 'unremembered')}"`);
  }
});
