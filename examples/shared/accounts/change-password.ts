import { prisma } from '../database/client.js';
import { hashPassword } from './passwords.js';

/** Sets a password. Which sessions end with the old one is the caller's to decide. */
export async function changePassword(userId: string, password: string): Promise<void> {
  await prisma.user.update({ where: { id: userId }, data: { passwordHash: await hashPassword(password) } });
}
