import { effectiveExpiration, isLive } from '../session/lifetime.js';
import type { Session, SessionRow, UserId } from '../session/session.js';
import { type TokenParts, hashSecret, hashesMatch, parseToken } from '../session/token.js';
import type { SessionWithUser } from '../storage/storage-adapter.js';
import type { Context } from './context.js';
import { createLookup } from './lookup.js';
import { createRenewal } from './renewal.js';

/** A valid session and the user it belongs to. */
export interface ValidSession<User, Id extends UserId, Attributes extends object> {
  session: Session<Id, Attributes>;
  user: User;
  /** Whether this call renewed the session, alone or with others; if so, send the cookie again. */
  renewed: boolean;
}

export function validateSession<User, Id extends UserId, Attributes extends object>(
  context: Context<User, Id, Attributes>,
) {
  const { adapter, now, lifetimeOf, present, storage } = context;
  const lookup = createLookup(adapter);
  const renewIfDue = createRenewal(context);

  async function find({ id, secret }: TokenParts, time: Date): Promise<SessionWithUser<User, Id> | null> {
    // The lookup is asked for first, in the turn of the call, and the hash made meanwhile: it costs the
    // same whether or not there is such a session.
    const [found, secretHash] = await Promise.all([storage('validateSession', () => lookup(id)), hashSecret(secret)]);
    // The id is compared too: a collation that ignores case finds more than the one spelling.
    if (!found || !hashesMatch(found.session.secretHash, secretHash) || found.session.id !== id) return null;
    const { session } = found;
    return isUsable(session) && isLive(effectiveExpiration(session, lifetimeOf(session)), time) ? found : null;
  }

  /**
   * Tells whose request this is. One round trip to storage; one write more when the session is due for
   * renewal, whoever else asks at the same time. If that write fails the session is still valid, and
   * `onEvent` hears of it.
   *
   * A session that was invalidated before the call is never valid; one invalidated during the call may
   * be answered either way, and is never brought back.
   *
   * @param token what the request carried; `null` and `undefined` are no token
   * @returns `null` only if there is no valid session: the token is malformed (storage is then not
   * asked), unknown, expired, or its user is gone
   * @throws SojournError `ERR_STORAGE`
   */
  return async function validateSession(
    token: string | null | undefined,
  ): Promise<ValidSession<User, Id, Attributes> | null> {
    const parts = parseToken(token);
    if (!parts) return null;
    const time = now();
    const found = await find(parts, time);
    if (!found) return null;
    const renewal = await renewIfDue(found.session, time);
    if (renewal === 'overtaken') {
      const current = await find(parts, time);
      return current && { session: present(current.session), user: current.user, renewed: false };
    }
    if (renewal === 'not-due' || renewal === 'failed') {
      return { session: present(found.session), user: found.user, renewed: false };
    }
    return { session: present({ ...found.session, ...renewal }), user: found.user, renewed: true };
  };
}

/** Whether every date of the row is one. */
function isUsable({ createdAt, updatedAt, expirationDate, authenticatedAt }: SessionRow): boolean {
  return [createdAt, updatedAt, expirationDate, authenticatedAt].every(
    (date) => date instanceof Date && !Number.isNaN(date.getTime()),
  );
}
