import { describe, expect, test } from 'vitest';
import { type JsonObject, createAuth } from '../../src/index.js';
import { memoryAdapter } from '../../src/adapters/memory/index.js';
import { after, noon, unusedId } from '../../src/testing/fixtures.js';
import { createToken } from '../../src/session/token.js';
import { day, hour, setUp } from '../support/auth.js';

describe('createSession', () => {
  test('stores one row and gives the session without secret or hash', async () => {
    const { auth, calls } = setUp();
    const { token, session } = await auth.createSession('ada', { ipAddress: '192.0.2.1', userAgent: 'Firefox' });
    expect(calls).toEqual(['insertSession']);
    expect(session).toEqual({
      id: token.split('.')[0],
      userId: 'ada',
      createdAt: noon,
      updatedAt: noon,
      authenticatedAt: noon,
      expirationDate: after(7 * day),
      remember: true,
      ipAddress: '192.0.2.1',
      userAgent: 'Firefox',
      attributes: {},
    });
    expect(await auth.validateSession(token)).toEqual({ session, user: { id: 'ada' }, renewed: false });
  });

  // Lucia spreads the caller's attributes last, over id, user id and dates.
  test('details cannot set id, owner, dates or hash, and are not misspelled', async () => {
    const { auth, calls } = setUp();
    const forbidden = { id: 'x', userId: 'eve', createdAt: after(1), expirationDate: after(9e9), secretHash: 'y' };
    const { session } = await auth.createSession('ada', { attributes: forbidden as object });
    expect(session).toMatchObject({ userId: 'ada', createdAt: noon, expirationDate: after(7 * day) });
    expect(session.id).not.toBe('x');
    calls.length = 0;
    for (const [name, value] of Object.entries({ ...forbidden, rememberMe: false })) {
      await expect(auth.createSession('ada', { [name]: value })).rejects.toThrow(`"${name}"`);
    }
    expect(calls).toEqual([]);
  });

  test('without remember it lives by the shorter lifetime', async () => {
    const { auth } = setUp();
    const { session } = await auth.createSession('ada', { remember: false });
    expect(session.expirationDate).toEqual(after(12 * hour));
  });

  test('texts are cut to what every database holds, and mended', async () => {
    const { auth } = setUp();
    const { session } = await auth.createSession('ada', {
      userAgent: `a\0b\ud800c${'x'.repeat(1000)}`,
      ipAddress: '1'.repeat(99),
    });
    expect(session.userAgent).toBe(`ab\ufffdc${'x'.repeat(186)}`);
    expect(session.ipAddress).toHaveLength(45);
    const { session: cutPair } = await auth.createSession('ada', { userAgent: `${'x'.repeat(190)}😀` });
    expect(cutPair.userAgent).toBe(`${'x'.repeat(190)}\ufffd`);
  });

  test('attributes are kept as JSON keeps them', async () => {
    const { auth } = setUp();
    const given = { when: noon, drop: undefined, text: 'a\0\ud800', literal: '\\u0000 \\ud800', list: [undefined] };
    const { session, token } = await auth.createSession('ada', { attributes: given as object });
    const kept = { when: noon.toISOString(), text: 'a\ufffd', literal: '\\u0000 \\ud800', list: [null] };
    expect(session.attributes).toEqual(kept);
    expect((await auth.validateSession(token))?.session.attributes).toEqual(kept);
  });

  const circular: Record<string, unknown> = {};
  circular.self = circular;
  test.each([
    ['details', null],
    ['details', 'remember'],
    ['details.remember', { remember: 'yes' }],
    ['details.userAgent', { userAgent: 5 }],
    ['details.ipAddress', { ipAddress: {} }],
    ['details.attributes', { attributes: 'abc' }],
    ['details.attributes', { attributes: ['abc'] }],
    ['details.attributes', { attributes: null }],
    ['details.attributes', { attributes: { toJSON: () => 5 } }],
    ['details.attributes', { attributes: circular }],
    ['details.attributes', { attributes: { big: 1n } }],
    ['details.attributes', { attributes: { 'key\0': 1 } }],
  ])('refuses a wrong detail, naming it: %s', async (argument, details) => {
    const { auth, calls } = setUp();
    const creation = auth.createSession('ada', details as object);
    await expect(creation).rejects.toThrow(TypeError);
    await expect(creation).rejects.toThrow(`"${argument}"`);
    expect(calls).toEqual([]);
  });

  test('refuses default attributes that are no JSON, naming the option', async () => {
    const { auth, calls } = setUp({ attributes: { big: 1n } as object as JsonObject });
    await expect(auth.createSession('ada')).rejects.toThrow(/^"attributes" must hold JSON values only/);
    expect(calls).toEqual([]);
  });

  test('for an unknown user is an error of its own', async () => {
    const { auth } = setUp({ adapter: memoryAdapter<{ id: string }, string>({ loadUser: () => null }) });
    await expect(auth.createSession('ada')).rejects.toMatchObject({ code: 'ERR_USER_NOT_FOUND', status: 404 });
  });

  test('a taken id is replaced by another, but not for ever', async () => {
    const adapter = memoryAdapter<{ id: string }, string>();
    let attempts = 0;
    const taken = (times: number) => ({
      ...adapter,
      insertSession: async (row: Parameters<typeof adapter.insertSession>[0]) =>
        ++attempts <= times ? ('duplicate-id' as const) : adapter.insertSession(row),
    });
    await setUp({ adapter: taken(2) }).auth.createSession('ada');
    expect(attempts).toBe(3);
    attempts = 0;
    await expect(setUp({ adapter: taken(99) }).auth.createSession('ada')).rejects.toMatchObject({ code: 'ERR_STORAGE' });
    expect(attempts).toBe(3);
  });
});

describe('validateSession', () => {
  test('asks storage once', async () => {
    const { auth, calls } = setUp();
    const { token } = await auth.createSession('ada');
    calls.length = 0;
    await auth.validateSession(token);
    expect(calls).toEqual(['findSessions']);
  });

  test('an unknown id and a wrong secret are no session', async () => {
    const { auth } = setUp();
    const { token } = await auth.createSession('ada');
    const { token: other } = await createToken();
    expect(await auth.validateSession(other)).toBeNull();
    expect(await auth.validateSession(token.slice(0, 25) + other.slice(25))).toBeNull();
    expect(await auth.validateSession(other.slice(0, 25) + token.slice(25))).toBeNull();
  });

  test('a session whose user is gone is none', async () => {
    const users = new Set(['ada']);
    const adapter = memoryAdapter({ loadUser: (id: string) => (users.has(id) ? { id } : null) });
    const { auth } = setUp({ adapter });
    const { token } = await auth.createSession('ada');
    users.clear();
    expect(await auth.validateSession(token)).toBeNull();
  });

  test('lookups that begin in one turn share a statement, and each gets objects of its own', async () => {
    const adapter = memoryAdapter({ loadUser: (id: string) => ({ id, name: 'Ada' }) });
    const asked: number[] = [];
    const { auth } = setUp({
      adapter: { ...adapter, findSessions: (ids) => (asked.push(ids.length), adapter.findSessions(ids)) },
    });
    const tokens = [];
    for (let count = 0; count < 150; count++) tokens.push((await auth.createSession(`user-${count}`)).token);
    const results = await Promise.all([...tokens, tokens[0]!].map((token) => auth.validateSession(token)));
    expect(asked).toEqual([100, 50]);
    expect(results.slice(0, 150).map((result) => result?.user.id)).toEqual(tokens.map((_, count) => `user-${count}`));
    const [first, again] = [results[0]!, results[150]!];
    expect(again).toEqual(first);
    expect(again.user).not.toBe(first.user);
    expect(again.session.attributes).not.toBe(first.session.attributes);
  });

  test('a row that storage finds under another spelling of the id is no session', async () => {
    const adapter = memoryAdapter<{ id: string }, string>();
    const { auth } = setUp({
      adapter: {
        ...adapter,
        async findSessions(ids) {
          const found = await adapter.findSessions(ids);
          return found.map(({ user, session }) => ({ user, session: { ...session, id: session.id.toUpperCase() } }));
        },
      },
    });
    const { token } = await auth.createSession('ada');
    expect(await auth.validateSession(token)).toBeNull();
  });

  test.each(['createdAt', 'updatedAt', 'expirationDate', 'authenticatedAt'] as const)(
    'a row with an unusable %s is invalid, never valid, and is not renewed',
    async (field) => {
      for (const unusable of [new Date(NaN), null, undefined, '2099-01-01', 9e15]) {
        const adapter = memoryAdapter<{ id: string }, string>();
        const { auth, clock, calls } = setUp({
          adapter: {
            ...adapter,
            async findSessions(ids) {
              const found = await adapter.findSessions(ids);
              return found.map(({ user, session }) => ({ user, session: { ...session, [field]: unusable as Date } }));
            },
          },
        });
        const { token } = await auth.createSession('ada');
        clock.advance(hour * 8);
        expect(await auth.validateSession(token)).toBeNull();
        expect(calls).not.toContain('renewSession');
      }
    },
  );
});

describe('invalidation', () => {
  test('ends the session, once', async () => {
    const { auth } = setUp();
    const { token, session } = await auth.createSession('ada');
    expect(await auth.invalidateSession(session.id)).toBe(true);
    expect(await auth.invalidateSession(session.id)).toBe(false);
    expect(await auth.validateSession(token)).toBeNull();
  });

  test('with a user id, only that user\'s', async () => {
    const { auth } = setUp();
    const { session } = await auth.createSession('ada');
    expect(await auth.invalidateSession(session.id, { userId: 'eve' })).toBe(false);
    expect(await auth.invalidateSession(session.id, { userId: 'ada' })).toBe(true);
  });

  test('of a user ends all but the one kept', async () => {
    const { auth } = setUp();
    const kept = await auth.createSession('ada');
    await auth.createSession('ada');
    const other = await auth.createSession('bob');
    expect(await auth.invalidateUserSessions('ada', { except: kept.session.id })).toBe(1);
    expect(await auth.validateSession(kept.token)).not.toBeNull();
    expect(await auth.invalidateUserSessions('ada')).toBe(1);
    expect(await auth.validateSession(kept.token)).toBeNull();
    expect(await auth.validateSession(other.token)).not.toBeNull();
  });
});

describe('listSessions', () => {
  test('gives the live sessions of the user, newest first', async () => {
    const { auth, clock } = setUp();
    const short = await auth.createSession('ada', { remember: false });
    clock.advance(1);
    const long = await auth.createSession('ada');
    await auth.createSession('bob');
    expect(await auth.listSessions('ada')).toEqual([long.session, short.session]);
    clock.time = short.session.expirationDate;
    expect(await auth.listSessions('ada')).toEqual([long.session]);
  });
});

describe('updateSession', () => {
  test('replaces the attributes of a live session, and nothing else', async () => {
    const { auth, clock } = setUp();
    const { session, token } = await auth.createSession('ada', { attributes: { theme: 'dark' } });
    clock.advance(5);
    const updated = await auth.updateSession(session.id, { attributes: { theme: 'light' } });
    expect(updated).toEqual({ ...session, attributes: { theme: 'light' } });
    expect((await auth.validateSession(token))?.session).toEqual(updated);
  });

  test('of a dead or unknown session is null', async () => {
    const { auth, clock } = setUp();
    const { session } = await auth.createSession('ada');
    expect(await auth.updateSession(unusedId(), { attributes: {} })).toBeNull();
    clock.time = session.expirationDate;
    expect(await auth.updateSession(session.id, { attributes: {} })).toBeNull();
  });

  test('attributes that a row lacks read as the defaults', async () => {
    const adapter = memoryAdapter();
    const old = createAuth({ adapter });
    const { token } = await old.createSession('ada', { attributes: { theme: 'dark' } });
    const now = createAuth({ adapter, attributes: { theme: 'light', locale: 'en' } });
    expect((await now.validateSession(token))?.session.attributes).toEqual({ theme: 'dark', locale: 'en' });
  });
});

describe('deleteExpiredSessions', () => {
  test('removes dead rows in batches until none are left', async () => {
    const { auth, clock, calls } = setUp();
    for (let count = 0; count < 5; count++) await auth.createSession('ada', { remember: false });
    const alive = await auth.createSession('ada');
    clock.advance(12 * hour);
    calls.length = 0;
    expect(await auth.deleteExpiredSessions({ batchSize: 2 })).toBe(5);
    expect(calls).toHaveLength(4);
    expect(await auth.validateSession(alive.token)).not.toBeNull();
    expect(await auth.deleteExpiredSessions()).toBe(0);
  });

  test('stops between statements when told to', async () => {
    const { auth, clock, calls } = setUp();
    for (let count = 0; count < 5; count++) await auth.createSession('ada', { remember: false });
    clock.advance(12 * hour);
    calls.length = 0;
    const stopped = new AbortController();
    stopped.abort(new Error('enough'));
    await expect(auth.deleteExpiredSessions({ signal: stopped.signal })).rejects.toThrow('enough');
    expect(calls).toEqual([]);
  });

  test.each([0, -1, 1.5, NaN, Infinity, '10', null])('refuses a batch size of %s', async (batchSize) => {
    const { auth, calls } = setUp();
    await expect(auth.deleteExpiredSessions({ batchSize: batchSize as number })).rejects.toThrow('"options.batchSize"');
    expect(calls).toEqual([]);
  });
});

const { token } = await createToken();

describe('ids', () => {
  const noSessionIds = [undefined, null, '', 5, {}, [], ['a'], { toString: () => unusedId() }];
  const noUserIds = [undefined, null, '', NaN, 1.5, Infinity, 2 ** 53, {}, [], ['ada'], true, Symbol('ada'), token];

  test.each(noSessionIds)('%j where a session id belongs throws and touches nothing', async (value) => {
    const { auth, calls } = setUp();
    const id = value as string;
    for (const call of [auth.invalidateSession(id), auth.updateSession(id, { attributes: {} })]) {
      await expect(call).rejects.toThrow(TypeError);
      await expect(call).rejects.toThrow('"sessionId"');
    }
    await expect(auth.invalidateUserSessions('ada', { except: id })).rejects.toThrow('"options.except"');
    expect(calls).toEqual([]);
  });

  test.each(['short', `${unusedId()} `, unusedId().toUpperCase(), '%', '1'.repeat(1 << 20)])(
    'a string that is no session id names none, and storage is not asked',
    async (id) => {
      const { auth, calls } = setUp();
      expect(await auth.invalidateSession(id)).toBe(false);
      expect(await auth.updateSession(id, { attributes: {} })).toBeNull();
      await expect(auth.invalidateUserSessions('ada', { except: id })).rejects.toThrow('"options.except"');
      expect(calls).toEqual([]);
    },
  );

  test.each(noUserIds)('%s where a user id belongs throws and touches nothing', async (value) => {
    const { auth, calls } = setUp();
    const id = value as string;
    for (const name of ['createSession', 'invalidateUserSessions', 'listSessions', 'exportUserData'] as const) {
      await expect(auth[name](id)).rejects.toThrow(TypeError);
      await expect(auth[name](id)).rejects.toThrow('"userId"');
    }
    await expect(auth.invalidateSession(unusedId(), { userId: id })).rejects.toThrow('"options.userId"');
    expect(calls).toEqual([]);
  });

  test('a token where an id belongs is named as such, and not repeated', async () => {
    const { auth } = setUp();
    for (const call of [auth.invalidateSession(token), auth.listSessions(token)]) {
      const error = await call.then(() => undefined, (reason: unknown) => reason as Error);
      expect(error).toBeInstanceOf(TypeError);
      expect(error?.message).toContain('a token was given');
      expect(error?.stack).not.toContain(token.slice(25));
    }
  });

  test.each(['ada', 0, -7, 12345678901234567890n])('%s is a user id', async (id) => {
    const auth = createAuth({ adapter: memoryAdapter() });
    const { token: fresh } = await auth.createSession(id);
    expect((await auth.validateSession(fresh))?.user.id).toBe(id);
  });
});

test('every function may be taken out and called alone', async () => {
  const { createSession, validateSession, listSessions, cookie } = setUp().auth;
  const { token, session } = await createSession('ada');
  const { serialize, read } = cookie;
  expect(read(serialize(token, session).split(';')[0])).toBe(token);
  expect(await validateSession(token)).not.toBeNull();
  expect(await listSessions('ada')).toHaveLength(1);
});
