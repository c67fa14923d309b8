import { inspect } from 'node:util';
import { describe, expect, test } from 'vitest';
import { type AuthOptions, type StorageAdapter, createAuth } from '../../src/index.js';
import { memoryAdapter } from '../../src/adapters/memory/index.js';
import { type LegacyOptions, type LuciaField, luciaSessions } from '../../src/legacy/index.js';
import { after, noon } from '../../src/testing/fixtures.js';
import { day, hour, minute, second, setUp } from '../support/auth.js';
import { FormerTable } from './former-table.js';

const former = 'k4znwdsj2ohq3vtxm6cyb5pfe7rulg4iaksedz2q';
const until = after(20 * day);

type Settings = Omit<AuthOptions<{ id: string }, string, object>, 'adapter' | 'now' | 'onEvent' | 'legacy'> & {
  adapter?: StorageAdapter<{ id: string }, string>;
};

/** An app that had Lucia, with one session of ada's that ends in 12 days. */
function setUpFormer({ options, row, ...settings }: Settings & { options?: Partial<LegacyOptions<LuciaField>>; row?: object } = {}) {
  const table = new FormerTable('id');
  table.add({ id: former, userId: 'ada', expiresAt: after(12 * day), ...row });
  const app = setUp({ ...settings, legacy: luciaSessions({ rows: table, until, ...options }) });
  return { ...app, table, legacy: app.auth.legacy! };
}

describe('an exchange', () => {
  test('gives a session for a former one, hashed, and the former one is gone', async () => {
    const { auth, legacy, table, adapter, events } = setUpFormer();
    const exchanged = await legacy.exchange(former, { ipAddress: '192.0.2.7', userAgent: 'Firefox' });
    expect(exchanged!.session).toMatchObject({ userId: 'ada', remember: true, ipAddress: '192.0.2.7', userAgent: 'Firefox' });
    expect(table.has(former)).toBe(false);
    expect(await auth.validateSession(exchanged!.token)).toEqual({ session: exchanged!.session, user: { id: 'ada' }, renewed: false });
    const [stored] = await adapter.findSessions([exchanged!.session.id]);
    expect(stored!.session.secretHash).toMatch(/^sha256:/);
    expect(inspect(stored)).not.toContain(former);
    expect(events).toEqual([
      {
        type: 'session.created',
        sessionId: exchanged!.session.id,
        userId: 'ada',
        pending: null,
        exchanged: true,
        ipAddress: '192.0.2.7',
        time: noon,
      },
    ]);
  });

  test('is made once', async () => {
    const { legacy, clock, table } = setUpFormer();
    expect(await legacy.exchange(former)).not.toBeNull();
    clock.advance(10 * second);
    expect(await legacy.exchange(former)).toBeNull();
    expect(table.calls).toEqual(['find', 'remove', 'find']);
  });

  test('gives the same session to requests that were under way', async () => {
    const { auth, legacy, clock, table } = setUpFormer();
    const [first, other] = await Promise.all([legacy.exchange(former), legacy.exchange(former)]);
    clock.advance(9 * second);
    const third = await legacy.exchange(former);
    expect(new Set([first, other, third].map((each) => each!.token)).size).toBe(1);
    expect(table.calls).toEqual(['find', 'remove']);
    expect(await auth.listSessions('ada')).toHaveLength(1);
    // Each has a copy of its own.
    first!.session.attributes = { changed: true };
    expect(third!.session.attributes).toEqual({});
  });

  test('of several processes, one makes it', async () => {
    const adapter = memoryAdapter<{ id: string }, string>();
    const table = new FormerTable('id');
    table.add({ id: former, userId: 'ada', expiresAt: after(day) });
    const processes = Array.from({ length: 8 }, () => setUp({ adapter, legacy: luciaSessions({ rows: table, until }) }).auth);
    const exchanged = await Promise.all(processes.map(({ legacy }) => legacy!.exchange(former)));
    expect(exchanged.filter((each) => each !== null)).toHaveLength(1);
    const sessions = await processes[0]!.listSessions('ada');
    expect(sessions.map(({ id }) => id)).toEqual([exchanged.find((each) => each !== null)!.session.id]);
  });

  test('forgets what it gave, however many there are', async () => {
    const { legacy, table } = setUpFormer();
    const keys = Array.from({ length: 1001 }, (_, index) => `session-of-somebody-${index}`);
    for (const id of keys) {
      table.add({ id, userId: 'ada', expiresAt: after(day) });
      expect(await legacy.exchange(id)).not.toBeNull();
    }
    expect(await legacy.exchange(keys[1]!)).not.toBeNull();
    expect(await legacy.exchange(keys[0]!)).toBeNull();
  });

  test('brings attributes, and those of the app by default', async () => {
    const { legacy } = setUpFormer({ attributes: { theme: 'light', plan: 'free' } });
    const exchanged = await legacy.exchange(former, { attributes: { plan: 'pro' } });
    expect(exchanged!.session.attributes).toEqual({ theme: 'light', plan: 'pro' });
  });

  test('heeds no limit of sessions', async () => {
    const { auth, legacy } = setUpFormer({ maxSessionsPerUser: { max: 1, onLimit: 'reject' } });
    await auth.createSession('ada');
    expect(await legacy.exchange(former)).not.toBeNull();
    expect(await auth.listSessions('ada')).toHaveLength(2);
  });

  test('hashes with the key that there is', async () => {
    const { auth, legacy, adapter } = setUpFormer({ hashKeys: ['a key of at least thirty-two bytes, for tests'] });
    const { token, session } = (await legacy.exchange(former))!;
    expect((await adapter.findSessions([session.id]))[0]!.session.secretHash).toMatch(/^hmac-sha256:/);
    expect(await auth.validateSession(token)).not.toBeNull();
  });
});

describe('who ends all sessions of a user', () => {
  test('ends the former ones too', async () => {
    const { auth, legacy, table, events } = setUpFormer();
    table.add({ id: 'another-session-of-ada', userId: 'ada', expiresAt: after(day) });
    table.add({ id: 'a-session-of-somebody', userId: 'bob', expiresAt: after(day) });
    const { session } = await auth.createSession('ada');
    expect(await auth.invalidateUserSessions('ada', { except: session.id, reason: 'password-change' })).toBe(2);
    expect(await legacy.exchange(former)).toBeNull();
    expect(await legacy.exchange('another-session-of-ada')).toBeNull();
    expect(await legacy.exchange('a-session-of-somebody')).not.toBeNull();
    expect(events.filter(({ type }) => type === 'sessions.invalidated')).toMatchObject([{ userId: 'ada', count: 2 }]);
  });

  test('leaves none, at whatever moment of an exchange that is', async () => {
    // The steps of an exchange, and after which of them the others are ended.
    for (const step of ['find', 'insertSession', 'remove'] as const) {
      const adapter = memoryAdapter<{ id: string }, string>();
      const table = new FormerTable('id');
      table.add({ id: former, userId: 'ada', expiresAt: after(day) });
      const own = setUp({ adapter, legacy: luciaSessions({ rows: table, until }) }).auth;
      const target: Record<string, (...args: never[]) => Promise<unknown>> = step === 'insertSession' ? (adapter as never) : (table as never);
      const call = target[step]!.bind(target);
      let ended: number | undefined;
      target[step] = async (...args) => {
        const result = await call(...args);
        target[step] = call;
        ended = await own.invalidateUserSessions('ada');
        return result;
      };
      const exchanged = await own.legacy!.exchange(former);
      expect(ended).toBe(step === 'insertSession' ? 2 : 1);
      expect(await own.validateSession(exchanged?.token)).toBeNull();
      expect(await own.listSessions('ada')).toEqual([]);
      expect(table.has(former)).toBe(false);
    }
  });

  test('hears of a failure, and has ended none', async () => {
    const { auth, table } = setUpFormer();
    const { token } = await auth.createSession('ada');
    table.removeOfUser = () => Promise.reject(new Error('connection reset'));
    await expect(auth.invalidateUserSessions('ada')).rejects.toMatchObject({ code: 'ERR_STORAGE' });
    expect(await auth.validateSession(token)).not.toBeNull();
  });

  test('may end the former ones alone', async () => {
    const { legacy } = setUpFormer();
    await expect(legacy.removeOfUser('')).rejects.toThrow(TypeError);
    expect([await legacy.removeOfUser('ada'), await legacy.removeOfUser('ada')]).toEqual([1, 0]);
  });
});

describe('the session that it gives', () => {
  test('ends when the former one would have, and is not fresh', async () => {
    const { auth, legacy } = setUpFormer({ row: { expiresAt: after(3 * hour) } });
    const { session } = (await legacy.exchange(former))!;
    expect(session).toMatchObject({ expirationDate: after(3 * hour), updatedAt: noon, authenticatedAt: after(-day), createdAt: after(-day) });
    expect(auth.isFresh(session, 23 * hour)).toBe(false);
  });

  test('ends no later than an idle session does', async () => {
    const { session } = (await setUpFormer({ row: { expiresAt: after(90 * day) } }).legacy.exchange(former))!;
    expect(session.expirationDate).toEqual(after(7 * day));
  });

  test('began when the former one did, where that is known', async () => {
    const { auth, legacy, clock } = setUpFormer({ row: { createdAt: after(-25 * day) } });
    const { token, session } = (await legacy.exchange(former))!;
    expect(session).toMatchObject({ createdAt: after(-25 * day), authenticatedAt: after(-25 * day), expirationDate: after(5 * day) });
    clock.advance(5 * day);
    expect(await auth.validateSession(token)).toBeNull();
  });

  test('is fresh if the user signed in a moment ago', async () => {
    const { auth, legacy } = setUpFormer({ row: { createdAt: after(-minute) } });
    expect(auth.isFresh((await legacy.exchange(former))!.session, 2 * minute)).toBe(true);
  });

  test('did not begin in the future, whatever the row says', async () => {
    const { legacy } = setUpFormer({ row: { createdAt: after(day) } });
    expect((await legacy.exchange(former))!.session.authenticatedAt).toEqual(noon);
  });
});

describe('nothing is exchanged', () => {
  test.each<[string, object]>([
    ['that is over', { expiresAt: noon }],
    ['whose end is no date', { expiresAt: 'soon' }],
    ['without an end', { expiresAt: null }],
    ['without a user', { userId: null }],
    ['that began longer ago than a session may last', { createdAt: after(-30 * day) }],
    ['that another spelling names', { id: former.toUpperCase() }],
  ])('for a session %s', async (_, row) => {
    const { auth, legacy, table } = setUpFormer();
    const id = (row as { id?: string }).id ?? former;
    table.find = async () => ({ id, userId: 'ada', expiresAt: after(day), ...row });
    expect(await legacy.exchange(former)).toBeNull();
    expect(await auth.listSessions('ada')).toEqual([]);
    expect(table.has(former)).toBe(true);
  });

  test('where sessions may not last a day', async () => {
    const { legacy, table } = setUpFormer({ lifetime: 'aal2' });
    expect(await legacy.exchange(former)).toBeNull();
    expect(table.has(former)).toBe(true);
  });

  test('from the date on that the app gave', async () => {
    const { legacy, clock, table } = setUpFormer({ row: { expiresAt: after(60 * day) } });
    clock.advance(20 * day);
    expect(await legacy.exchange(former)).toBeNull();
    expect(table.calls).toEqual([]);
  });

  test.each([undefined, null, '', 'short', 'a'.repeat(256), `${former}\n`, 'ünïcödé-ünïcödé-ünïcödé'])('for %j, without asking', async (token) => {
    const { legacy, table } = setUpFormer();
    expect(await legacy.exchange(token)).toBeNull();
    expect(table.calls).toEqual([]);
  });

  test('for a user who is gone', async () => {
    const adapter = memoryAdapter<{ id: string }, string>({ loadUser: () => null });
    const { legacy, table } = setUpFormer({ adapter });
    expect(await legacy.exchange(former)).toBeNull();
    expect(table.has(former)).toBe(true);
  });

  test('for details that are none', async () => {
    const { legacy, table } = setUpFormer();
    await expect(legacy.exchange(former, { remember: true } as object)).rejects.toThrow(TypeError);
    await expect(legacy.exchange(former, { ipAddress: 7 } as object)).rejects.toThrow('"details.ipAddress" must be a string');
    expect(table.calls).toEqual([]);
  });

  test('without the option', () => {
    expect(setUp().auth.legacy).toBeUndefined();
  });
});

describe('when something fails', () => {
  test('what the former table answers with comes out as ERR_STORAGE, without the token', async () => {
    const { legacy, table, events } = setUpFormer();
    table.find = (key) => Promise.reject(Object.assign(new Error(`no row ${key}`), { meta: { where: { id: key } } }));
    const error: unknown = await legacy.exchange(former).catch((reason: unknown) => reason);
    expect(error).toMatchObject({ code: 'ERR_STORAGE', message: 'Storage failed during exchangeLegacySession' });
    expect(events).toMatchObject([{ type: 'storage.failed', operation: 'exchangeLegacySession' }]);
    expect(inspect([error, events], { depth: null, showHidden: true })).not.toContain(former);
  });

  test('before the former session is gone, it can be exchanged once more', async () => {
    const { auth, legacy, table } = setUpFormer();
    const { remove } = table;
    table.remove = () => Promise.reject(new Error('connection reset'));
    await expect(legacy.exchange(former)).rejects.toMatchObject({ code: 'ERR_STORAGE' });
    table.remove = remove;
    const { token } = (await legacy.exchange(former))!;
    expect(await auth.validateSession(token)).not.toBeNull();
    expect(table.has(former)).toBe(false);
  });
});

describe('the option', () => {
  const rows = new FormerTable('id');

  test.each<[object, string]>([
    [{ until }, '"rows" option must be a model of a Prisma client, sqlRows(...), or { find, remove, removeOfUser }'],
    [{ rows: { find() {} }, until }, '"rows" option must be'],
    [{ rows }, '"until" option must be a valid Date'],
    [{ rows, until: '2031-01-01' }, '"until" option must be a valid Date'],
    [{ rows, until: new Date(NaN) }, '"until" option must be a valid Date'],
    [{ rows, until, secret: 'x' }, '"secret" is no option of legacy sessions'],
    [{ rows, until, cookie: 'auth_session' }, '"cookie" must be an object'],
    [{ rows, until, cookie: { name: 'a;b' } }, '"cookie.name" option must be text of visible ASCII without ;'],
    [{ rows, until, cookie: { secure: true } }, '"secure" is no property of "cookie"'],
    [{ rows, until, fields: { expires: 'x' } }, '"fields" option has no expires, but id, userId, expiresAt, createdAt'],
    [{ rows, until, fields: { id: '' } }, '"fields.id" option must be a name'],
  ])('%j is refused', (options, message) => {
    expect(() => luciaSessions(options as LegacyOptions<LuciaField>)).toThrow(message);
    expect(() => luciaSessions(options as LegacyOptions<LuciaField>)).toThrow(TypeError);
  });

  test('takes what the functions make', () => {
    const legacy = 'lucia' as unknown as ReturnType<typeof luciaSessions>;
    expect(() => createAuth({ adapter: memoryAdapter(), legacy })).toThrow('"legacy" must be an object');
  });
});
