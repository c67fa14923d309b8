import * as accounts from '../accounts/sign-up.js';
import { networkOf } from '../limits/network.js';
import { take } from '../limits/take.js';
import { record } from '../server/log.js';
import { signUpView } from '../views/sign-up.js';
import { type Answer, page, redirect } from '../web/answers.js';
import { type Visit, text } from '../web/visit.js';

export function signUpForm({ current }: Visit): Answer {
  return current ? redirect('/') : page(signUpView({}));
}

export async function signUp({ form, ipAddress, logIn }: Visit): Promise<Answer> {
  const input = { name: text(form, 'name'), email: text(form, 'email'), password: text(form, 'password') };
  const remember = text(form, 'remember') === 'yes';
  await take({ limit: 'signUp', key: networkOf(ipAddress) }, ipAddress);
  const result = await accounts.signUp(input);
  if ('errors' in result) {
    return page(signUpView({ name: input.name, email: input.email, remember, errors: result.errors }), 422);
  }
  record('account.created', { userId: result.userId, ipAddress });
  await logIn(result.userId, remember);
  return redirect('/', 'signed-up');
}
