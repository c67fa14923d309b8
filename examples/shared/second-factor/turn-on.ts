import { prisma } from '../database/client.js';
import { stepOf } from './codes.js';

/** Makes the offered key the user's, if the code is of it: only then is it known to be in their app. */
export async function turnOn(userId: string, code: string): Promise<boolean> {
  const user = await prisma.user.findUnique({ where: { id: userId }, select: { totpOffer: true } });
  const offer = user?.totpOffer ?? null;
  const step = offer && stepOf(offer, code, new Date());
  if (step === null) return false;
  const { count } = await prisma.user.updateMany({
    where: { id: userId, totpKey: null, totpOffer: offer },
    data: { totpKey: offer, totpOffer: null, totpStep: step },
  });
  return count === 1;
}
