import { describe, expect, test } from 'vitest';
import { createAuth } from '../../src/index.js';
import { memoryAdapter } from '../../src/adapters/memory/index.js';
import { after } from '../../src/testing/fixtures.js';
import { createToken } from '../../src/session/token.js';
import { day, hour, minute, setUp } from '../support/auth.js';

const pending = 'second-factor';

describe('a pending login', () => {
  test('is no session: not valid, not listed, not exported, and no rotation makes it one', async () => {
    const { auth, events } = setUp();
    const { token, session } = await auth.createSession('ada', { pending });
    expect(session).not.toHaveProperty('pending');
    expect(await auth.validateSession(token)).toBeNull();
    expect(events.at(-1)).toMatchObject({ type: 'session.rejected', reason: 'pending', sessionId: session.id });
    expect(await auth.rotateSession(token)).toBeNull();
    expect(await auth.reauthenticate(token)).toBeNull();
    expect(await auth.listSessions('ada')).toEqual([]);
    expect((await auth.exportUserData('ada')).sessions).toEqual([]);
    expect(await auth.validateSession(token)).toBeNull();
  });

  test('is only valid as a pending one, and says what it waits for', async () => {
    const { auth, calls } = setUp();
    const { token, session } = await auth.createSession('ada', { pending });
    calls.length = 0;
    expect(await auth.validatePendingSession(token)).toEqual({ session, user: { id: 'ada' }, pending });
    expect(calls).toEqual(['findSessions']);
    const full = await auth.createSession('ada');
    expect(await auth.validatePendingSession(full.token)).toBeNull();
    expect(await auth.completePendingSession(full.token)).toBeNull();
    expect(await auth.validateSession(full.token)).not.toBeNull();
  });

  test('lives for ten minutes, whatever it is used for, or as the option says', async () => {
    const { auth, clock } = setUp();
    const { token, session } = await auth.createSession('ada', { pending });
    expect(session.expirationDate).toEqual(after(10 * minute));
    clock.time = after(10 * minute - 1);
    expect(await auth.validatePendingSession(token)).not.toBeNull();
    clock.time = after(10 * minute);
    expect(await auth.validatePendingSession(token)).toBeNull();
    expect(await auth.completePendingSession(token)).toBeNull();
    const brief = setUp({ pendingLifetime: minute });
    expect((await brief.auth.createSession('ada', { pending })).session.expirationDate).toEqual(after(minute));
    const within = setUp({ pendingLifetime: day, lifetime: { idle: hour, absolute: day } });
    expect((await within.auth.createSession('ada', { pending })).session.expirationDate).toEqual(after(hour));
  });

  test('neither counts towards the limit nor ends a session', async () => {
    const { auth } = setUp({ maxSessionsPerUser: 1 });
    const { token } = await auth.createSession('ada');
    for (let number = 0; number < 3; number++) await auth.createSession('ada', { pending });
    expect(await auth.validateSession(token)).not.toBeNull();
    const strict = setUp({ maxSessionsPerUser: { max: 1, onLimit: 'reject' } });
    await strict.auth.createSession('ada', { pending });
    await strict.auth.createSession('ada');
    await strict.auth.createSession('ada', { pending });
  });

  test('ends with the other sessions of its user', async () => {
    const { auth } = setUp();
    const { token } = await auth.createSession('ada', { pending });
    expect(await auth.invalidateUserSessions('ada')).toBe(1);
    expect(await auth.validatePendingSession(token)).toBeNull();
    expect(await auth.completePendingSession(token)).toBeNull();
  });

  test('cannot replace a session before it is complete', async () => {
    const { auth, calls } = setUp();
    const { session } = await auth.createSession('ada');
    calls.length = 0;
    await expect(auth.createSession('ada', { pending, replaces: session.id })).rejects.toThrow('"details.replaces"');
    expect(calls).toEqual([]);
  });

  test.each(['', 'x'.repeat(65), 'a\0b', '\ud800', 7, null, {}, true])('what it waits for cannot be %j', async (value) => {
    const { auth, calls } = setUp();
    await expect(auth.createSession('ada', { pending: value as string })).rejects.toThrow('"details.pending"');
    expect(calls).toEqual([]);
  });

  test('its cookie is another than that of sessions', () => {
    const { auth } = setUp();
    expect([auth.cookie.name, auth.pendingCookie.name]).toEqual(['__Host-session', '__Host-session-pending']);
    const named = setUp({ cookie: { name: 'sid', domain: 'example.com' } });
    expect(named.auth.pendingCookie.name).toBe('__Secure-sid-pending');
  });

  test('a wrong lifetime throws at once', () => {
    for (const pendingLifetime of [0, -1, 1.5, '600000', null]) {
      expect(() => createAuth({ adapter: memoryAdapter(), pendingLifetime: pendingLifetime as number })).toThrow('"pendingLifetime"');
    }
  });
});

describe('completePendingSession', () => {
  test('ends the pending one and gives a session with another id and secret, that begins now', async () => {
    const { auth, clock, events } = setUp();
    const details = { pending, remember: false, ipAddress: '192.0.2.1', userAgent: 'Firefox', attributes: { theme: 'dark' } };
    const begun = await auth.createSession('ada', details);
    clock.advance(minute);
    events.length = 0;
    const done = await auth.completePendingSession(begun.token);
    const now = after(minute);
    expect(done!.session).toEqual({
      ...begun.session,
      id: done!.session.id,
      createdAt: now,
      updatedAt: now,
      authenticatedAt: now,
      expirationDate: after(minute + 12 * hour),
    });
    expect(done!.session.id).not.toBe(begun.session.id);
    expect(done!.token.split('.')[1]).not.toBe(begun.token.split('.')[1]);
    expect((await auth.validateSession(done!.token))!.session).toEqual(done!.session);
    expect(events.slice(0, 2)).toEqual([
      { type: 'session.invalidated', reason: 'completed', sessionId: begun.session.id, userId: 'ada', time: now, ipAddress: null },
      { type: 'session.created', sessionId: done!.session.id, userId: 'ada', pending: null, time: now, ipAddress: '192.0.2.1' },
    ]);
    for (const each of [auth.validateSession, auth.validatePendingSession, auth.completePendingSession]) {
      expect(await each(begun.token)).toBeNull();
    }
  });

  test('of many callers with one token, one gets a session', async () => {
    const { auth } = setUp();
    const { token } = await auth.createSession('ada', { pending });
    const results = await Promise.all(Array.from({ length: 20 }, () => auth.completePendingSession(token)));
    expect(results.filter((result) => result !== null)).toHaveLength(1);
    expect(await auth.listSessions('ada')).toHaveLength(1);
  });

  test('takes a new address and browser, adds attributes, and replaces a session', async () => {
    const { auth } = setUp();
    const before = await auth.createSession('ada');
    const { token } = await auth.createSession('ada', { pending, userAgent: 'Firefox', attributes: { theme: 'dark' } });
    const details = { ipAddress: '::1', attributes: { factor: 'totp' }, replaces: before.session.id };
    const done = await auth.completePendingSession(token, details);
    expect(done!.session).toMatchObject({ ipAddress: '::1', userAgent: 'Firefox', attributes: { theme: 'dark', factor: 'totp' } });
    expect(await auth.listSessions('ada')).toEqual([done!.session]);
  });

  test('heeds the limit', async () => {
    const { auth } = setUp({ maxSessionsPerUser: { max: 1, onLimit: 'reject' } });
    const { token } = await auth.createSession('ada', { pending });
    await auth.createSession('ada');
    await expect(auth.completePendingSession(token)).rejects.toMatchObject({ code: 'ERR_SESSION_LIMIT' });
    const evicting = setUp({ maxSessionsPerUser: 1 });
    const older = await evicting.auth.createSession('ada');
    const begun = await evicting.auth.createSession('ada', { pending });
    const done = await evicting.auth.completePendingSession(begun.token);
    expect(await evicting.auth.validateSession(older.token)).toBeNull();
    expect(await evicting.auth.listSessions('ada')).toEqual([done!.session]);
  });

  test('a detail that is none, or of another type, changes nothing', async () => {
    const { auth, calls } = setUp();
    const { token } = await auth.createSession('ada', { pending });
    calls.length = 0;
    for (const details of [{ userId: 'eve' }, { remember: true }, { pending }, { ipAddress: 7 }, { replaces: 'x' }, null]) {
      await expect(auth.completePendingSession(token, details as object)).rejects.toThrow(TypeError);
    }
    expect(calls).toEqual([]);
    expect(await auth.validatePendingSession(token)).not.toBeNull();
  });

  test('no token, a malformed, unknown or wrong one gives null', async () => {
    const { auth, calls } = setUp();
    const { session } = await auth.createSession('ada', { pending });
    calls.length = 0;
    const other = await createToken();
    for (const token of [null, undefined, '', 'x']) {
      expect(await auth.validatePendingSession(token)).toBeNull();
      expect(await auth.completePendingSession(token)).toBeNull();
    }
    expect(calls).toEqual([]);
    for (const token of [other.token, `${session.id}.${other.token.split('.')[1]}`]) {
      expect(await auth.validatePendingSession(token)).toBeNull();
      expect(await auth.completePendingSession(token)).toBeNull();
    }
  });

  test('a failure of its second step leaves no session, and the login is begun anew', async () => {
    const adapter = memoryAdapter<{ id: string }, string>();
    let fails = false;
    const { auth } = setUp({
      adapter: { ...adapter, insertSession: (...args) => (fails ? Promise.reject(new Error('gone')) : adapter.insertSession(...args)) },
    });
    const { token } = await auth.createSession('ada', { pending });
    fails = true;
    await expect(auth.completePendingSession(token)).rejects.toMatchObject({ code: 'ERR_STORAGE' });
    fails = false;
    expect(await auth.completePendingSession(token)).toBeNull();
    expect(await auth.listSessions('ada')).toEqual([]);
  });
});
