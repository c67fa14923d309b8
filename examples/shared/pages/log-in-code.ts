import { checkCode } from '../second-factor/check-code.js';
import { useCode } from '../second-factor/use-code.js';
import { wrongCode } from '../views/fields.js';
import { logInCodeView } from '../views/log-in-code.js';
import { type Answer, page, redirect } from '../web/answers.js';
import { type Visit, text } from '../web/visit.js';

/** The second step of a login. */
export async function logInCodeForm({ pendingLogIn }: Visit): Promise<Answer> {
  return (await pendingLogIn()) ? page(logInCodeView({})) : redirect('/login', 'log-in-expired');
}

export async function logInCode({ form, ipAddress, pendingLogIn, completeLogIn }: Visit): Promise<Answer> {
  const pending = await pendingLogIn();
  if (!pending) return redirect('/login', 'log-in-expired');
  const userId = pending.user.id;
  const isRight = await checkCode({ userId, ipAddress }, () => useCode(userId, text(form, 'code')));
  if (!isRight) return page(logInCodeView({ error: wrongCode }), 401);
  return (await completeLogIn()) ? redirect('/', 'logged-in') : redirect('/login', 'log-in-expired');
}
