import { describe, expect, test } from 'vitest';
import { type AuthEvent, type Erasers, SojournError, type StorageAdapter, createAuth } from '../../src/index.js';
import { memoryAdapter } from '../../src/adapters/memory/index.js';
import { createToken } from '../../src/session/token.js';
import { noon } from '../../src/testing/fixtures.js';

type Adapter = StorageAdapter<{ id: string }, string>;

interface Settings {
  erasers?: Erasers<string>;
  change?: (adapter: Adapter) => Adapter;
}

/** An app with two users in memory, and ada's files and mails elsewhere, with all that happens on record. */
function setUp({ erasers = {}, change = (adapter) => adapter }: Settings = {}) {
  const users = new Set(['ada', 'bob']);
  const elsewhere: Record<string, string[]> = { files: ['a.png', 'b.png'], mails: ['hello'] };
  const steps: string[] = [];
  const events: AuthEvent[] = [];
  const adapter: Adapter = memoryAdapter<{ id: string }, string>({
    loadUser: (id) => (users.has(id) ? { id } : null),
    deleteUser: (id) => users.delete(id),
  });
  const eraserOf = (name: string): Erasers<string>[string] => (userId, { dryRun }) => {
    steps.push(`${name} of ${userId}${dryRun ? ', dry' : ''}`);
    const count = userId === 'ada' ? elsewhere[name]!.length : 0;
    if (!dryRun && userId === 'ada') elsewhere[name] = [];
    return count;
  };
  const recording: Adapter = {
    ...adapter,
    async eraseUser(userId, options) {
      steps.push(`storage of ${userId}${options.dryRun ? ', dry' : ''}`);
      return adapter.eraseUser!(userId, options);
    },
  };
  const auth = createAuth<{ id: string }, string>({
    adapter: change(recording),
    erasers: { files: eraserOf('files'), mails: eraserOf('mails'), ...erasers },
    now: () => noon,
    onEvent: (event) => void events.push(event),
  });
  const erasures = () => events.filter(({ type }) => type === 'user-data.erased');
  return { auth, adapter, users, elsewhere, steps, events, erasures };
}

/** What an erasure failed with. */
async function failureOf(call: Promise<unknown>): Promise<Record<string, unknown>> {
  return call.then(
    (counts) => {
      throw new Error(`It did not fail: ${JSON.stringify(counts)}`);
    },
    (error: unknown) => error as Record<string, unknown>,
  );
}

const all = { files: 2, mails: 1, sessions: 2, user: 1 };

async function loginTwice({ auth }: ReturnType<typeof setUp>) {
  return [await auth.createSession('ada'), await auth.createSession('ada')] as const;
}

describe('an erasure', () => {
  test('counts everything first, then runs the erasers in order, then the storage', async () => {
    const app = setUp();
    const [{ token }] = await loginTwice(app);
    expect(await app.auth.eraseUserData('ada')).toEqual(all);
    expect(app.steps).toEqual([
      'storage of ada, dry',
      'files of ada, dry',
      'mails of ada, dry',
      'files of ada',
      'mails of ada',
      'storage of ada',
    ]);
    expect([...app.users]).toEqual(['bob']);
    expect(app.elsewhere).toEqual({ files: [], mails: [] });
    expect(await app.auth.validateSession(token)).toBeNull();
  });

  test('is one event, with the counts and the address, and nothing secret', async () => {
    const app = setUp();
    const logins = await loginTwice(app);
    const counts = await app.auth.eraseUserData('ada', { ipAddress: '203.0.113.9' });
    expect(app.erasures()).toEqual([
      { type: 'user-data.erased', time: noon, ipAddress: '203.0.113.9', userId: 'ada', counts: all },
    ]);
    const [event] = app.erasures();
    expect(event).not.toHaveProperty('counts', expect.toSatisfy((own) => own === counts));
    for (const { token } of logins) expect(JSON.stringify(event)).not.toContain(token.slice(25));
  });

  test('may be done again, and then counts nothing', async () => {
    const app = setUp();
    await loginTwice(app);
    await app.auth.eraseUserData('ada');
    expect(await app.auth.eraseUserData('ada')).toEqual({ files: 0, mails: 0, sessions: 0, user: 0 });
    expect(app.erasures().map((event) => 'counts' in event && event.counts.user)).toEqual([1, 0]);
  });

  test('leaves other users alone', async () => {
    const app = setUp();
    await loginTwice(app);
    const { token } = await app.auth.createSession('bob');
    await app.auth.eraseUserData('ada');
    expect((await app.auth.validateSession(token))?.user).toEqual({ id: 'bob' });
  });

  test('can be called without its auth', async () => {
    const { eraseUserData } = setUp().auth;
    expect(await eraseUserData('ada')).toEqual({ ...all, sessions: 0 });
  });

  test('without loadUser ends the sessions, and counts no user', async () => {
    const auth = createAuth({ adapter: memoryAdapter() });
    await auth.createSession('ada');
    for (const dryRun of [true, false]) expect(await auth.eraseUserData('ada', { dryRun })).toEqual({ sessions: 1, user: 0 });
    expect(await auth.listSessions('ada')).toEqual([]);
  });

  test('hands its time limit to the storage, by default a minute', async () => {
    const given: unknown[] = [];
    const { auth } = setUp({
      change: (adapter) => ({
        ...adapter,
        async eraseUser(_, options) {
          given.push(options);
          return { sessions: 0, user: 0 };
        },
      }),
    });
    await auth.eraseUserData('ada', { dryRun: true });
    await auth.eraseUserData('ada', { timeout: 5 });
    expect(given).toEqual([
      { dryRun: true, timeout: 60_000 },
      { dryRun: true, timeout: 5 },
      { dryRun: false, timeout: 5 },
    ]);
  });
});

describe('a dry run', () => {
  test('gives the counts of the run that follows', async () => {
    const app = setUp();
    await loginTwice(app);
    expect(await app.auth.eraseUserData('ada', { dryRun: true })).toEqual(all);
    expect(await app.auth.eraseUserData('ada')).toEqual(all);
  });

  test('changes nothing, and is no event', async () => {
    const app = setUp();
    const [{ token }] = await loginTwice(app);
    await app.auth.eraseUserData('ada', { dryRun: true });
    expect(app.steps).toEqual(['storage of ada, dry', 'files of ada, dry', 'mails of ada, dry']);
    expect(app.elsewhere).toEqual({ files: ['a.png', 'b.png'], mails: ['hello'] });
    expect([...app.users]).toEqual(['ada', 'bob']);
    expect((await app.auth.validateSession(token))?.user).toEqual({ id: 'ada' });
    expect(app.erasures()).toEqual([]);
  });
});

/** An eraser that counts three, and does the given when it is to delete them for the first time. */
function failingOnce(fail: () => number): Erasers<string>[string] {
  let failed = false;
  return (_, { dryRun }) => {
    if (dryRun || failed) return 3;
    failed = true;
    return fail();
  };
}

const wrongCounts = [undefined, null, -1, 1.5, Number.NaN, '3', 3n];

describe('an eraser that fails', () => {
  const failures: [string, () => number][] = [
    ['throws', () => { throw new Error('The bucket is gone'); }],
    ['rejects', (() => Promise.reject(new Error('The bucket is gone'))) as never],
    ...wrongCounts.map((count): [string, () => number] => [`gives ${typeof count} ${String(count)} as the count`, () => count as never]),
  ];

  test.each(failures)('says what is gone and what is there, and calling again goes on: it %s', async (_, fail) => {
    const app = setUp({ erasers: { mails: failingOnce(fail), letters: () => 7 } });
    const [{ token }] = await loginTwice(app);
    const error = await failureOf(app.auth.eraseUserData('ada'));
    expect(error).toBeInstanceOf(SojournError);
    expect(error).toMatchObject({ code: 'ERR_ERASURE', status: 500, message: 'The eraser "mails" failed' });
    expect(error.cause).toBeInstanceOf(Error);
    expect(error.erased).toEqual({ files: 2 });
    expect(error.remaining).toEqual({ mails: 3, letters: 7, sessions: 2, user: 1 });
    expect(app.elsewhere.files).toEqual([]);
    expect((await app.auth.validateSession(token))?.user).toEqual({ id: 'ada' });
    expect(app.erasures()).toEqual([]);

    expect(await app.auth.eraseUserData('ada')).toEqual({ files: 0, mails: 3, letters: 7, sessions: 2, user: 1 });
    expect(app.users.has('ada')).toBe(false);
    expect(app.erasures()).toHaveLength(1);
  });

  test('while it counts, keeps everything where it is', async () => {
    const app = setUp({
      erasers: {
        mails: () => {
          throw new Error('The mail server is gone');
        },
      },
    });
    await loginTwice(app);
    for (const dryRun of [true, false]) {
      const error = await failureOf(app.auth.eraseUserData('ada', { dryRun }));
      expect(error).toMatchObject({ code: 'ERR_ERASURE', message: 'The eraser "mails" failed' });
      expect(error.erased).toEqual({});
    }
    expect(app.elsewhere.files).toEqual(['a.png', 'b.png']);
    expect(await app.auth.listSessions('ada')).toHaveLength(2);
  });

  test('has no secret in what comes out', async () => {
    const { token, secretHash } = await createToken();
    const app = setUp({
      erasers: {
        mails: () => {
          throw new Error(`No mail for ${token} with ${secretHash}`);
        },
      },
    });
    const error = await failureOf(app.auth.eraseUserData('ada'));
    expect(String(error.cause)).toBe('Error: No mail for [redacted] with [redacted]');
  });
});

describe('an erasure that is stopped', () => {
  test('before it begins asks nobody, and fails with the reason', async () => {
    const app = setUp();
    const reason = new Error('Not today');
    expect(await failureOf(app.auth.eraseUserData('ada', { signal: AbortSignal.abort(reason) }))).toBe(reason);
    expect(app.steps).toEqual([]);
  });

  test('by a reason that is no error fails with that', async () => {
    const app = setUp();
    for (const reason of ['enough', Object.freeze(new Error('enough'))]) {
      expect(await failureOf(app.auth.eraseUserData('ada', { signal: AbortSignal.abort(reason) }))).toBe(reason);
    }
  });

  test('within an eraser goes no further, says what is gone, and calling again goes on', async () => {
    const controller = new AbortController();
    const stop = failingOnce(() => {
      controller.abort();
      throw new Error('Interrupted');
    });
    const app = setUp({ erasers: { mails: stop } });
    await loginTwice(app);
    const error = await failureOf(app.auth.eraseUserData('ada', { signal: controller.signal }));
    expect(error).toBe(controller.signal.reason);
    expect(error.name).toBe('AbortError');
    expect(error.erased).toEqual({ files: 2 });
    expect(error.remaining).toEqual({ mails: 3, sessions: 2, user: 1 });
    expect(app.steps.at(-1)).toBe('files of ada');
    expect(app.erasures()).toEqual([]);
    expect(await app.auth.eraseUserData('ada')).toEqual({ files: 0, mails: 3, sessions: 2, user: 1 });
  });

  test('after an eraser has finished counts that one as gone', async () => {
    const controller = new AbortController();
    const app = setUp({
      erasers: {
        mails: (_, { dryRun, signal }) => {
          expect(signal).toBe(controller.signal);
          if (!dryRun) controller.abort(new Error('Shutting down'));
          return 3;
        },
      },
    });
    await loginTwice(app);
    const error = await failureOf(app.auth.eraseUserData('ada', { signal: controller.signal }));
    expect(error).toMatchObject({ message: 'Shutting down', erased: { files: 2, mails: 3 }, remaining: { sessions: 2, user: 1 } });
    expect(error.remaining).toEqual({ sessions: 2, user: 1 });
    expect(app.users.has('ada')).toBe(true);
  });
});

describe('storage that fails', () => {
  const failing = (isDry: boolean, answer: () => unknown) => (adapter: Adapter): Adapter => {
    let failed = false;
    return {
      ...adapter,
      async eraseUser(userId, options) {
        if (failed || options.dryRun !== isDry) return adapter.eraseUser!(userId, options);
        failed = true;
        return answer() as never;
      },
    };
  };
  const broken = () => {
    throw Object.assign(new Error('connection reset'), { code: 'ECONNRESET' });
  };

  test('after the erasers says so, and calling again goes on', async () => {
    const app = setUp({ change: failing(false, broken) });
    await loginTwice(app);
    const error = await failureOf(app.auth.eraseUserData('ada'));
    expect(error).toBeInstanceOf(SojournError);
    expect(error).toMatchObject({ code: 'ERR_STORAGE', status: 503, cause: { code: 'ECONNRESET' } });
    expect(error.erased).toEqual({ files: 2, mails: 1 });
    expect(error.remaining).toEqual({ sessions: 2, user: 1 });
    expect(app.events.filter(({ type }) => type === 'storage.failed')).toMatchObject([{ operation: 'eraseUserData', error }]);
    expect(app.erasures()).toEqual([]);
    expect(await app.auth.eraseUserData('ada')).toEqual({ files: 0, mails: 0, sessions: 2, user: 1 });
  });

  test('when it counts keeps everything where it is', async () => {
    const app = setUp({ change: failing(true, broken) });
    const error = await failureOf(app.auth.eraseUserData('ada'));
    expect(error).toMatchObject({ code: 'ERR_STORAGE', erased: {}, remaining: {} });
    expect(app.steps).toEqual([]);
  });

  test('that gives no answer in time fails, too', async () => {
    const app = setUp({ change: failing(false, () => new Promise(() => {})) });
    const error = await failureOf(app.auth.eraseUserData('ada', { timeout: 1 }));
    expect(error).toMatchObject({ code: 'ERR_STORAGE', erased: { files: 2, mails: 1 } });
  });

  test('that keeps the user, since rows refer to it, is told from an outage', async () => {
    const app = setUp({ change: failing(false, () => 'still-referenced') });
    const error = await failureOf(app.auth.eraseUserData('ada'));
    expect(error).toBeInstanceOf(SojournError);
    expect(error).toMatchObject({ code: 'ERR_ERASURE', status: 500, message: expect.stringContaining('rows still refer to it') as string });
    expect(error.remaining).toEqual({ sessions: 0, user: 1 });
    expect(app.events).toEqual([]);
  });
});

describe('misuse', () => {
  const { auth, steps } = setUp();
  const calls: [string, () => Promise<unknown>][] = [
    ['"userId" must be', () => auth.eraseUserData(undefined as never)],
    ['"userId" must be', () => auth.eraseUserData('')],
    ['"options" must be an object', () => auth.eraseUserData('ada', null as never)],
    ['"options.dryRun" must be a boolean', () => auth.eraseUserData('ada', { dryRun: 'yes' as never })],
    ['"options.timeout" must be a positive integer', () => auth.eraseUserData('ada', { timeout: 0 })],
    ['"options.signal" must be an AbortSignal', () => auth.eraseUserData('ada', { signal: {} as never })],
    ['"dryrun" is no option of eraseUserData', () => auth.eraseUserData('ada', { dryrun: true } as never)],
  ];

  test.each(calls)('is a TypeError that says %s', async (message, call) => {
    const error = await failureOf(call());
    expect(error).toBeInstanceOf(TypeError);
    expect(error.message).toContain(message);
    expect(steps).toEqual([]);
  });

  test('a token in the place of the user\'s id is told as such', async () => {
    const { token } = await createToken();
    await expect(auth.eraseUserData(token)).rejects.toThrow('but a token was given');
  });

  test('an adapter that cannot erase users is a TypeError, before any eraser runs', async () => {
    const app = setUp({ change: ({ eraseUser: _, ...adapter }) => adapter });
    await expect(app.auth.eraseUserData('ada')).rejects.toThrow(TypeError);
    await expect(app.auth.eraseUserData('ada')).rejects.toThrow('"adapter" option cannot erase users');
    expect(app.steps).toEqual([]);
  });

  test('an eraser under a name that the adapter counts is a TypeError, before any eraser runs', async () => {
    const change = (adapter: Adapter): Adapter => ({ ...adapter, eraseUser: async () => ({ files: 1, sessions: 0, user: 1 }) });
    const app = setUp({ change });
    await expect(app.auth.eraseUserData('ada')).rejects.toThrow('"erasers.files" option must have another name');
    await expect(app.auth.eraseUserData('ada')).rejects.toThrow(TypeError);
    expect(app.steps).toEqual([]);
  });

  test.each(['user', 'sessions', '__proto__'])('an eraser cannot be called %s', (name) => {
    const erasers = Object.fromEntries([[name, () => 0]]);
    expect(() => createAuth({ adapter: memoryAdapter(), erasers })).toThrow(`"erasers.${name}" option must have another name`);
  });
});
