import { Prisma } from '../../.generated/prisma/client.js';

const names = [
  'PrismaClientKnownRequestError',
  'PrismaClientUnknownRequestError',
  'PrismaClientInitializationError',
  'PrismaClientRustPanicError',
  'DriverAdapterError',
];

/**
 * Whether an error, or what caused it, came from the database. Told by name, since the cause of a
 * `SojournError` may be a copy from which secrets were removed.
 */
export function isDatabaseFailure(error: unknown): boolean {
  return error instanceof Error && (names.includes(error.name) || isDatabaseFailure(error.cause));
}

/** What the database said, in one line. */
export function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (!names.includes(error.name) && isDatabaseFailure(error.cause)) return reasonOf(error.cause);
  return error.message.trim().split('\n').at(-1)!;
}

/** Whether a write failed because a value that must be unique was taken. */
export function isTaken(error: unknown): boolean {
  return error instanceof Prisma.PrismaClientKnownRequestError && error.code === 'P2002';
}
