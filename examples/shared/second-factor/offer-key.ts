import { randomBytes } from 'node:crypto';
import { prisma } from '../database/client.js';

/** The size that RFC 4226 recommends. In bytes. */
const keyLength = 20;

/** Makes a key to set the second factor up with, in the place of one that was not taken up. */
export async function offerKey(userId: string): Promise<void> {
  await prisma.user.update({ where: { id: userId }, data: { totpOffer: randomBytes(keyLength) } });
}
