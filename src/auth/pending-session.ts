import type { Session, UserId } from '../session/session.js';
import type { Context } from './context.js';
import type { CreatedSession } from './create-session.js';
import type { DeviceDetails } from './details.js';
import type { Identify, RequestDetails } from './identify.js';

/** A login that is not complete, and the user it is for. */
export interface PendingSession<User, Id extends UserId, Attributes extends object> {
  session: Session<Id, Attributes>;
  user: User;
  /** What it waits for, as `createSession` was told. */
  pending: string;
}

/** What the app may say when a login is complete; what it leaves out is as at the login's beginning. */
export interface CompletionDetails<Attributes extends object> extends DeviceDetails<Attributes> {
  /** The id of a session, usually the one that the browser has, that is ended in the same step. Default none. */
  replaces?: string | undefined;
}

/** The code of pending logins is loaded when the first one comes. */
export function pendingSessions<User, Id extends UserId, Attributes extends object>(
  context: Context<User, Id, Attributes>,
  identify: Identify<User, Id>,
) {
  /**
   * Tells whose login this is that still waits, for a second factor for example. It gives no more than that:
   * to be asked for the factor, and nothing else.
   *
   * @returns `null` if the token is of no live pending session
   * @throws SojournError `ERR_STORAGE`
   */
  async function validatePendingSession(
    token: string | null | undefined,
    request: RequestDetails = {},
  ): Promise<PendingSession<User, Id, Attributes> | null> {
    const { validatePending } = await import('../pending/pending.js');
    return validatePending(context, identify, token, request);
  }

  /**
   * Completes a login: ends the pending session and creates a full one, with another id and secret, as
   * `createSession` does, limit included. Call it once the factor was verified. Of several callers with the
   * same token, one gets a session. If the second step fails the login is to be begun anew.
   *
   * @returns `null` if the token is of no live pending session
   * @throws TypeError if a detail is not of its type; nothing changed
   * @throws SojournError `ERR_STORAGE`, `ERR_SESSION_LIMIT`, `ERR_USER_NOT_FOUND`
   */
  async function completePendingSession(
    token: string | null | undefined,
    details: CompletionDetails<Attributes> = {},
  ): Promise<CreatedSession<Id, Attributes> | null> {
    const { completePending } = await import('../pending/pending.js');
    return completePending(context, identify, token, details);
  }

  return { validatePendingSession, completePendingSession };
}
