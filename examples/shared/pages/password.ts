import { changePassword as change } from '../accounts/change-password.js';
import { newPasswordError } from '../accounts/passwords.js';
import { auth } from '../auth.js';
import { record } from '../server/log.js';
import { passwordView } from '../views/password.js';
import { page, redirect } from '../web/answers.js';
import { text } from '../web/visit.js';
import { checkOwnPassword } from './check-own-password.js';
import { signedIn } from './signed-in.js';

export const passwordForm = signedIn(async ({ current: { user } }) => page(passwordView({ user })));

/** Whoever else knew the old password is out: all other sessions end, and this one gets a new token. */
export const changePassword = signedIn(async (visit) => {
  const { current: { user }, form, ipAddress, reauthenticate } = visit;
  const password = text(form, 'password');
  const error = newPasswordError(password);
  if (error) return page(passwordView({ user, errors: { password: error } }), 422);
  if (!(await checkOwnPassword(visit, text(form, 'current')))) {
    return page(passwordView({ user, errors: { current: 'This is not your password' } }), 422);
  }
  await change(user.id, password);
  const { session } = await reauthenticate();
  await auth.invalidateUserSessions(user.id, { except: session.id, reason: 'password-change', ipAddress });
  record('password.changed', { userId: user.id, sessionId: session.id, ipAddress });
  return redirect('/account', 'password-changed');
});
