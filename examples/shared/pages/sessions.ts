import { auth } from '../auth.js';
import { sessionsView } from '../views/sessions.js';
import { page, redirect } from '../web/answers.js';
import { RequestError } from '../web/failures.js';
import { noticeFor } from '../web/notices.js';
import { text } from '../web/visit.js';
import { recentlySignedIn, signedIn } from './signed-in.js';

export const sessions = signedIn(async ({ current: { user, session }, query }) => {
  const notice = noticeFor(text(query, 'notice'));
  return page(sessionsView({ user, sessions: await auth.listSessions(user.id), currentId: session.id, notice }));
});

export const endSession = recentlySignedIn('sessions', async ({ current, ipAddress, form, logOut }) => {
  const { user, session } = current;
  const id = text(form, 'id');
  // Nothing, or a whole token, is no id.
  if (id === '' || id.includes('.')) throw new RequestError(400, 'The form holds no session id');
  if (id === session.id) {
    await logOut();
    return redirect('/', 'logged-out');
  }
  // The id comes from a form: with userId, it ends nobody else's session.
  const existed = await auth.invalidateSession(id, { userId: user.id, ipAddress });
  return redirect('/sessions', existed ? 'session-ended' : 'session-gone');
});

export const endOtherSessions = recentlySignedIn('sessions', async ({ current: { user, session }, ipAddress }) => {
  await auth.invalidateUserSessions(user.id, { except: session.id, ipAddress });
  return redirect('/sessions', 'others-ended');
});
