import type { UserId } from '../../session/session.js';
import { ownCopy } from '../../storage/own-copy.js';
import type { SessionWithUser } from '../../storage/storage-adapter.js';
import { type Invalidation, concerns } from './invalidation.js';

interface Bounds {
  maxAge: number;
  maxSessions: number;
  now(): number;
}

interface Entry<User, Id extends UserId> {
  found: SessionWithUser<User, Id>;
  /** Not to be used at this time any more. */
  until: number;
}

/** A read that is under way. */
export interface Read<User, Id extends UserId> {
  /** Keeps a row that it found, unless that was invalidated since the read began. */
  keep(found: SessionWithUser<User, Id>): void;
  end(): void;
}

/** What was read of late. An entry's time begins with the read, not with its answer: the row may have changed in between. */
export function createCache<User, Id extends UserId>({ maxAge, maxSessions, now }: Bounds) {
  const entries = new Map<string, Entry<User, Id>>();
  /** What was invalidated during each read that is under way. */
  const reads = new Set<Invalidation[]>();

  return {
    get(id: string): SessionWithUser<User, Id> | undefined {
      const entry = entries.get(id);
      if (!entry) return undefined;
      if (now() < entry.until) return ownCopy(entry.found);
      entries.delete(id);
      return undefined;
    },

    begin(): Read<User, Id> {
      const until = now() + maxAge;
      const invalidated: Invalidation[] = [];
      reads.add(invalidated);
      return {
        keep(found) {
          const { session } = found;
          if (invalidated.some((each) => concerns(each, session))) return;
          // Behind those that were there before it.
          entries.delete(session.id);
          entries.set(session.id, { found: ownCopy(found), until });
          if (entries.size <= maxSessions) return;
          const [first] = entries.keys();
          entries.delete(first!);
        },
        end: () => void reads.delete(invalidated),
      };
    },

    invalidate(invalidation: Invalidation): void {
      for (const invalidated of reads) invalidated.push(invalidation);
      if (invalidation !== 'all' && 'sessionId' in invalidation) entries.delete(invalidation.sessionId);
      else for (const [id, { found }] of entries) if (concerns(invalidation, found.session)) entries.delete(id);
    },
  };
}
