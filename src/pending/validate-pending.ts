import type { Context } from '../auth/context.js';
import type { Identify, RequestDetails } from '../auth/identify.js';
import type { PendingSession } from '../auth/pending-session.js';
import { assertObject } from '../session/arguments.js';
import type { UserId } from '../session/session.js';

/** See `validatePendingSession`. */
export async function validatePending<User, Id extends UserId, Attributes extends object>(
  { now, present }: Context<User, Id, Attributes>,
  identify: Identify<User, Id>,
  token: unknown,
  request: RequestDetails,
): Promise<PendingSession<User, Id, Attributes> | null> {
  assertObject(request, 'request');
  const question = { operation: 'validatePendingSession', pending: true, ipAddress: request.ipAddress } as const;
  const found = await identify(token, now(), question);
  return found && { session: present(found.session), user: found.user, pending: found.session.pending! };
}
