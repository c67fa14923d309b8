import { SojournError } from '../../../errors/sojourn-error.js';
import type { Session } from '../../../session/session.js';

/** Ten minutes. */
export const defaultMaxAge = 600_000;

/** Throws `ERR_NOT_FRESH` unless it is less than `maxAge` milliseconds ago that the user proved who they are. */
export function assertFresh(
  isFresh: (session: Pick<Session, 'authenticatedAt'>, maxAge: number) => boolean,
  session: Pick<Session, 'authenticatedAt'>,
  maxAge: number,
): void {
  if (!isFresh(session, maxAge)) throw new SojournError('ERR_NOT_FRESH', 'The user has to prove again who they are');
}
