import type { Context } from '../auth/context.js';
import type { CreatedSession } from '../auth/create-session.js';
import type { Identify } from '../auth/identify.js';
import type { CompletionDetails } from '../auth/pending-session.js';
import { insertNew } from '../creation/insert-new.js';
import { addedTo, toStoredDetails } from '../creation/stored-details.js';
import { assertExactSessionId, assertNothingLeft, assertObject } from '../session/arguments.js';
import type { UserId } from '../session/session.js';

const operation = 'completePendingSession';

/** See `completePendingSession`. */
export async function completePending<User, Id extends UserId, Attributes extends object>(
  context: Context<User, Id, Attributes>,
  identify: Identify<User, Id>,
  token: unknown,
  details: CompletionDetails<Attributes>,
): Promise<CreatedSession<Id, Attributes> | null> {
  const { adapter, now, emit, storage } = context;
  assertObject(details, 'details');
  const { ipAddress = null, userAgent: _, attributes: __, replaces, ...rest } = details;
  assertNothingLeft(rest, 'detail of a completion');
  if (replaces !== undefined) assertExactSessionId(replaces, 'details.replaces');
  const given = toStoredDetails(details);
  const found = await identify(token, now(), { operation, pending: true, ipAddress });
  if (!found) return null;
  const { id, userId, remember, ipAddress: origin, userAgent, attributes } = found.session;
  // Only one caller gets `true`, so only one goes on.
  if (!(await storage(operation, () => adapter.deleteSession(id)))) {
    emit({ type: 'session.rejected', reason: 'unknown', sessionId: id, userId, ipAddress });
    return null;
  }
  emit({ type: 'session.invalidated', sessionId: id, userId, reason: 'completed', ipAddress });
  const begun = { userId, remember, pending: null, ipAddress: origin, userAgent, attributes };
  return insertNew(context, operation, { ...begun, ...addedTo(begun, given) }, replaces);
}
