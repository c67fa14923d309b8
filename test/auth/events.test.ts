import { inspect } from 'node:util';
import { describe, expect, test } from 'vitest';
import type { AuthEvent } from '../../src/index.js';
import { createToken } from '../../src/session/token.js';
import { day, hour, setUp } from '../support/auth.js';

const ipAddress = '203.0.113.9';

describe('events', () => {
  test('every one has its time and address, and no other fields than documented', async () => {
    const { auth, clock, events } = setUp({ rotation: {}, maxSessionsPerUser: 3 });
    const at = { time: clock.time, ipAddress };
    const seen = async (run: () => unknown): Promise<AuthEvent[]> => {
      events.length = 0;
      await run();
      return [...events];
    };
    const created = await auth.createSession('ada', { ipAddress });
    const { id } = created.session;
    expect(events).toEqual([{ ...at, type: 'session.created', sessionId: id, userId: 'ada', pending: null }]);

    expect(await seen(() => auth.validateSession(created.token, { ipAddress }))).toEqual([]);
    clock.advance(8 * hour);
    const now = { time: clock.time, ipAddress };
    expect(await seen(() => auth.validateSession(created.token, { ipAddress }))).toEqual([
      { ...now, type: 'session.renewed', sessionId: id, userId: 'ada' },
    ]);

    for (const [operation, reauthenticated] of [['rotateSession', false], ['reauthenticate', true]] as const) {
      const { token, session } = await auth.createSession('ada');
      let rotated: Awaited<ReturnType<typeof auth.rotateSession>> = null;
      const told = await seen(async () => (rotated = await auth[operation](token, { ipAddress })));
      const { id: sessionId } = rotated!.session;
      expect(told).toEqual([
        { ...now, type: 'session.rotated', sessionId, previousId: session.id, userId: 'ada', reauthenticated },
      ]);
    }

    expect(await seen(() => auth.invalidateSession(id, { userId: 'ada', reason: 'logout', ipAddress }))).toEqual([
      { ...now, type: 'session.invalidated', sessionId: id, userId: 'ada', reason: 'logout' },
    ]);
    expect(await seen(() => auth.invalidateSession(id))).toEqual([]);

    const { session: kept } = await auth.createSession('ada');
    const options = { except: kept.id, reason: 'password-change', ipAddress } as const;
    expect(await seen(() => auth.invalidateUserSessions('ada', options))).toEqual([
      { ...now, type: 'sessions.invalidated', userId: 'ada', except: kept.id, count: 2, reason: 'password-change' },
    ]);
    expect(await seen(() => auth.invalidateUserSessions('ada'))).toEqual([
      { ...now, ipAddress: null, type: 'sessions.invalidated', userId: 'ada', count: 1, reason: 'revoked' },
    ]);
    expect(await seen(() => auth.exportUserData('ada'))).toEqual([
      { ...now, ipAddress: null, type: 'user-data.exported', userId: 'ada' },
    ]);
  });

  test('a refused token is reported with why, and with its session where there is one', async () => {
    const { auth, clock, events } = setUp();
    const { token, session } = await auth.createSession('ada');
    const begun = await auth.createSession('ada', { pending: 'second-factor' });
    const other = await createToken();
    const about = { sessionId: session.id, userId: 'ada' };
    const told = async (run: () => Promise<unknown>) => {
      events.length = 0;
      expect(await run()).toBeNull();
      return events.map(({ time: _, ...event }) => event);
    };
    const rejected = { type: 'session.rejected', ipAddress };
    const validate = (value: string | null | undefined) => () => auth.validateSession(value, { ipAddress });
    expect(await told(validate(null))).toEqual([]);
    expect(await told(validate(undefined))).toEqual([]);
    expect(await told(validate(''))).toEqual([{ ...rejected, reason: 'malformed' }]);
    expect(await told(validate('x'.repeat(9999)))).toEqual([{ ...rejected, reason: 'malformed' }]);
    expect(await told(validate(other.token))).toEqual([{ ...rejected, reason: 'unknown' }]);
    const wrong = `${session.id}.${other.token.split('.')[1]}`;
    expect(await told(validate(wrong))).toEqual([{ ...rejected, reason: 'wrong-secret', ...about }]);
    expect(await told(validate(begun.token))).toEqual([
      { ...rejected, reason: 'pending', sessionId: begun.session.id, userId: 'ada' },
    ]);
    expect(await told(() => auth.validatePendingSession(token, { ipAddress }))).toEqual([
      { ...rejected, reason: 'not-pending', ...about },
    ]);
    clock.advance(7 * day);
    expect(await told(validate(token))).toEqual([{ ...rejected, reason: 'expired', ...about }]);
  });

  test('an address that is none of ours does not break the call', async () => {
    const { auth } = setUp();
    const { token } = await auth.createSession('ada');
    expect(await auth.validateSession(token, { ipAddress: undefined })).not.toBeNull();
    for (const request of [null, 'x', 7, []]) {
      await expect(auth.validateSession(token, request as never)).rejects.toThrow('"request"');
      await expect(auth.validatePendingSession(token, request as never)).rejects.toThrow('"request"');
    }
  });

  test.each(['', 'hacked', null, 7, {}, 'toString'])('a reason that is none throws and ends nothing: %j', async (reason) => {
    const { auth, calls } = setUp();
    const { token, session } = await auth.createSession('ada');
    calls.length = 0;
    await expect(auth.invalidateSession(session.id, { reason: reason as never })).rejects.toThrow('"options.reason"');
    await expect(auth.invalidateUserSessions('ada', { reason: reason as never })).rejects.toThrow('"options.reason"');
    expect(calls).toEqual([]);
    expect(await auth.validateSession(token)).not.toBeNull();
  });

  test('none holds a token, secret or hash', async () => {
    const { auth, adapter, clock, events } = setUp({ rotation: { onReuse: 'revoke' }, maxSessionsPerUser: 1 });
    const secrets: string[] = [];
    const keep = async (made: { token: string; session: { id: string } } | null) => {
      const [found] = await adapter.findSessions([made!.session.id]);
      secrets.push(made!.token.split('.')[1]!, found!.session.secretHash, found!.session.secretHash.split(':')[1]!);
      return made!;
    };
    const login = await keep(await auth.createSession('ada'));
    const begun = await keep(await auth.createSession('ada', { pending: 'second-factor' }));
    const done = await keep(await auth.completePendingSession(begun.token));
    await auth.validateSession(login.token);
    clock.advance(8 * hour);
    await auth.validateSession(done.token);
    const rotated = await keep(await auth.rotateSession(done.token));
    await auth.validateSession(`${rotated.session.id}.${done.token.split('.')[1]}`);
    await auth.validateSession(done.token);
    await auth.validateSession(rotated.token);
    await auth.exportUserData('ada');
    const text = events.map((event) => JSON.stringify(event) + inspect(event, { depth: Infinity, showHidden: true })).join('\n');
    expect(new Set(events.map(({ type }) => type)).size).toBeGreaterThan(6);
    for (const secret of secrets) expect(text).not.toContain(secret);
  });
});
