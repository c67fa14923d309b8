import type { SojournError } from '../errors/sojourn-error.js';
import type { UserId } from '../session/session.js';

/** The function of `auth` during which an event came up. */
export type Operation =
  | 'createSession'
  | 'validateSession'
  | 'renewSession'
  | 'updateSession'
  | 'invalidateSession'
  | 'invalidateUserSessions'
  | 'listSessions'
  | 'deleteExpiredSessions'
  | 'exportUserData';

/** What `onEvent` is told. No event holds a token, secret or hash. */
export type AuthEvent = { time: Date } & (
  | { type: 'session.created'; sessionId: string; userId: UserId; ipAddress: string | null }
  | { type: 'session.renewed'; sessionId: string; userId: UserId }
  /** One session was ended. `userId` is there when the caller gave it. */
  | { type: 'session.invalidated'; sessionId: string; userId?: UserId }
  /** All sessions of a user, but `except`, were ended. */
  | { type: 'sessions.invalidated'; userId: UserId; except?: string; count: number }
  | { type: 'user-data.exported'; userId: UserId }
  /**
   * Storage failed. The caller got the same error, save for `renewSession`, where the validation went
   * through, and for what `startCleanup` runs: there this event is the only sign.
   */
  | { type: 'storage.failed'; operation: Operation; error: SojournError }
);

export type EventListener = (event: AuthEvent) => void | Promise<void>;
