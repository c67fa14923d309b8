import { auth } from './auth.js';

const hour = 60 * 60 * 1000;

/**
 * Removes expired sessions now and then about every hour. The interval varies, so that several
 * machines do not do it all at once; a failure is logged and the next round comes all the same.
 */
export function startCleanup(): { stop(): void } {
  const stopping = new AbortController();
  const { signal } = stopping;
  let timer: NodeJS.Timeout | undefined;

  async function sweep(): Promise<void> {
    try {
      const count = await auth.deleteExpiredSessions({ signal });
      if (count > 0) console.log(`Expired sessions removed: ${count}`);
    } catch (error) {
      if (!signal.aborted) console.error('Expired sessions were not removed:', error);
    }
    if (!signal.aborted) timer = setTimeout(sweep, hour * (0.9 + 0.2 * Math.random())).unref();
  }

  void sweep();
  return {
    stop() {
      stopping.abort();
      clearTimeout(timer);
    },
  };
}
