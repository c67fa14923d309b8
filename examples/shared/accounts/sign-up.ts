import { prisma } from '../database/client.js';
import { isTaken } from '../database/failures.js';
import { isEmail, normalizeEmail } from './email.js';
import { hashPassword, newPasswordError } from './passwords.js';

const longestName = 80;

interface NewAccount {
  name: string;
  email: string;
  password: string;
}

/** What is wrong, by field. */
export type AccountErrors = { [Field in keyof NewAccount]?: string };

/** Creates an account, or tells what is wrong with the input. */
export async function signUp(input: NewAccount): Promise<{ userId: string } | { errors: AccountErrors }> {
  const errors = check(input);
  if (Object.keys(errors).length > 0) return { errors };
  const passwordHash = await hashPassword(input.password);
  try {
    const { id } = await prisma.user.create({
      data: { name: input.name.trim(), email: normalizeEmail(input.email), passwordHash },
      select: { id: true },
    });
    return { userId: id };
  } catch (error) {
    if (isTaken(error)) return { errors: { email: 'There is an account with this email already' } };
    throw error;
  }
}

function check({ name, email, password }: NewAccount): AccountErrors {
  const errors: AccountErrors = {};
  const nameLength = [...name.trim()].length;
  if (nameLength === 0) errors.name = 'Enter your name';
  if (nameLength > longestName) errors.name = `Enter a name of at most ${longestName} characters`;
  if (!isEmail(normalizeEmail(email))) errors.email = 'Enter an email address, such as ada@example.com';
  const passwordError = newPasswordError(password);
  if (passwordError) errors.password = passwordError;
  return errors;
}
