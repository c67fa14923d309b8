import { prisma } from '../database/client.js';
import { checkPassword } from './check-password.js';

/** Whether a user who is logged in knows their password. */
export async function confirmPassword(userId: string, password: string): Promise<boolean> {
  const user = await prisma.user.findUnique({ where: { id: userId }, select: { id: true, passwordHash: true } });
  return checkPassword(user, password);
}
