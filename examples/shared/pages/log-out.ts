import { type Answer, redirect } from '../web/answers.js';
import type { Visit } from '../web/visit.js';

export async function logOut({ logOut }: Visit): Promise<Answer> {
  await logOut();
  return redirect('/', 'logged-out');
}
