import * as accounts from '../accounts/log-in.js';
import { limitLogIns } from '../limits/limit-log-ins.js';
import { record } from '../server/log.js';
import { logInView } from '../views/log-in.js';
import { type Answer, page, redirect } from '../web/answers.js';
import { noticeFor } from '../web/notices.js';
import { type Visit, text } from '../web/visit.js';

export function logInForm({ current, query }: Visit): Answer {
  return current ? redirect('/') : page(logInView({ notice: noticeFor(text(query, 'notice')) }));
}

export async function logIn({ form, ipAddress, logIn, beginLogIn }: Visit): Promise<Answer> {
  const email = text(form, 'email');
  const remember = text(form, 'remember') === 'yes';
  const user = await limitLogIns(email, ipAddress, () => accounts.logIn(email, text(form, 'password')));
  if (!user) {
    record('login.failed', { ipAddress });
    return page(logInView({ email, remember, error: 'No account has this email and password' }), 401);
  }
  if (user.needsCode) {
    await beginLogIn(user.userId, remember);
    return redirect('/login/code');
  }
  await logIn(user.userId, remember);
  return redirect('/', 'logged-in');
}
