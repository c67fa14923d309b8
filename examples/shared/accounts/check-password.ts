import { prisma } from '../database/client.js';
import { hashPassword, isOutdated, longestPassword, passwordMatches } from './passwords.js';

interface Credentials {
  id: string;
  passwordHash: string;
}

/**
 * Whether this is the password of the user; of nobody, it never is. A hash that is not made in today's way
 * is replaced, since only now the password is at hand.
 */
export async function checkPassword(user: Credentials | null, password: string): Promise<boolean> {
  if ([...password].length > longestPassword) return false;
  if (!(await passwordMatches(password, user?.passwordHash)) || !user) return false;
  if (await isOutdated(user.passwordHash)) await upgrade(user, await hashPassword(password));
  return true;
}

/** Not if the password was changed meanwhile. */
async function upgrade({ id, passwordHash }: Credentials, upgraded: string): Promise<void> {
  await prisma.user.updateMany({ where: { id, passwordHash }, data: { passwordHash: upgraded } });
}
