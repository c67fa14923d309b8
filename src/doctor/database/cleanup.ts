import type { Answer, Now } from './answer.js';
import type { Connection } from './connection.js';
import { mostExpired } from './facts.js';

/** So long after its expiry a session should be gone, in milliseconds. */
const patience = 24 * 3_600_000;

/** The dead sessions that nobody removed. A few of the last hours are as it should be. */
export async function checkCleanup({ countExpired }: Connection, now: Now): Promise<Answer> {
  if (!countExpired) return {};
  const time = now();
  const expiredSessions = await countExpired(time, mostExpired);
  const facts = { expiredSessions };
  const old = expiredSessions === 0 ? 0 : await countExpired(new Date(time.getTime() - patience), mostExpired);
  if (old === 0) return { facts };
  return {
    facts,
    problems: [
      {
        code: 'cleanup-overdue',
        level: 'warning',
        model: null,
        message: `${old === mostExpired ? 'At least ' : ''}${old} session${old === 1 ? ' is' : 's are'} past expiry for more than a day and still there`,
        remedy: 'run npx sojourn cleanup every hour by cron, or auth.startCleanup in the app (docs/cleanup.md)',
      },
    ],
  };
}
