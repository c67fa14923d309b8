import type { SojournError } from '../errors/sojourn-error.js';
import type { ErasedCounts } from '../erasure/erasers.js';
import type { UserId } from '../session/session.js';
import type { SessionLimit } from '../storage/storage-adapter.js';

/** The function of `auth` during which an event came up. */
export type Operation =
  | 'createSession'
  | 'validateSession'
  | 'renewSession'
  | 'rotateSession'
  | 'reauthenticate'
  | 'validatePendingSession'
  | 'completePendingSession'
  | 'exchangeLegacySession'
  | 'updateSession'
  | 'invalidateSession'
  | 'invalidateUserSessions'
  | 'listSessions'
  | 'deleteExpiredSessions'
  | 'exportUserData'
  | 'eraseUserData';

/** Why an app ends sessions. */
export type InvalidationReason = 'logout' | 'revoked' | 'password-change' | 'administrator';

/** Why a token was refused. */
export type RejectionReason =
  /** It has not the form of a token. */
  | 'malformed'
  /** There is no session with its id: ended, cleaned up, never there, or its user is gone. */
  | 'unknown'
  /** The session is there, and the secret is not its own. */
  | 'wrong-secret'
  | 'expired'
  /** The login still waits for something, a second factor for example. */
  | 'pending'
  /** The login waits for nothing, and a pending one was asked for. */
  | 'not-pending'
  /** The session has had another token since. */
  | 'rotated';

/**
 * What `onEvent` is told. No event holds a token, secret or hash. `ipAddress` is where the request came from,
 * as far as the caller said. Ids are public: they may stand in logs.
 */
export type AuthEvent = { time: Date; ipAddress: string | null } & (
  /**
   * `pending` is what the login still waits for; `replaces` the session that went, if it was there; `exchanged` says that
   * it was no login, but took the place of a session of the former library (option `legacy`).
   */
  | { type: 'session.created'; sessionId: string; userId: UserId; pending: string | null; replaces?: string; exchanged?: true }
  | { type: 'session.renewed'; sessionId: string; userId: UserId }
  | { type: 'session.rotated'; sessionId: string; previousId: string; userId: UserId; reauthenticated: boolean }
  /**
   * One session was ended. `userId` is there when it is known. `completed`: a pending one whose login was
   * completed; `reuse-detected`: by the option `rotation.onReuse`.
   */
  | {
      type: 'session.invalidated';
      sessionId: string;
      userId?: UserId;
      reason: InvalidationReason | 'completed' | 'reuse-detected';
    }
  /** All sessions of a user, but `except`, were ended. */
  | { type: 'sessions.invalidated'; userId: UserId; except?: string; count: number; reason: InvalidationReason }
  /** A token was refused. Whoever sends nonsense makes these, so count them rather than keep each. */
  | { type: 'session.rejected'; reason: RejectionReason; sessionId?: string; userId?: UserId }
  /** A login met the limit: the oldest went, or it was refused. */
  | ({ type: 'session.limit-reached'; userId: UserId } & SessionLimit)
  /** A token was used after its session had got another, and after the grace: it may have been stolen. */
  | { type: 'session.reuse-detected'; sessionId: string; previousId: string; userId: UserId; revoked: boolean }
  | { type: 'user-data.exported'; userId: UserId }
  /** A user was deleted, with all that is theirs. */
  | { type: 'user-data.erased'; userId: UserId; counts: ErasedCounts }
  /**
   * Storage failed. The caller got the same error, save for `renewSession`, where the validation went
   * through, and for what `startCleanup` runs: there this event is the only sign.
   */
  | { type: 'storage.failed'; operation: Operation; error: SojournError }
);

export type EventListener = (event: AuthEvent) => void | Promise<void>;
