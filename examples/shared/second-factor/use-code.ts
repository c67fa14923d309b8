import { prisma } from '../database/client.js';
import { stepOf } from './codes.js';

/**
 * Whether the code is right, and used for the first time: a code counts once, and none before it counts
 * any more (ASVS 5.0 6.5.1). The condition is in the update, so of two that come at once one is refused.
 */
export async function useCode(userId: string, code: string): Promise<boolean> {
  const user = await prisma.user.findUnique({ where: { id: userId }, select: { totpKey: true } });
  const totpKey = user?.totpKey ?? null;
  const step = totpKey && stepOf(totpKey, code, new Date());
  if (step === null) return false;
  const { count } = await prisma.user.updateMany({
    where: { id: userId, totpKey, totpStep: { lt: step } },
    data: { totpStep: step },
  });
  return count === 1;
}
