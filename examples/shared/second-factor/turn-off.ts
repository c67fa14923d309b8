import { prisma } from '../database/client.js';
import { useCode } from './use-code.js';

/** Turns the second factor off, if the code is right. The key is deleted. */
export async function turnOff(userId: string, code: string): Promise<boolean> {
  if (!(await useCode(userId, code))) return false;
  await prisma.user.update({ where: { id: userId }, data: { totpKey: null, totpOffer: null } });
  return true;
}
