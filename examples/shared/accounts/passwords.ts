import { randomUUID } from 'node:crypto';
import { hash, verify } from '@node-rs/argon2';

/** What OWASP's Password Storage Cheat Sheet asks of argon2id, the algorithm of this library's default. */
const parameters = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };

/** Long rather than complicated, as NIST SP 800-63B asks; the upper bound bounds the work. In characters. */
export const shortestPassword = 12;
export const longestPassword = 256;

/** The hash of a password that nobody knows. */
const nobodysHash = hash(randomUUID(), parameters);

export function hashPassword(password: string): Promise<string> {
  return hash(normalize(password), parameters);
}

/** Takes as long for a user that does not exist, so that the time does not tell who has an account. */
export async function passwordMatches(password: string, passwordHash: string | undefined): Promise<boolean> {
  const matches = await verify(passwordHash ?? (await nobodysHash), normalize(password));
  return matches && passwordHash !== undefined;
}

/** Keyboards differ in how they compose a letter and its accent. */
function normalize(password: string): string {
  return password.normalize('NFKC');
}
