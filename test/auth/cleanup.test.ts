import { afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { setUp, hour, minute } from '../support/auth.js';

// What is loaded when it is first called takes real time, of which clocks here know nothing.
beforeAll(() => Promise.all([import('../../src/errors/redact.js'), import('../../src/cleanup/cleanup.js')]));

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

/** Lets the code of the cleanup load, and what follows without a timer happen. */
async function settle(): Promise<void> {
  await vi.dynamicImportSettled();
  for (let turn = 0; turn < 20; turn++) await Promise.resolve();
}

function sweeps(calls: string[]): number {
  return calls.filter((verb) => verb === 'deleteExpiredSessions').length;
}

describe('startCleanup', () => {
  test('removes dead sessions, first after a wait and then again and again', async () => {
    vi.spyOn(Math, 'random').mockReturnValue(0.5);
    const { auth, clock } = setUp({ lifetime: { idle: minute, absolute: minute } });
    await auth.createSession('ada');
    clock.advance(minute);
    auth.startCleanup({ every: hour });
    await settle();
    expect(await auth.deleteExpiredSessions()).toBe(1);
    await auth.createSession('ada');
    clock.advance(minute);
    await vi.advanceTimersByTimeAsync(hour);
    expect(await auth.deleteExpiredSessions()).toBe(0);
    await auth.createSession('ada');
    clock.advance(minute);
    await vi.advanceTimersByTimeAsync(hour);
    expect(await auth.deleteExpiredSessions()).toBe(0);
  });

  test.each([
    [0, 0.5],
    [0.999_999, 1.5],
  ])('with the dice at %s waits %s times as long', async (dice, factor) => {
    vi.spyOn(Math, 'random').mockReturnValue(dice);
    const { auth, calls } = setUp();
    auth.startCleanup({ every: hour });
    await settle();
    await vi.advanceTimersByTimeAsync(hour * factor - 10);
    expect(sweeps(calls)).toBe(0);
    await vi.advanceTimersByTimeAsync(20);
    expect(sweeps(calls)).toBe(1);
  });

  test('waits for one to end before the next wait begins', async () => {
    vi.spyOn(Math, 'random').mockReturnValue(0.5);
    const { adapter } = setUp();
    let finish = (_: number): void => {};
    let begun = 0;
    const slow = {
      ...adapter,
      deleteExpiredSessions: () => {
        begun++;
        return new Promise<number>((resolve) => (finish = resolve));
      },
    };
    const { auth } = setUp({ adapter: slow, timeout: 10 * hour });
    auth.startCleanup({ every: minute });
    await settle();
    await vi.advanceTimersByTimeAsync(hour);
    expect(begun).toBe(1);
    finish(0);
    await vi.advanceTimersByTimeAsync(minute);
    expect(begun).toBe(2);
  });

  test('goes on after a failure, which onEvent hears of', async () => {
    vi.spyOn(Math, 'random').mockReturnValue(0.5);
    const { adapter } = setUp();
    const { auth, events } = setUp({
      adapter: { ...adapter, deleteExpiredSessions: () => Promise.reject(new Error('down')) },
    });
    auth.startCleanup({ every: minute });
    await settle();
    await vi.advanceTimersByTimeAsync(2 * minute);
    expect(events).toMatchObject([
      { type: 'storage.failed', operation: 'deleteExpiredSessions' },
      { type: 'storage.failed', operation: 'deleteExpiredSessions' },
    ]);
  });

  test('stops with its signal, before or while it waits', async () => {
    const { auth, calls } = setUp();
    const stopping = new AbortController();
    auth.startCleanup({ every: minute, signal: stopping.signal });
    auth.startCleanup({ every: minute, signal: AbortSignal.abort() });
    await settle();
    expect(vi.getTimerCount()).toBe(1);
    stopping.abort();
    expect(vi.getTimerCount()).toBe(0);
    await vi.advanceTimersByTimeAsync(hour);
    expect(sweeps(calls)).toBe(0);
  });

  test('stops between two statements when the signal comes while it works', async () => {
    vi.spyOn(Math, 'random').mockReturnValue(0.5);
    const { adapter } = setUp();
    const stopping = new AbortController();
    let statements = 0;
    const { auth } = setUp({
      adapter: {
        ...adapter,
        deleteExpiredSessions: async (_, limit) => {
          statements++;
          stopping.abort();
          return limit;
        },
      },
    });
    auth.startCleanup({ every: minute, batchSize: 5, signal: stopping.signal });
    await settle();
    await vi.advanceTimersByTimeAsync(hour);
    expect(statements).toBe(1);
  });

  test('refuses what makes no sense, and starts nothing', () => {
    const { auth } = setUp();
    for (const every of [0, -1, 1.5, NaN, Infinity, 2 ** 31, '60000']) {
      expect(() => auth.startCleanup({ every: every as number })).toThrow('"options.every"');
    }
    expect(() => auth.startCleanup({ batchSize: 0 })).toThrow('"options.batchSize"');
    expect(() => auth.startCleanup({ interval: 5 } as object)).toThrow('"interval" is no option of startCleanup');
    expect(vi.getTimerCount()).toBe(0);
  });
});

describe('timeout', () => {
  test.each([
    ['createSession', (auth: ReturnType<typeof setUp>['auth']) => auth.createSession('ada')],
    ['listSessions', (auth: ReturnType<typeof setUp>['auth']) => auth.listSessions('ada')],
    ['invalidateUserSessions', (auth: ReturnType<typeof setUp>['auth']) => auth.invalidateUserSessions('ada')],
  ])('%s rejects when the storage gives no answer', async (_, call) => {
    const never = () => new Promise<never>(() => {});
    const { adapter } = setUp();
    const silent = { ...adapter, insertSession: never, listUserSessions: never, deleteUserSessions: never };
    for (const [timeout, limit] of [
      [300, 300],
      [undefined, 10_000],
    ] as const) {
      const { auth } = setUp({ adapter: silent, ...(timeout && { timeout }) });
      const outcome = call(auth).catch((error: unknown) => error);
      await vi.dynamicImportSettled();
      await vi.advanceTimersByTimeAsync(limit - 1);
      expect(await Promise.race([outcome, 'pending'])).toBe('pending');
      await vi.advanceTimersByTimeAsync(1);
      expect(await outcome).toMatchObject({ code: 'ERR_STORAGE', cause: { message: `No answer within ${limit} ms` } });
    }
  });

  test('leaves no timer behind when the storage answers', async () => {
    const { auth } = setUp();
    await auth.createSession('ada');
    await auth.listSessions('ada');
    expect(vi.getTimerCount()).toBe(0);
  });

  test('a renewal without an answer does not make a session invalid', async () => {
    const { adapter } = setUp();
    const { auth, clock, events } = setUp({ adapter: { ...adapter, renewSession: () => new Promise<never>(() => {}) } });
    const { token } = await auth.createSession('ada');
    clock.advance(24 * hour);
    const outcome = auth.validateSession(token);
    await vi.advanceTimersByTimeAsync(10_000);
    expect(await outcome).toMatchObject({ renewed: false });
    expect(events.at(-1)).toMatchObject({ type: 'storage.failed', operation: 'renewSession' });
  });
});
