import { randomUUID } from 'node:crypto';
import { hash, parseOptions, verify } from '@node-rs/argon2';

/** What OWASP's Password Storage Cheat Sheet asks of argon2id, the algorithm of this library's default. */
const parameters = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };

/**
 * In characters, of any kind. NIST SP 800-63B-4 asks for 15 where a password alone signs in, as it does here until a
 * second factor is set up; it forbids rules of composition, and wants 64 or more as the upper bound, which bounds the work.
 */
export const shortestPassword = 15;
export const longestPassword = 256;

let nobodysHash: Promise<string> | undefined;

/** The hash of a password that nobody knows. Made when first asked for: a Worker has no chance while it starts. */
function hashOfNobody(): Promise<string> {
  nobodysHash ??= hash(randomUUID(), parameters);
  return nobodysHash;
}

export function hashPassword(password: string): Promise<string> {
  return hash(normalize(password), parameters);
}

/** Takes as long for a user that does not exist, so that the time does not tell who has an account. */
export async function passwordMatches(password: string, passwordHash: string | undefined): Promise<boolean> {
  const nobodys = await hashOfNobody();
  const matches = await verify(passwordHash ?? nobodys, normalize(password));
  return matches && passwordHash !== undefined;
}

/** Whether a hash was made in another way than today's. */
export async function isOutdated(passwordHash: string): Promise<boolean> {
  const { saltLen: _, ...made } = parseOptions(passwordHash);
  const { saltLen: __, ...today } = parseOptions(await hashOfNobody());
  return JSON.stringify(made) !== JSON.stringify(today);
}

/** What is wrong with a password that somebody chose, if anything. */
export function newPasswordError(password: string): string | undefined {
  const { length } = [...password];
  if (length < shortestPassword) return `Enter a password of at least ${shortestPassword} characters`;
  return length > longestPassword ? `Enter a password of at most ${longestPassword} characters` : undefined;
}

/** Keyboards differ in how they compose a letter and its accent. */
function normalize(password: string): string {
  return password.normalize('NFKC');
}
