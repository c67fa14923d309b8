import { auth } from '../auth.js';
import { download } from '../web/answers.js';
import { signedIn } from './signed-in.js';

export const exportData = signedIn(async ({ current: { user } }) => {
  const data = await auth.exportUserData(user.id);
  return download(`my-data-${data.exportedAt.slice(0, 10)}.json`, data);
});
