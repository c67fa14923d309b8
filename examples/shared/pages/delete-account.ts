import { auth } from '../auth.js';
import { deleteAccountView } from '../views/delete-account.js';
import { type Answer, page, redirect } from '../web/answers.js';
import { text } from '../web/visit.js';
import { checkOwnPassword } from './check-own-password.js';
import { type UserVisit, signedIn } from './signed-in.js';

export const deleteAccountForm = signedIn((visit) => show(visit));

/** Everything goes at once, in one transaction; a second attempt after a failure finds what is left. */
export const deleteAccount = signedIn(async (visit) => {
  const { current: { user }, form, ipAddress, logOut } = visit;
  if (text(form, 'confirm') !== 'yes') return show(visit, { confirm: 'Tick the box to say that you mean it' });
  if (!(await checkOwnPassword(visit, text(form, 'password')))) {
    return show(visit, { password: 'This is not your password' });
  }
  await auth.eraseUserData(user.id, { ipAddress });
  // The session is gone with the user; the cookie is not.
  await logOut();
  return redirect('/', 'account-deleted');
});

async function show({ current: { user } }: UserVisit, errors?: { password?: string; confirm?: string }): Promise<Answer> {
  const counts = await auth.eraseUserData(user.id, { dryRun: true });
  return page(deleteAccountView({ user, counts, errors }), errors ? 422 : 200);
}
