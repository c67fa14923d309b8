import { prisma } from '../database/client.js';
import { normalizeEmail } from './email.js';
import { longestPassword, passwordMatches } from './passwords.js';

/**
 * The id of the user, or `null`: the answer does not tell which of email and password was wrong. An app
 * on the internet also limits the attempts per account and per address.
 */
export async function logIn(email: string, password: string): Promise<string | null> {
  if ([...password].length > longestPassword) return null;
  const user = await prisma.user.findUnique({
    where: { email: normalizeEmail(email) },
    select: { id: true, passwordHash: true },
  });
  return (await passwordMatches(password, user?.passwordHash)) && user ? user.id : null;
}
