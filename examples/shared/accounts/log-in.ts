import { prisma } from '../database/client.js';
import { checkPassword } from './check-password.js';
import { normalizeEmail } from './email.js';

/** Whose password was right, and whether that is not enough. */
export interface LogIn {
  userId: string;
  needsCode: boolean;
}

/** `null` if it is wrong: the answer does not tell which of email and password. */
export async function logIn(email: string, password: string): Promise<LogIn | null> {
  const user = await prisma.user.findUnique({
    where: { email: normalizeEmail(email) },
    select: { id: true, passwordHash: true, totpKey: true },
  });
  if (!(await checkPassword(user, password)) || !user) return null;
  return { userId: user.id, needsCode: user.totpKey !== null };
}
