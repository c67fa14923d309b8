import type { Operation, RejectionReason } from '../events/events.js';
import { andThen } from '../session/and-then.js';
import { effectiveExpiration, isLive } from '../session/lifetime.js';
import type { SessionRow, UserId } from '../session/session.js';
import { parseToken } from '../session/token.js';
import type { SessionWithUser } from '../storage/storage-adapter.js';
import type { Context } from './context.js';
import { createLookup } from './lookup.js';

/** What is known of the request that a call is for. Only for events. */
export interface RequestDetails {
  /** Where the request came from. Default unknown. */
  ipAddress?: string | null | undefined;
}

/** The session that a token names, as stored, with its user. */
export interface Identified<User, Id extends UserId> extends SessionWithUser<User, Id> {
  secret: string;
  /** Whether the session has another token since, and this one is in its grace. */
  isPrevious: boolean;
}

interface Question extends RequestDetails {
  operation: Operation;
  /** Whether it has to be a login that still waits for something, or must not be. */
  pending?: boolean;
}

/** Tells which live session a token is of; whatever else it is, is reported and gives `null`. */
export type Identify<User, Id extends UserId> = (
  token: unknown,
  time: Date,
  question: Question,
) => Promise<Identified<User, Id> | null>;

export function createIdentify<User, Id extends UserId, Attributes extends object>(
  context: Context<User, Id, Attributes>,
): Identify<User, Id> {
  const { hasher, lifetimeOf, emit, reported } = context;
  const lookup = createLookup(context);

  return async function identify(token, time, { operation, pending = false, ipAddress = null }) {
    function reject(reason: RejectionReason, row?: SessionRow<Id>): null {
      emit({ type: 'session.rejected', reason, ...(row && { sessionId: row.id, userId: row.userId }), ipAddress });
      return null;
    }

    const parts = parseToken(token);
    if (!parts) return token === null || token === undefined ? null : reject('malformed');
    const { id, secret } = parts;
    const found = (await reported(operation, lookup(id)))(id);
    const row = found?.session;
    const isPrevious = row?.previousId === id;
    // Hashed whether or not there is such a session, so that both answers take the same time.
    const holder = { id, userId: row?.userId ?? '' };
    const stored = isPrevious ? row.previousHash : row?.secretHash;
    const matched = andThen(hasher(), ({ matches }) => matches(stored, secret, holder));
    const isRight = matched instanceof Promise ? await matched : matched;
    // The id is compared too: a collation that ignores case finds more than the one spelling.
    if (!row || (row.id !== id && !isPrevious)) return reject('unknown');
    if (!isRight) return reject('wrong-secret', row);
    if (!isUsable(row) || !isLive(effectiveExpiration(row, lifetimeOf(row)), time)) return reject('expired', row);
    if ((row.pending !== null) !== pending) return reject(pending ? 'not-pending' : 'pending', row);
    if (isPrevious && !(row.previousUntil && isLive(row.previousUntil, time))) {
      const { reportReuse } = await import('../rotation/rotation.js');
      await reportReuse(context, row, id, ipAddress);
      return reject('rotated', row);
    }
    return { session: row, user: found.user, secret, isPrevious };
  };
}

/** Whether every date of the row is one. */
function isUsable({ createdAt, updatedAt, expirationDate, authenticatedAt }: SessionRow): boolean {
  return [createdAt, updatedAt, expirationDate, authenticatedAt].every((date) => date instanceof Date && !Number.isNaN(date.getTime()));
}
