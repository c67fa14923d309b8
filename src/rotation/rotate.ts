import type { CreatedSession } from '../auth/create-session.js';
import { attempts } from '../creation/insert-new.js';
import { toStoredDetails } from '../creation/stored-details.js';
import type { Context } from '../auth/context.js';
import type { DeviceDetails } from '../auth/details.js';
import type { Identify } from '../auth/identify.js';
import { assertNothingLeft, assertObject } from '../session/arguments.js';
import { expirationAt } from '../session/lifetime.js';
import type { SessionRow, UserId } from '../session/session.js';
import { createToken } from '../session/token.js';

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
  const { adapter, hasher, rotation, now, lifetimeOf, present, emit, storage } = context;
  assertObject(details, 'details');
  const { ipAddress = null, userAgent: _, attributes: __, ...rest } = details;
  assertNothingLeft(rest, 'detail of a rotation');
  toStoredDetails(details);
  const time = now();
  const found = await identify(token, time, { operation, ipAddress });
  if (!found) return null;
  const { id, userId, authenticatedAt: before, secretHash: previousHash, attributes } = found.session;
  const rejection = { type: 'session.rejected', sessionId: id, userId, ipAddress } as const;
  if (found.isPrevious) {
    emit({ ...rejection, reason: 'rotated' });
    return null;
  }
  const reauthenticated = operation === 'reauthenticate';
  const authenticatedAt = reauthenticated ? time : before;
  const changes: Partial<SessionRow<Id>> = {
    ...toStoredDetails(details, attributes),
    ...(reauthenticated && { authenticatedAt }),
    // Without the option nothing asks for it, and what is not kept cannot leak.
    ...(rotation && { previousId: id, previousHash, previousUntil: new Date(time.getTime() + (rotation.grace ?? 0)) }),
  };
  const dates = {
    updatedAt: time,
    expirationDate: expirationAt(time, authenticatedAt, lifetimeOf(found.session)),
  };

  const { hash } = await hasher();
  for (let attempt = 1; attempt <= attempts; attempt++) {
    const fresh = await createToken(hash);
    const to = { id: fresh.id, secretHash: fresh.secretHash, ...dates, ...changes };
    const outcome = await storage(operation, () => adapter.rotateSession({ id, now: time, to }));
    if (outcome === 'rotated') {
      emit({ type: 'session.rotated', sessionId: fresh.id, previousId: id, userId, reauthenticated, ipAddress });
      return { token: fresh.token, session: present({ ...found.session, ...to }) };
    }
    if (outcome === 'not-found') {
      // Somebody else ended or rotated it since it was read.
      emit({ ...rejection, reason: 'unknown' });
      return null;
    }
  }
  return storage(operation, () => Promise.reject(new Error(`${attempts} new session ids in a row were taken`)));
}
