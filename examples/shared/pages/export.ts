import { auth } from '../auth.js';
import { download } from '../web/answers.js';
import { recentlySignedIn } from './signed-in.js';

export const exportData = recentlySignedIn('home', async ({ current: { user } }) => {
  const data = await auth.exportUserData(user.id);
  return download(`my-data-${data.exportedAt.slice(0, 10)}.json`, data);
});
