import { confirmPassword } from '../accounts/confirm-password.js';
import { countFailures } from '../limits/count-failures.js';
import { record } from '../server/log.js';
import type { UserVisit } from './signed-in.js';

/** Whether somebody who is logged in knows the password; within a limit, and recorded if not. */
export async function checkOwnPassword({ current, ipAddress }: UserVisit, password: string): Promise<boolean> {
  const { user, session } = current;
  const counters = [{ limit: 'confirmation', key: user.id } as const];
  const isRight = await countFailures(counters, ipAddress, () => confirmPassword(user.id, password));
  if (!isRight) record('password.refused', { userId: user.id, sessionId: session.id, ipAddress });
  return isRight;
}
