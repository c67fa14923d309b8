import { expect, test } from 'vitest';
import { memoryAdapter } from '../../../src/adapters/memory/index.js';
import { createAuth } from '../../../src/index.js';

test('cleans up by the timers of the runtime, again and again until it is stopped', async () => {
  const adapter = memoryAdapter();
  const stop = new AbortController();
  let count = 0;
  await new Promise<void>((resolve) => {
    const deleteExpiredSessions: typeof adapter.deleteExpiredSessions = (...args) => {
      if (++count === 3) {
        stop.abort();
        resolve();
      }
      return adapter.deleteExpiredSessions(...args);
    };
    createAuth({ adapter: { ...adapter, deleteExpiredSessions } }).startCleanup({ every: 1, signal: stop.signal });
  });
  expect(count).toBe(3);
});

test('starts a cleanup that does not keep the process alive', () => {
  // The run as a whole shows it: a process that waits for this one does not end.
  expect(() => createAuth({ adapter: memoryAdapter() }).startCleanup({ every: 3_600_000 })).not.toThrow();
});
