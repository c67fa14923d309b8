import { expirationAt, isRenewalDue } from '../session/lifetime.js';
import type { StoredSession, UserId } from '../session/session.js';
import type { Context } from './context.js';

/** What came of looking whether a session is to be renewed. */
export type RenewalResult =
  /** Too early. */
  | 'not-due'
  /** Another process changed the row since it was read: renewed it, or ended the session. */
  | 'overtaken'
  /** The write failed; the session lives on until its present expiry. */
  | 'failed'
  /** The dates that are now stored. */
  | Pick<StoredSession, 'expirationDate' | 'updatedAt'>;

/**
 * Renews sessions when due. Requests of this process that come while a session is being renewed share
 * the one write; of several processes, the condition in the statement lets one through.
 */
export function createRenewal<Id extends UserId, Attributes extends object>(
  { adapter, lifetimeOf, emit, storage }: Context<unknown, Id, Attributes>,
) {
  const underWay = new Map<string, Promise<RenewalResult>>();

  async function renew(session: StoredSession<Id>, time: Date): Promise<RenewalResult> {
    const { id, userId, expirationDate, updatedAt, authenticatedAt } = session;
    const to = { expirationDate: expirationAt(time, authenticatedAt, lifetimeOf(session)), updatedAt: time };
    try {
      const done = await storage('renewSession', () =>
        adapter.renewSession({ id, from: { expirationDate, updatedAt }, to }),
      );
      if (!done) return 'overtaken';
    } catch {
      return 'failed'; // reported through onEvent by `storage`
    }
    emit({ type: 'session.renewed', sessionId: id, userId });
    return to;
  }

  return async function renewIfDue(session: StoredSession<Id>, time: Date): Promise<RenewalResult> {
    if (!isRenewalDue(session, time, lifetimeOf(session))) return 'not-due';
    let renewal = underWay.get(session.id);
    if (!renewal) {
      renewal = renew(session, time).finally(() => underWay.delete(session.id));
      underWay.set(session.id, renewal);
    }
    return renewal;
  };
}
