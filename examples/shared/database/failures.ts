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

/** Whether a write failed because a value that must be unique was taken. */
export function isTaken(error: unknown): boolean {
  return error instanceof Prisma.PrismaClientKnownRequestError && error.code === 'P2002';
}
