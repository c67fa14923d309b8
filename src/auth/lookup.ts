import type { UserId } from '../session/session.js';
import { ownCopy } from '../storage/own-copy.js';
import type { SessionWithUser } from '../storage/storage-adapter.js';
import type { Context } from './context.js';

/** Whoever awaits it goes on after what is under way in this turn. One for all: each promise costs time in every request. */
const restOfTurn = Promise.resolve();

/** More ids than this go out in several statements, well below any database's limit on parameters. */
const mostIdsPerStatement = 100;

/**
 * Finds sessions by id, and lets the lookups that begin in the same turn of the event loop share a
 * statement. Nothing waits for company: the statement goes out in the turn in which it was asked for.
 *
 * With rotation, sessions are found by the id before their last one too.
 */
export function createLookup<User, Id extends UserId>({
  adapter,
  rotation,
  inTime,
}: Pick<Context<User, Id, object>, 'adapter' | 'rotation' | 'inTime'>) {
  type Found = SessionWithUser<User, Id>;
  /** Gives what was found by an id: to each who asked for it, something of their own. */
  type Take = (id: string) => Found | undefined;
  /** What is asked for in this turn, each with the statement that answers it. */
  let gathered = new Map<string, Promise<Take>>();
  let ids: string[];
  let answer: Promise<Take>;

  async function ask(own: string[]): Promise<Take> {
    // The rest of the turn comes first.
    await restOfTurn;
    gathered = new Map();
    const found = await inTime(() => (rotation ? adapter.findSessions(own, { previous: true }) : adapter.findSessions(own)));
    const byId = new Map<string | null, Found>();
    if (rotation) for (const entry of found) byId.set(entry.session.previousId, entry);
    for (const entry of found) byId.set(entry.session.id, entry);
    const taken = new Set<Found>();
    return function take(id) {
      const entry = byId.get(id);
      // Two requests with the same token each get a session and a user of their own.
      if (!entry || taken.has(entry)) return entry && ownCopy(entry);
      taken.add(entry);
      return entry;
    };
  }

  return function lookup(id: string): Promise<Take> {
    if (!gathered.has(id)) {
      if (gathered.size % mostIdsPerStatement === 0) answer = ask((ids = []));
      ids.push(id);
      gathered.set(id, answer);
    }
    return gathered.get(id)!;
  };
}
