import type { Current } from '../auth.js';
import { type Answer, redirect } from '../web/answers.js';
import type { Handler, Visit } from '../web/visit.js';

interface UserVisit extends Visit {
  current: NonNullable<Current>;
}

/** Lets only users pass; others are sent to log in. */
export function signedIn(handler: (visit: UserVisit) => Promise<Answer>): Handler {
  return (visit) => {
    const { current } = visit;
    return current ? handler({ ...visit, current }) : redirect('/login', 'log-in-first');
  };
}
