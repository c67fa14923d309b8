import type { UserId } from '../session/session.js';
import { ownCopy } from '../storage/own-copy.js';
import type { SessionWithUser, StorageAdapter } from '../storage/storage-adapter.js';

type Found<User, Id extends UserId> = SessionWithUser<User, Id> | undefined;

/** More ids than this go out in several statements, well below any database's limit on parameters. */
const mostIdsPerStatement = 100;

interface Waiting<Result> {
  resolve(result: Result): void;
  reject(error: unknown): void;
}

/**
 * Finds sessions by id, and lets the lookups that begin in the same turn of the event loop share a
 * statement. Nothing waits for company: the statement goes out in the turn in which it was asked for.
 *
 * @param previous whether to find sessions by the id before their last rotation too
 */
export function createLookup<User, Id extends UserId>(
  adapter: Pick<StorageAdapter<User, Id>, 'findSessions'>,
  previous: boolean,
) {
  let gathered = new Map<string, Waiting<Found<User, Id>>[]>();

  function flush(): void {
    const callers = [...gathered];
    gathered = new Map();
    for (let start = 0; start < callers.length; start += mostIdsPerStatement) {
      void answer(callers.slice(start, start + mostIdsPerStatement));
    }
  }

  async function answer(callers: [string, Waiting<Found<User, Id>>[]][]): Promise<void> {
    try {
      const ids = callers.map(([id]) => id);
      const found = await (previous ? adapter.findSessions(ids, { previous }) : adapter.findSessions(ids));
      const byId = new Map<string | null, SessionWithUser<User, Id>>();
      for (const entry of found) {
        if (previous) byId.set(entry.session.previousId, entry);
        byId.set(entry.session.id, entry);
      }
      for (const [id, waiting] of callers) {
        const entry = byId.get(id);
        // Two requests with the same token each get a session and a user of their own.
        waiting.forEach(({ resolve }, index) => resolve(entry && index > 0 ? ownCopy(entry) : entry));
      }
    } catch (error) {
      for (const [, waiting] of callers) waiting.forEach(({ reject }) => reject(error));
    }
  }

  return function lookup(id: string): Promise<Found<User, Id>> {
    return new Promise((resolve, reject) => {
      if (gathered.size === 0) queueMicrotask(flush);
      const waiting = gathered.get(id);
      if (waiting) waiting.push({ resolve, reject });
      else gathered.set(id, [{ resolve, reject }]);
    });
  };
}
