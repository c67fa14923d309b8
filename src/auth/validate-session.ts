import { assertObject } from '../session/arguments.js';
import type { Session, UserId } from '../session/session.js';
import type { Renewal } from '../storage/storage-adapter.js';
import type { Context } from './context.js';
import type { Identified, Identify, RequestDetails } from './identify.js';
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
  identify: Identify<User, Id>,
) {
  const { now, present } = context;
  const renewIfDue = createRenewal(context);

  function answer({ session, user, isPrevious }: Identified<User, Id>, renewal?: Renewal['to']) {
    const shown = present(renewal ? { ...session, ...renewal } : session);
    // Who has no more than the token before a reauthentication has not proved again who they are.
    if (isPrevious) shown.authenticatedAt = shown.createdAt;
    return { session: shown, user, renewed: renewal !== undefined };
  }

  /**
   * Tells whose request this is. One round trip to storage; one write more when the session is due for
   * renewal, whoever else asks at the same time. If that write fails the session is still valid, and
   * `onEvent` hears of it.
   *
   * A session that was invalidated before the call is never valid; one invalidated during the call may
   * be answered either way, and is never brought back. A login that still waits for a second factor is
   * not valid.
   *
   * @param token what the request carried; `null` and `undefined` are no token
   * @param request where the request came from, for events
   * @returns `null` only if there is no valid session: the token is malformed (storage is then not
   * asked), unknown, expired, pending, or its user is gone
   * @throws SojournError `ERR_STORAGE`
   */
  return async function validateSession(
    token: string | null | undefined,
    request: RequestDetails = {},
  ): Promise<ValidSession<User, Id, Attributes> | null> {
    assertObject(request, 'request');
    const question = { operation: 'validateSession', ipAddress: request.ipAddress } as const;
    const time = now();
    const found = await identify(token, time, question);
    if (!found) return null;
    const renewing = found.isPrevious ? 'not-due' : renewIfDue(found, time, request);
    const renewal = renewing instanceof Promise ? await renewing : renewing;
    if (renewal === 'overtaken') {
      const current = await identify(token, time, question);
      return current && answer(current);
    }
    return answer(found, typeof renewal === 'string' ? undefined : renewal);
  };
}
