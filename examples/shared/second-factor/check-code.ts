import { countFailures } from '../limits/count-failures.js';
import { record } from '../server/log.js';

interface Asker {
  userId: string;
  ipAddress: string | null;
}

/** Runs what takes a code, within the limit for wrong ones, and records one that was refused. */
export async function checkCode({ userId, ipAddress }: Asker, check: () => Promise<boolean>): Promise<boolean> {
  const isRight = await countFailures([{ limit: 'code', key: userId }], ipAddress, check);
  if (!isRight) record('code.refused', { userId, ipAddress });
  return isRight;
}
