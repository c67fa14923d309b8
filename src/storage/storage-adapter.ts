import type { ErasedCounts } from '../erasure/erasers.js';
import type { JsonObject, SessionRow, StoredSession, UserId } from '../session/session.js';

/** How many live sessions a user may have. Those that are pending do not count. */
export interface SessionLimit {
  /** So many after the insert at most; a positive integer. */
  max: number;
  /** Whether the oldest by `createdAt` are deleted to make room, or the new one is refused. */
  onLimit: 'evict-oldest' | 'reject';
}

/** What else an insert has to do or heed, in the same step. */
export interface InsertConditions {
  /** A session that is not pending and whose `expirationDate` is after this counts towards the limit. */
  now: Date;
  /** The id of a session, of whatever user, that the new one takes the place of. It need not be there. */
  replaces?: string;
  limit?: SessionLimit;
}

/** A new name and secret for a session, and the state it must find. */
export interface Rotation {
  id: string;
  /** The session must be live: its `expirationDate` after this. */
  now: Date;
  /** What changes. Whatever is not in it stays. */
  to: Pick<SessionRow, 'id' | 'secretHash' | 'expirationDate' | 'updatedAt'> &
    Partial<Omit<SessionRow, 'userId' | 'createdAt'>>;
}

/** What became of a rotation. */
export type RotationOutcome =
  /** The session has its new id; the old one names nothing. */
  | 'rotated'
  /** There was no live session with the old id, and nothing changed. */
  | 'not-found'
  /** The new id is taken, and nothing changed; the caller makes another. */
  | 'duplicate-id';

/** What a lookup looks at beside ids. */
export interface FindOptions {
  /** Whether to find a session by its `previousId` too. Default false. */
  previous?: boolean;
}

/** A row that a lookup found, with the user it belongs to. */
export interface SessionWithUser<User, Id extends UserId = UserId> {
  session: SessionRow<Id>;
  user: User;
}

/** The one change a renewal may make, and the state it must find. */
export interface Renewal {
  id: string;
  /** What the row must still hold. */
  from: { expirationDate: Date; updatedAt: Date };
  /** What it holds afterwards: the dates and, if given, another hash of the same secret. */
  to: { expirationDate: Date; updatedAt: Date; secretHash?: string };
}

/** How a user is erased. */
export interface ErasureConditions {
  /** Whether to count only. */
  dryRun: boolean;
  /**
   * How long a transaction may take, in milliseconds, where the storage can be told. The caller waits no longer, whether
   * or not it can.
   */
  timeout: number;
}

/** What became of an insert. */
export type InsertOutcome =
  /** The row is stored. */
  | 'inserted'
  /** The row is stored, and at least one older session was deleted to make room. */
  | 'inserted-evicting'
  /** The user has as many live sessions as the limit allows; no live session was touched. */
  | 'limit-reached'
  /** A row with this id was there and is untouched; the caller makes a new id. */
  | 'duplicate-id'
  /** There is no such user, and no row was stored. */
  | 'unknown-user';

/**
 * Where sessions live. Ten verbs of this one domain, and one more where the storage can delete users; an adapter for
 * another database implements them and proves itself with `sojourn/testing`.
 *
 * For every verb:
 * - Each MUST be atomic: it happened as a whole or not at all, also when two callers meet.
 * - Each MUST reject when the storage fails, and MUST NOT report a failure as "not there".
 * - Dates come from the caller and MUST be stored to the millisecond; the adapter reads no clock.
 * - Ids of sessions are 24 characters of `a-z2-7`; the caller has checked them and the user ids.
 * - Values handed in and out MUST NOT be shared with what is stored.
 */
export interface StorageAdapter<User = unknown, Id extends UserId = UserId> {
  /**
   * Stores a new session. MUST NOT change a row that exists. With a user that does not exist, or is
   * deleted at the same moment, it MUST leave no row behind where the storage can tell.
   *
   * With conditions: deletes the session that the row replaces, which then no longer counts, and heeds
   * the limit, all in one step with the insert; unless the row is stored, no live session is touched. A
   * pending session neither counts nor makes room. Inserts with a limit MUST NOT take each other's room:
   * however many meet, the user never has more than `max` live sessions. Where the storage can delete another user's session only in a second step, that step
   * MUST come after the insert.
   */
  insertSession(row: SessionRow<Id>, conditions?: InsertConditions): Promise<InsertOutcome>;

  /**
   * The sessions with these ids, each with its user, in any order; those not there, and those whose
   * user is gone, are left out. The ids are distinct. MUST be one round trip where the storage can;
   * MUST show every write acknowledged before the call. Expired rows may be among the result.
   *
   * With `previous`, a session is also found by the id that its row names as `previousId`; once, under its
   * present id. During a rotation that keeps it, the old id MUST find the session at every moment.
   */
  findSessions(ids: readonly string[], options?: FindOptions): Promise<SessionWithUser<User, Id>[]>;

  /**
   * Sets what is in `to` of a row that still holds the two dates in `from`; tells whether there was one.
   * MUST NOT create a row. Of several callers with the same `from`, exactly one gets `true`.
   */
  renewSession(renewal: Renewal): Promise<boolean>;

  /**
   * Gives a live session another id and hash, and what else `to` holds. There MUST be no moment at which
   * both ids or neither name the session, and no way back for an ended one. No verb but `findSessions` takes
   * a previous id. Of several callers with the
   * same `id`, exactly one gets `'rotated'`.
   */
  rotateSession(rotation: Rotation): Promise<RotationOutcome>;

  /**
   * Replaces the attributes of a row whose `expirationDate` is after `now` and gives the row as it then
   * is, or `null` if there is none. MUST change nothing else, dates included.
   */
  updateAttributes(id: string, attributes: JsonObject, now: Date): Promise<StoredSession<Id> | null>;

  /**
   * Deletes one session, with `userId` only if it is that user's; tells whether there was one. Of
   * several callers, exactly one gets `true`.
   */
  deleteSession(id: string, userId?: Id): Promise<boolean>;

  /**
   * Deletes every session of the user, but `exceptId`, and gives their number. MUST be one statement
   * without a cap on rows. A session inserted at the same time is either deleted or there afterwards.
   */
  deleteUserSessions(userId: Id, exceptId?: string): Promise<number>;

  /**
   * Deletes at most `limit` sessions whose `expirationDate` is at or before `now`, and gives their
   * number. 0 means that there are none but those that somebody else is deleting at this moment. MUST be
   * safe while others do the same.
   */
  deleteExpiredSessions(now: Date, limit: number): Promise<number>;

  /** The sessions of the user whose `expirationDate` is after `now`, newest `createdAt` first. */
  listUserSessions(userId: Id, now: Date): Promise<StoredSession<Id>[]>;

  /**
   * What the user may take away: an allowlist of the user's own fields, or `null` if there is no such
   * user. MUST NOT hold a credential.
   */
  readUserRecord(userId: Id): Promise<Record<string, unknown> | null>;

  /**
   * Deletes the user, all sessions of the user whether live or not, and whatever else the adapter was told
   * belongs to them, and gives how many rows of each there were; those that went with others count too.
   * MUST be all or nothing where the storage can; where it cannot, sessions go before the user. A session inserted
   * at the same time is either deleted or refused: none is left of a user who is gone. A user who is not there
   * counts 0, and sessions that are left of them go. In a dry run it MUST give the same counts and change nothing. Of
   * several callers, exactly one counts the user, and one each session.
   *
   * `'still-referenced'`: rows refer to the user that the storage does not let go of; nothing changed. Within a
   * transaction of the app's own, that one then has to be undone.
   *
   * Not there where the storage cannot delete users.
   */
  eraseUser?(userId: Id, options: ErasureConditions): Promise<ErasedCounts | 'still-referenced'>;
}
