import { expirationAt, isRenewalDue } from '../session/lifetime.js';
import type { SessionRow, UserId } from '../session/session.js';
import type { Renewal } from '../storage/storage-adapter.js';
import type { Context } from './context.js';
import type { Identified, RequestDetails } from './identify.js';

/** What came of looking whether a session is to be renewed. */
export type RenewalResult =
  /** Too early. */
  | 'not-due'
  /** Another process changed the row since it was read: renewed it, or ended the session. */
  | 'overtaken'
  /** The write failed; the session lives on until its present expiry. */
  | 'failed'
  /** What is now stored. */
  | Renewal['to'];

/**
 * Renews sessions when due. Requests of this process that come while a session is being renewed share
 * the one write; of several processes, the condition in the statement lets one through.
 */
export function createRenewal<Id extends UserId, Attributes extends object>(
  { adapter, hasher, lifetimeOf, emit, storage }: Context<unknown, Id, Attributes>,
) {
  const underWay = new Map<string, Promise<RenewalResult>>();

  /** A hash made with another key than the present one is made anew. */
  async function upgradedHash(row: SessionRow<Id>, secret: string): Promise<Partial<SessionRow>> {
    const { isCurrent, hash } = await hasher();
    return isCurrent(row.secretHash) ? {} : { secretHash: await hash(secret, row) };
  }

  async function renew(
    { session, secret }: Identified<unknown, Id>,
    time: Date,
    { ipAddress = null }: RequestDetails,
  ): Promise<RenewalResult> {
    const { id, userId, expirationDate, updatedAt, authenticatedAt } = session;
    const dates = { expirationDate: expirationAt(time, authenticatedAt, lifetimeOf(session)), updatedAt: time };
    const to = { ...dates, ...(await upgradedHash(session, secret)) };
    try {
      const done = await storage('renewSession', () =>
        adapter.renewSession({ id, from: { expirationDate, updatedAt }, to }),
      );
      if (!done) return 'overtaken';
    } catch {
      return 'failed'; // reported through onEvent by `storage`
    }
    emit({ type: 'session.renewed', sessionId: id, userId, ipAddress });
    return to;
  }

  return function renewIfDue(
    found: Identified<unknown, Id>,
    time: Date,
    request: RequestDetails,
  ): RenewalResult | Promise<RenewalResult> {
    const { session } = found;
    if (!isRenewalDue(session, time, lifetimeOf(session))) return 'not-due';
    let renewal = underWay.get(session.id);
    if (!renewal) {
      renewal = renew(found, time, request).finally(() => underWay.delete(session.id));
      underWay.set(session.id, renewal);
    }
    return renewal;
  };
}
