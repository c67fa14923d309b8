import { type Current, auth, freshFor } from '../auth.js';
import { type Answer, confirmFirst, redirect } from '../web/answers.js';
import type { Destination } from '../web/destinations.js';
import type { Handler, Visit } from '../web/visit.js';

export interface UserVisit<File extends Response = Response> extends Visit<File> {
  current: NonNullable<Current>;
}

type UserHandler = <File extends Response>(visit: UserVisit<File>) => Promise<Answer | File | null>;

/** Lets only users pass; others are sent to log in. */
export function signedIn(handler: UserHandler): Handler {
  return (visit) => {
    const { current } = visit;
    return current ? handler({ ...visit, current }) : redirect('/login', 'log-in-first');
  };
}

/** As `signedIn`, where that must be recent; others are asked for their password, and come back. */
export function recentlySignedIn(next: Destination, handler: UserHandler): Handler {
  return signedIn(async (visit) => {
    return auth.isFresh(visit.current.session, freshFor) ? handler(visit) : confirmFirst(next);
  });
}
