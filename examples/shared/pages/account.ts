import { readState } from '../second-factor/read-state.js';
import { accountView } from '../views/account.js';
import { page } from '../web/answers.js';
import { noticeFor } from '../web/notices.js';
import { text } from '../web/visit.js';
import { signedIn } from './signed-in.js';

export const account = signedIn(async ({ current: { user }, query }) => {
  const { isOn } = await readState(user.id);
  return page(accountView({ user, hasSecondFactor: isOn, notice: noticeFor(text(query, 'notice')) }));
});
