import type { ValidSession } from '../../../auth/validate-session.js';
import type { Session, UserId } from '../../../session/session.js';

/** Who is asking, as a middleware shows it to the handlers after it: `null` if nobody is signed in. */
export interface SessionState<User, Id extends UserId, Attributes extends object> {
  session: Session<Id, Attributes> | null;
  user: User | null;
}

/** The same after a guard, which lets nobody else pass. */
export interface RequiredSessionState<User, Id extends UserId, Attributes extends object> {
  session: Session<Id, Attributes>;
  user: User;
}

export function stateOf<User, Id extends UserId, Attributes extends object>(
  current: ValidSession<User, Id, Attributes> | null,
): SessionState<User, Id, Attributes> {
  return { session: current?.session ?? null, user: current?.user ?? null };
}
