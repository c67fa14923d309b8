import { describe, expect, test } from 'vitest';
import { createAuth } from '../../src/index.js';
import { memoryAdapter } from '../../src/adapters/memory/index.js';
import { unusedId } from '../../src/testing/fixtures.js';
import { createToken } from '../../src/session/token.js';
import { day, minute, setUp } from '../support/auth.js';

describe('maxSessionsPerUser', () => {
  test.each([2, { max: 2, onLimit: 'evict-oldest' } as const])('at %j the oldest session ends', async (maxSessionsPerUser) => {
    const { auth, clock, events } = setUp({ maxSessionsPerUser });
    const logins = [];
    for (let number = 0; number < 4; number++) {
      logins.push(await auth.createSession('ada', { ipAddress: `192.0.2.${number}` }));
      clock.advance(minute);
    }
    const ids = (await auth.listSessions('ada')).map(({ id }) => id);
    expect(ids).toEqual([logins[3]!.session.id, logins[2]!.session.id]);
    expect(await auth.validateSession(logins[0]!.token)).toBeNull();
    const reached = events.filter(({ type }) => type === 'session.limit-reached');
    expect(reached.map(({ ipAddress }) => ipAddress)).toEqual(['192.0.2.2', '192.0.2.3']);
    expect(reached[0]).toMatchObject({ userId: 'ada', max: 2, onLimit: 'evict-oldest' });
  });

  test('where it refuses, a login beyond it is an error and ends nothing', async () => {
    const { auth, events } = setUp({ maxSessionsPerUser: { max: 1, onLimit: 'reject' } });
    const { token, session } = await auth.createSession('ada');
    const refused = auth.createSession('ada');
    await expect(refused).rejects.toMatchObject({ name: 'SojournError', code: 'ERR_SESSION_LIMIT', status: 409 });
    expect(events.at(-1)).toMatchObject({ type: 'session.limit-reached', onLimit: 'reject', userId: 'ada' });
    expect(await auth.listSessions('ada')).toEqual([session]);
    await auth.createSession('eve');
    expect(await auth.validateSession(token)).not.toBeNull();
    await auth.invalidateSession(session.id);
    await auth.createSession('ada');
  });

  test('many logins at once leave as many sessions as it allows', async () => {
    for (const onLimit of ['evict-oldest', 'reject'] as const) {
      const { auth } = setUp({ maxSessionsPerUser: { max: 3, onLimit } });
      const logins = await Promise.allSettled(Array.from({ length: 30 }, () => auth.createSession('ada')));
      expect(await auth.listSessions('ada')).toHaveLength(3);
      const refused = logins.filter(({ status }) => status === 'rejected').length;
      expect(refused).toBe(onLimit === 'reject' ? 27 : 0);
    }
  });

  test('dead sessions do not count', async () => {
    const { auth, clock } = setUp({ maxSessionsPerUser: { max: 1, onLimit: 'reject' } });
    await auth.createSession('ada');
    clock.advance(7 * day);
    await auth.createSession('ada');
  });

  test.each([0, -1, 1.5, '3', null, true, {}, { max: 0, onLimit: 'reject' }, { max: 1 }, { max: 1, onLimit: 'evict' }, { max: 1, onLimit: 'reject', min: 0 }])(
    'a wrong one throws at once: %j',
    (limit) => {
      expect(() => createAuth({ adapter: memoryAdapter(), maxSessionsPerUser: limit as never })).toThrow(TypeError);
    },
  );
});

describe('replaces', () => {
  test('ends the session in the same step', async () => {
    const { auth, calls, events } = setUp();
    const before = await auth.createSession('ada');
    calls.length = 0;
    const { session } = await auth.createSession('ada', { replaces: before.session.id });
    expect(calls).toEqual(['insertSession']);
    expect(await auth.validateSession(before.token)).toBeNull();
    expect(await auth.listSessions('ada')).toEqual([session]);
    expect(events.at(-2)).toMatchObject({ type: 'session.created', replaces: before.session.id });
  });

  test('the one that goes makes room under the limit', async () => {
    const { auth } = setUp({ maxSessionsPerUser: { max: 1, onLimit: 'reject' } });
    const before = await auth.createSession('ada');
    const { session } = await auth.createSession('ada', { replaces: before.session.id });
    expect(await auth.listSessions('ada')).toEqual([session]);
  });

  test('it may be another user\'s, or nobody\'s', async () => {
    const { auth } = setUp();
    const before = await auth.createSession('ada');
    await auth.createSession('eve', { replaces: before.session.id });
    expect(await auth.listSessions('ada')).toEqual([]);
    await auth.createSession('eve', { replaces: unusedId() });
    expect(await auth.listSessions('eve')).toHaveLength(2);
  });

  test('stays when the login is refused', async () => {
    const { auth } = setUp({ maxSessionsPerUser: { max: 1, onLimit: 'reject' } });
    const before = await auth.createSession('ada');
    await auth.createSession('eve');
    await expect(auth.createSession('eve', { replaces: before.session.id })).rejects.toMatchObject({ code: 'ERR_SESSION_LIMIT' });
    expect(await auth.validateSession(before.token)).not.toBeNull();
  });

  test('what is no session id throws, a token above all', async () => {
    const { auth, calls } = setUp();
    const { token } = await createToken();
    for (const replaces of [token, '', 'x', null, 7, {}]) {
      await expect(auth.createSession('ada', { replaces: replaces as string })).rejects.toThrow('"details.replaces"');
    }
    expect(calls).toEqual([]);
  });
});
