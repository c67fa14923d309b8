import type { Context } from '../auth/context.js';
import type { CreatedSession } from '../auth/create-session.js';
import { SojournError } from '../errors/sojourn-error.js';
import type { Operation } from '../events/events.js';
import { expirationAt } from '../session/lifetime.js';
import type { SessionRow, UserId } from '../session/session.js';
import { withNewToken } from './with-new-token.js';

/** What of a row is for the caller to say. */
type Given<Id extends UserId> = Pick<
  SessionRow<Id>,
  'userId' | 'remember' | 'pending' | 'ipAddress' | 'userAgent' | 'attributes'
>;

/** Stores a new session that begins now, and gives its token. Heeds the limit, unless it is a pending one. */
export async function insertNew<Id extends UserId, Attributes extends object>(
  context: Context<unknown, Id, Attributes>,
  operation: Operation,
  given: Given<Id>,
  replaces?: string,
): Promise<CreatedSession<Id, Attributes>> {
  const { adapter, limit, now, lifetimeOf, present, emit } = context;
  const { userId, pending, ipAddress } = given;
  const time = now();
  const dates = {
    createdAt: time,
    updatedAt: new Date(time),
    authenticatedAt: new Date(time),
    expirationDate: expirationAt(time, time, lifetimeOf(given)),
  };
  const never = { previousId: null, previousHash: null, previousUntil: null };
  const held = pending === null ? limit : undefined;
  const conditions =
    held || replaces !== undefined
      ? { now: time, ...(replaces !== undefined && { replaces }), ...(held && { limit: held }) }
      : undefined;

  let row: SessionRow<Id> | undefined;
  const { fresh, outcome } = await withNewToken(context, operation, userId, ({ id, secretHash }) => {
    row = { id, secretHash, ...given, ...dates, ...never };
    return adapter.insertSession(row, conditions);
  });
  if (outcome === 'unknown-user') throw new SojournError('ERR_USER_NOT_FOUND', 'There is no user with this id');
  if (outcome !== 'inserted' && held) emit({ type: 'session.limit-reached', userId, ...held, ipAddress });
  if (outcome === 'limit-reached') {
    throw new SojournError('ERR_SESSION_LIMIT', 'The user has as many sessions as there may be');
  }
  emit({ type: 'session.created', sessionId: fresh.id, userId, pending, ...(replaces !== undefined && { replaces }), ipAddress });
  return { token: fresh.token, session: present(row!) };
}
