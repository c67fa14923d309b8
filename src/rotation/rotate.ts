import type { Context } from '../auth/context.js';
import type { CreatedSession } from '../auth/create-session.js';
import type { DeviceDetails } from '../auth/details.js';
import type { Identify } from '../auth/identify.js';
import { addedTo, toStoredDetails } from '../creation/stored-details.js';
import { withNewToken } from '../creation/with-new-token.js';
import { assertNothingLeft, assertObject } from '../session/arguments.js';
import { expirationAt } from '../session/lifetime.js';
import type { UserId } from '../session/session.js';

interface Request {
  token: unknown;
  details: DeviceDetails<object>;
  operation: 'rotateSession' | 'reauthenticate';
}

/** See `rotateSession` and `reauthenticate`. */
export async function rotate<User, Id extends UserId, Attributes extends object>(
  context: Context<User, Id, Attributes>,
  identify: Identify<User, Id>,
  { token, details, operation }: Request,
): Promise<CreatedSession<Id, Attributes> | null> {
  const { adapter, rotation, now, lifetimeOf, present, emit } = context;
  assertObject(details, 'details');
  const { ipAddress = null, userAgent: _, attributes: __, ...rest } = details;
  assertNothingLeft(rest, 'detail of a rotation');
  const given = toStoredDetails(details);
  const time = now();
  const found = await identify(token, time, { operation, ipAddress });
  if (!found) return null;
  const { id, userId, authenticatedAt: before, secretHash: previousHash } = found.session;
  const rejection = { type: 'session.rejected', sessionId: id, userId, ipAddress } as const;
  if (found.isPrevious) {
    emit({ ...rejection, reason: 'rotated' });
    return null;
  }
  const reauthenticated = operation === 'reauthenticate';
  const authenticatedAt = reauthenticated ? time : before;
  const changes = {
    updatedAt: time,
    expirationDate: expirationAt(time, authenticatedAt, lifetimeOf(found.session)),
    ...addedTo(found.session, given),
    ...(reauthenticated && { authenticatedAt }),
    // Without the option nothing asks for it, and what is not kept cannot leak.
    ...(rotation && { previousId: id, previousHash, previousUntil: new Date(time.getTime() + (rotation.grace ?? 0)) }),
  };
  const { fresh, outcome } = await withNewToken(context, operation, userId, (taken) =>
    adapter.rotateSession({ id, now: time, to: { id: taken.id, secretHash: taken.secretHash, ...changes } }),
  );
  if (outcome === 'not-found') {
    // Somebody else ended or rotated it since it was read.
    emit({ ...rejection, reason: 'unknown' });
    return null;
  }
  emit({ type: 'session.rotated', sessionId: fresh.id, previousId: id, userId, reauthenticated, ipAddress });
  return { token: fresh.token, session: present({ ...found.session, ...changes, id: fresh.id }) };
}
