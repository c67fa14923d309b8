import { describe, expect, test } from 'vitest';
import { memoryAdapter } from '../../src/adapters/memory/index.js';
import { after, noon } from '../../src/testing/fixtures.js';
import { createToken } from '../../src/session/token.js';
import { day, hour, minute, second, setUp } from '../support/auth.js';

const operations = ['rotateSession', 'reauthenticate'] as const;

describe.each(operations)('%s', (operation) => {
  test('gives a new id and secret, and the old token is dead', async () => {
    const { auth, calls } = setUp();
    const before = await auth.createSession('ada', { attributes: { theme: 'dark' } });
    calls.length = 0;
    const rotated = await auth[operation](before.token);
    expect(calls).toEqual(['findSessions', 'rotateSession']);
    expect(rotated!.session.id).not.toBe(before.session.id);
    expect(rotated!.token.split('.')[0]).toBe(rotated!.session.id);
    expect(rotated!.token.split('.')[1]).not.toBe(before.token.split('.')[1]);
    expect(await auth.validateSession(before.token)).toBeNull();
    const current = await auth.validateSession(rotated!.token);
    expect(current).toEqual({ session: rotated!.session, user: { id: 'ada' }, renewed: false });
    expect(rotated!.session).toEqual({ ...before.session, id: rotated!.session.id });
    expect(await auth.listSessions('ada')).toHaveLength(1);
  });

  test('of many callers with one token, one gets a new one', async () => {
    const { auth } = setUp();
    const { token } = await auth.createSession('ada');
    const results = await Promise.all(Array.from({ length: 20 }, () => auth[operation](token)));
    expect(results.filter((result) => result !== null)).toHaveLength(1);
    expect(await auth.listSessions('ada')).toHaveLength(1);
  });

  test('takes a new address and browser and adds attributes; else they stay', async () => {
    const { auth } = setUp();
    const device = { ipAddress: '192.0.2.1', userAgent: 'Firefox' };
    const { token } = await auth.createSession('ada', { ...device, attributes: { theme: 'dark', step: 1 } });
    const same = await auth[operation](token);
    expect(same!.session).toMatchObject({ ...device, attributes: { theme: 'dark', step: 1 } });
    const moved = await auth[operation](same!.token, { ipAddress: '::1', userAgent: null, attributes: { step: 2 } });
    expect(moved!.session).toMatchObject({ ipAddress: '::1', userAgent: null, attributes: { theme: 'dark', step: 2 } });
    expect((await auth.validateSession(moved!.token))!.session).toEqual(moved!.session);
  });

  test('a detail that is none, or of another type, changes nothing', async () => {
    const { auth, calls } = setUp();
    const { token } = await auth.createSession('ada');
    calls.length = 0;
    for (const details of [{ userId: 'eve' }, { remember: false }, { ipAddress: 7 }, { attributes: [] }, { expirationDate: noon }]) {
      await expect(auth[operation](token, details as object)).rejects.toThrow(TypeError);
    }
    await expect(auth[operation](token, null as never)).rejects.toThrow('"details"');
    expect(calls).toEqual([]);
    expect(await auth.validateSession(token)).not.toBeNull();
  });

  test('no token, a malformed one, an unknown one, a wrong secret and a dead session give null', async () => {
    const { auth, clock, calls } = setUp();
    const { token, session } = await auth.createSession('ada');
    calls.length = 0;
    for (const none of [null, undefined, '', 'x', `${token} `]) expect(await auth[operation](none)).toBeNull();
    expect(calls).toEqual([]);
    const other = await createToken();
    expect(await auth[operation](other.token)).toBeNull();
    expect(await auth[operation](`${session.id}.${other.token.split('.')[1]}`)).toBeNull();
    expect(calls).not.toContain('rotateSession');
    clock.time = session.expirationDate;
    expect(await auth[operation](token)).toBeNull();
    expect(calls).not.toContain('rotateSession');
  });

  test('a session that ends while it is rotated stays ended', async () => {
    const adapter = memoryAdapter<{ id: string }, string>();
    const { auth } = setUp({
      adapter: {
        ...adapter,
        async rotateSession(rotation) {
          await adapter.deleteSession(rotation.id);
          return adapter.rotateSession(rotation);
        },
      },
    });
    const { token } = await auth.createSession('ada');
    expect(await auth[operation](token)).toBeNull();
    expect(await auth.listSessions('ada')).toEqual([]);
  });

  test('a taken id is tried again three times, then storage counts as broken', async () => {
    const adapter = memoryAdapter<{ id: string }, string>();
    const tried: string[] = [];
    let takenTimes = 2;
    const { auth } = setUp({
      adapter: {
        ...adapter,
        async rotateSession(rotation) {
          tried.push(rotation.to.id);
          return takenTimes-- > 0 ? 'duplicate-id' : adapter.rotateSession(rotation);
        },
      },
    });
    const { token } = await auth.createSession('ada');
    const rotated = await auth[operation](token);
    expect(new Set(tried).size).toBe(3);
    takenTimes = 99;
    await expect(auth[operation](rotated!.token)).rejects.toMatchObject({ code: 'ERR_STORAGE' });
    expect(tried).toHaveLength(6);
    expect(await auth.validateSession(rotated!.token)).not.toBeNull();
  });
});

describe('timeouts', () => {
  test('rotateSession extends the idle timeout only, and never past the absolute one', async () => {
    const { auth, clock } = setUp({ lifetime: { idle: 10 * hour, absolute: day } });
    const { token, session } = await auth.createSession('ada');
    clock.advance(9 * hour);
    const first = await auth.rotateSession(token);
    expect(first!.session).toMatchObject({ createdAt: noon, authenticatedAt: noon, updatedAt: after(9 * hour) });
    expect(first!.session.expirationDate).toEqual(after(19 * hour));
    clock.advance(9 * hour);
    const second = await auth.rotateSession(first!.token);
    expect(second!.session.expirationDate).toEqual(after(day));
    expect(second!.session.createdAt).toEqual(session.createdAt);
  });

  test('reauthenticate begins both timeouts anew', async () => {
    const { auth, clock } = setUp({ lifetime: { idle: 10 * hour, absolute: day } });
    const { token } = await auth.createSession('ada');
    clock.advance(9 * hour);
    const again = await auth.reauthenticate(token);
    const now = after(9 * hour);
    expect(again!.session).toMatchObject({ createdAt: noon, authenticatedAt: now, updatedAt: now });
    expect(again!.session.expirationDate).toEqual(after(19 * hour));
    clock.advance(9 * hour);
    const later = await auth.rotateSession(again!.token);
    expect(later!.session.expirationDate).toEqual(after(28 * hour));
    clock.time = after(33 * hour);
    expect(await auth.validateSession(later!.token)).toBeNull();
  });

  test('a session that does not stay logged in keeps its shorter lifetime', async () => {
    const { auth, clock } = setUp();
    const { token } = await auth.createSession('ada', { remember: false });
    clock.advance(hour);
    const again = await auth.reauthenticate(token);
    expect(again!.session).toMatchObject({ remember: false, expirationDate: after(13 * hour) });
  });
});

describe('the token before a rotation', () => {
  const grace = 30 * second;

  test('without the option it is unknown at once, and not kept', async () => {
    const { auth, adapter, events } = setUp();
    const { token } = await auth.createSession('ada');
    const rotated = await auth.rotateSession(token);
    const [stored] = await adapter.findSessions([rotated!.session.id]);
    expect(stored!.session).toMatchObject({ previousId: null, previousHash: null, previousUntil: null });
    expect(await auth.validateSession(token)).toBeNull();
    expect(events.at(-1)).toMatchObject({ type: 'session.rejected', reason: 'unknown' });
  });

  test('within the grace it is answered with the new state', async () => {
    const { auth, clock } = setUp({ rotation: { grace } });
    const { token } = await auth.createSession('ada');
    const rotated = await auth.rotateSession(token);
    clock.advance(grace - 1);
    expect(await auth.validateSession(token)).toEqual({ session: rotated!.session, user: { id: 'ada' }, renewed: false });
    expect((await auth.validateSession(rotated!.token))!.session).toEqual(rotated!.session);
    clock.advance(1);
    expect(await auth.validateSession(token)).toBeNull();
    expect(await auth.validateSession(rotated!.token)).not.toBeNull();
  });

  test('a reauthentication makes only the new token fresh', async () => {
    const { auth, clock } = setUp({ rotation: { grace } });
    const { token } = await auth.createSession('ada');
    clock.advance(hour);
    const again = await auth.reauthenticate(token);
    expect(auth.isFresh(again!.session, minute)).toBe(true);
    const byOld = await auth.validateSession(token);
    expect(byOld!.session).toEqual({ ...again!.session, authenticatedAt: noon });
    expect(auth.isFresh(byOld!.session, minute)).toBe(false);
  });

  test('within the grace it renews, rotates and reauthenticates nothing', async () => {
    const { auth, clock, calls, events } = setUp({
      rotation: { grace: 2 * hour },
      lifetime: { idle: 4 * hour, absolute: day, renewEvery: minute },
    });
    const { token } = await auth.createSession('ada');
    const rotated = await auth.rotateSession(token);
    clock.advance(hour);
    calls.length = 0;
    expect(await auth.validateSession(token)).toMatchObject({ renewed: false, session: rotated!.session });
    expect(await auth.rotateSession(token)).toBeNull();
    expect(await auth.reauthenticate(token)).toBeNull();
    expect(new Set(calls)).toEqual(new Set(['findSessions']));
    expect(events.at(-1)).toMatchObject({ type: 'session.rejected', reason: 'rotated' });
  });

  test('its use after the grace is reported, and ends the session where that is asked for', async () => {
    for (const onReuse of ['report', 'revoke'] as const) {
      const { auth, clock, events } = setUp({ rotation: { grace, onReuse } });
      const { token, session } = await auth.createSession('ada');
      const rotated = await auth.rotateSession(token);
      clock.advance(grace);
      events.length = 0;
      expect(await auth.validateSession(token, { ipAddress: '203.0.113.9' })).toBeNull();
      const revoked = onReuse === 'revoke';
      const about = { time: clock.time, ipAddress: '203.0.113.9', userId: 'ada', sessionId: rotated!.session.id };
      expect(events).toEqual([
        { ...about, type: 'session.reuse-detected', previousId: session.id, revoked },
        ...(revoked ? [{ ...about, type: 'session.invalidated', reason: 'reuse-detected' }] : []),
        { ...about, type: 'session.rejected', reason: 'rotated' },
      ]);
      expect((await auth.validateSession(rotated!.token)) === null).toBe(revoked);
    }
  });

  test('with a grace of 0 its first use is a reuse', async () => {
    const { auth, events } = setUp({ rotation: {} });
    const { token } = await auth.createSession('ada');
    await auth.rotateSession(token);
    expect(await auth.validateSession(token)).toBeNull();
    expect(events.map(({ type }) => type)).toContain('session.reuse-detected');
  });

  test('another secret with its id is no reuse', async () => {
    const { auth, events } = setUp({ rotation: { onReuse: 'revoke' } });
    const { token, session } = await auth.createSession('ada');
    const rotated = await auth.rotateSession(token);
    const other = await createToken();
    for (const secret of [other.token, rotated!.token].map((each) => each.split('.')[1])) {
      expect(await auth.validateSession(`${session.id}.${secret}`)).toBeNull();
      expect(events.at(-1)).toMatchObject({ type: 'session.rejected', reason: 'wrong-secret' });
    }
    expect(await auth.validateSession(rotated!.token)).not.toBeNull();
    expect(events.map(({ type }) => type)).not.toContain('session.reuse-detected');
  });

  test('it goes with the session, and with the next rotation', async () => {
    const { auth } = setUp({ rotation: { grace: hour } });
    const { token } = await auth.createSession('ada');
    const first = await auth.rotateSession(token);
    const second = await auth.rotateSession(first!.token);
    expect(await auth.validateSession(token)).toBeNull();
    expect(await auth.validateSession(first!.token)).not.toBeNull();
    await auth.invalidateSession(second!.session.id);
    expect(await auth.validateSession(first!.token)).toBeNull();
  });

  test('is not accepted past the end of its session', async () => {
    const { auth, clock } = setUp({ rotation: { grace: day }, lifetime: { idle: hour, absolute: hour } });
    const { token } = await auth.createSession('ada');
    const rotated = await auth.rotateSession(token);
    clock.time = rotated!.session.expirationDate;
    expect(await auth.validateSession(token)).toBeNull();
  });

  test('an option taken away again takes effect at once', async () => {
    const { auth, adapter } = setUp({ rotation: { grace: hour } });
    const without = setUp({ adapter });
    const { token } = await auth.createSession('ada');
    const rotated = await auth.rotateSession(token);
    expect(await auth.validateSession(token)).not.toBeNull();
    // Also where the present token is asked for in the same turn, and so in the same statement.
    const results = await Promise.all([without.auth.validateSession(token), without.auth.validateSession(rotated!.token)]);
    expect(results.map((result) => result?.session.id)).toEqual([undefined, rotated!.session.id]);
  });

  test('lookups that share a statement each get the answer to their own token', async () => {
    const { auth, calls } = setUp({ rotation: { grace: hour } });
    const { token } = await auth.createSession('ada');
    const rotated = await auth.rotateSession(token);
    const other = await auth.createSession('eve');
    calls.length = 0;
    const tokens = [token, rotated!.token, other.token, (await createToken()).token];
    const results = await Promise.all(tokens.map((each) => auth.validateSession(each)));
    expect(calls).toEqual(['findSessions']);
    expect(results.map((result) => result?.user.id)).toEqual(['ada', 'ada', 'eve', undefined]);
  });

  test('a storage failure while the session is ended is an error', async () => {
    const adapter = memoryAdapter<{ id: string }, string>();
    const { auth, events } = setUp({
      adapter: { ...adapter, deleteSession: () => Promise.reject(new Error('gone')) },
      rotation: { onReuse: 'revoke' },
    });
    const { token } = await auth.createSession('ada');
    await auth.rotateSession(token);
    await expect(auth.validateSession(token)).rejects.toMatchObject({ code: 'ERR_STORAGE' });
    expect(events.at(-1)).toMatchObject({ type: 'storage.failed' });
  });
});
