import * as accounts from '../accounts/log-in.js';
import { logInView } from '../views/log-in.js';
import { type Answer, page, redirect } from '../web/answers.js';
import { noticeFor } from '../web/notices.js';
import { type Visit, text } from '../web/visit.js';

export function logInForm({ current, query }: Visit): Answer {
  return current ? redirect('/') : page(logInView({ notice: noticeFor(text(query, 'notice')) }));
}

export async function logIn({ form, logIn }: Visit): Promise<Answer> {
  const email = text(form, 'email');
  const remember = text(form, 'remember') === 'yes';
  const userId = await accounts.logIn(email, text(form, 'password'));
  if (userId === null) {
    return page(logInView({ email, remember, error: 'No account has this email and password' }), 401);
  }
  await logIn(userId, remember);
  return redirect('/', 'logged-in');
}
