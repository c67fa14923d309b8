import { checkCode } from '../second-factor/check-code.js';
import { offerKey } from '../second-factor/offer-key.js';
import { readState } from '../second-factor/read-state.js';
import { turnOff } from '../second-factor/turn-off.js';
import { turnOn } from '../second-factor/turn-on.js';
import { record } from '../server/log.js';
import { wrongCode } from '../views/fields.js';
import { secondFactorView } from '../views/second-factor.js';
import { type Answer, page, redirect } from '../web/answers.js';
import { noticeFor } from '../web/notices.js';
import { text } from '../web/visit.js';
import { type UserVisit, recentlySignedIn } from './signed-in.js';

export const secondFactor = recentlySignedIn('second-factor', (visit) => show(visit));

/** Makes a key, which counts for nothing until a code of it is entered. */
export const offerSecondFactor = recentlySignedIn('second-factor', async ({ current: { user } }) => {
  await offerKey(user.id);
  return redirect('/account/second-factor');
});

export const turnOnSecondFactor = recentlySignedIn('second-factor', (visit) =>
  change(visit, turnOn, 'second-factor.turned-on', 'second-factor-on'),
);

export const turnOffSecondFactor = recentlySignedIn('second-factor', (visit) =>
  change(visit, turnOff, 'second-factor.turned-off', 'second-factor-off'),
);

async function change(
  visit: UserVisit,
  operation: (userId: string, code: string) => Promise<boolean>,
  event: 'second-factor.turned-on' | 'second-factor.turned-off',
  notice: 'second-factor-on' | 'second-factor-off',
): Promise<Answer> {
  const { current: { user, session }, form, ipAddress } = visit;
  const userId = user.id;
  const isRight = await checkCode({ userId, ipAddress }, () => operation(userId, text(form, 'code')));
  if (!isRight) return show(visit, wrongCode);
  record(event, { userId, sessionId: session.id, ipAddress });
  return redirect('/account', notice);
}

async function show({ current: { user }, query }: UserVisit, error?: string): Promise<Answer> {
  const notice = noticeFor(text(query, 'notice'));
  const { isOn, offer } = await readState(user.id);
  return page(secondFactorView({ user, isOn, offer, notice, error }), error ? 422 : 200);
}
