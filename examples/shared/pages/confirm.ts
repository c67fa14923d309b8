import { auth, freshFor } from '../auth.js';
import { confirmView } from '../views/confirm.js';
import { page, redirect } from '../web/answers.js';
import { destinationOf, destinations } from '../web/destinations.js';
import { text } from '../web/visit.js';
import { checkOwnPassword } from './check-own-password.js';
import { signedIn } from './signed-in.js';

/** Asks for the password again, before what must not be done on a device left unattended. */
export const confirmForm = signedIn(async ({ current: { user, session }, query }) => {
  const next = destinationOf(text(query, 'next'));
  return auth.isFresh(session, freshFor) ? redirect(destinations[next]) : page(confirmView({ user, next }));
});

export const confirm = signedIn(async (visit) => {
  const { current: { user }, form, reauthenticate } = visit;
  const next = destinationOf(text(form, 'next'));
  if (!(await checkOwnPassword(visit, text(form, 'password')))) {
    return page(confirmView({ user, next, error: 'This is not your password' }), 422);
  }
  await reauthenticate();
  return redirect(destinations[next], 'confirmed');
});
