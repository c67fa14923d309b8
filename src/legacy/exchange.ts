import type { Context } from '../auth/context.js';
import type { CreatedSession } from '../auth/create-session.js';
import type { DeviceDetails } from '../auth/details.js';
import { redact } from '../errors/redact.js';
import { toStoredDetails } from '../creation/stored-details.js';
import { withNewToken } from '../creation/with-new-token.js';
import { toStoredAttributes } from '../session/stored-values.js';
import { assertNothingLeft, assertObject } from '../session/arguments.js';
import { expirationAt, isLive } from '../session/lifetime.js';
import type { SessionRow, UserId } from '../session/session.js';
import { copyOf } from '../storage/own-copy.js';
import type { LegacySession, Source } from './source.js';

const operation = 'exchangeLegacySession';
const day = 24 * 60 * 60_000;
/** How long an exchange is remembered for requests that were under way, in milliseconds, and how many at most. */
const grace = 10_000;
const mostRemembered = 1000;

type Exchanged<Id extends UserId, Attributes extends object> = Promise<CreatedSession<Id, Attributes> | 'nobody' | null>;

/** The function `~attempt` of `auth.legacy`. */
export function createExchange<Id extends UserId, Attributes extends object>(
  context: Context<unknown, Id, Attributes>,
  source: Source,
  until: Date,
) {
  const { adapter, now, lifetimeOf, present, emit, storage } = context;
  const remembered = new Map<string, { at: number; exchanged: Exchanged<Id, Attributes> }>();

  /** The row to store, or `null` if the old session, or a new one that began when it did, is over. */
  function successorOf(old: LegacySession, time: Date) {
    const kind = { remember: true, pending: null };
    const began = new Date(Math.min(old.createdAt?.getTime() ?? Infinity, time.getTime() - (old.createdAt ? 0 : day)));
    const latest = expirationAt(time, began, lifetimeOf(kind));
    const expirationDate = new Date(Math.min(latest.getTime(), old.expirationDate.getTime()));
    const dates = { createdAt: began, updatedAt: new Date(time), authenticatedAt: new Date(began), expirationDate };
    return isLive(expirationDate, time) ? { ...kind, ...dates, previousId: null, previousHash: null, previousUntil: null } : null;
  }

  /** A call on the old table, whose token must not get into an error. */
  function ask<T>(call: () => Promise<T>, key: string): Promise<T> {
    return storage(operation, async () => {
      try {
        return await call();
      } catch (cause) {
        throw redact(cause, [key]);
      }
    });
  }

  async function exchangeRow(key: string, details: DeviceDetails<Attributes>): Exchanged<Id, Attributes> {
    const given = { ipAddress: null, userAgent: null, ...toStoredDetails(details) };
    const { ipAddress } = given;
    const attributes = { ...toStoredAttributes(context.defaults, 'attributes'), ...given.attributes };
    const time = now();
    const found = await ask(() => source.rows.find(key), key);
    const old = found && source.read(found, key);
    if (old === 'nobody') return old;
    const successor = old && successorOf(old, time);
    if (!successor) {
      emit({ type: 'session.rejected', reason: old ? 'expired' : 'unknown', ipAddress });
      return null;
    }
    const userId = old.userId as Id;
    let row: SessionRow<Id> | undefined;
    const { fresh, outcome } = await withNewToken(context, operation, userId, ({ id, secretHash }) => {
      row = { id, secretHash, userId, ...successor, ...given, attributes };
      return adapter.insertSession(row);
    });
    if (outcome === 'unknown-user') return null;
    // Whoever deletes the old row has the session; who does not, takes back what nobody has seen.
    if (!(await ask(() => source.rows.remove(key), key))) {
      await storage(operation, () => adapter.deleteSession(fresh.id));
      return null;
    }
    emit({ type: 'session.created', sessionId: fresh.id, userId, pending: null, exchanged: true, ipAddress });
    return { token: fresh.token, session: present(row!) };
  }

  function forget(time: number): void {
    for (const [key, { at }] of remembered) {
      // The oldest come first.
      if (remembered.size <= mostRemembered && Math.abs(time - at) < grace) return;
      remembered.delete(key);
    }
  }

  return async function exchange(
    token: string | null | undefined,
    details: DeviceDetails<Attributes> = {},
  ): Exchanged<Id, Attributes> {
    assertObject(details, 'details');
    const { ipAddress: _, userAgent: __, attributes: ___, ...rest } = details;
    assertNothingLeft(rest, 'detail of an exchange');
    const time = now();
    forget(time.getTime());
    if (typeof token !== 'string' || token === '' || !isLive(until, time)) return null;
    const key = await source.keyOf(token);
    if (key === null) return null;
    let entry = remembered.get(key);
    if (!entry) {
      entry = { at: time.getTime(), exchanged: exchangeRow(key, details) };
      remembered.set(key, entry);
      const forgetThis = () => remembered.delete(key);
      // What failed may succeed the next time, and what was not there is asked for again.
      entry.exchanged.then((exchanged) => isMade(exchanged) || forgetThis(), forgetThis);
    }
    const exchanged = await entry.exchanged;
    return isMade(exchanged) ? { token: exchanged.token, session: copyOf(exchanged.session) } : exchanged;
  };
}

function isMade<Created extends object>(exchanged: Created | 'nobody' | null): exchanged is Created {
  return typeof exchanged === 'object' && exchanged !== null;
}
