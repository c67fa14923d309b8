import { retryConflicts } from '../../storage/retry.js';
import { member } from './member.js';

export type Retry = <T>(run: () => Promise<T>) => Promise<T>;

/**
 * Runs a call on the client again when the database undid it because it met another: a write conflict or
 * deadlock, or on SQLite a lock that was not to be had, which Prisma calls a timeout.
 */
export function createRetry(prisma: object): Retry {
  const isSqlite = member(prisma, '_activeProvider') === 'sqlite';
  const codes = ['P2034', ...(isSqlite ? ['P1008'] : [])];
  const kinds = ['TransactionWriteConflict', ...(isSqlite ? ['SocketTimeout'] : [])];
  // What goes wrong when a transaction ends comes out as the driver adapter's own error, without a code.
  return (run) =>
    retryConflicts(
      run,
      (error) => codes.includes(String(codeOf(error))) || kinds.includes(String(kindOf(error))) || isDeadlock(error),
    );
}

/** A deadlock on PostgreSQL, as the driver adapter of Prisma 6 has it: that of Prisma 7 calls it a write conflict. */
function isDeadlock(error: unknown): boolean {
  return kindOf(error) === 'postgres' && codeOf(member(driverErrorOf(error), 'cause')) === '40P01';
}

/** Whether a row with the same key is there. */
export function isDuplicate(error: unknown): boolean {
  return codeOf(error) === 'P2002' || kindOf(error) === 'UniqueConstraintViolation';
}

/** Whether a foreign key refused: of the database, or of Prisma itself with `relationMode = "prisma"`. */
export function isReferenced(error: unknown): boolean {
  return ['P2003', 'P2014'].includes(String(codeOf(error))) || kindOf(error) === 'ForeignKeyConstraintViolation';
}

export function codeOf(error: unknown): unknown {
  return member(error, 'code');
}

/** The driver adapter's own error: by itself, or in that of a raw statement, whose code only says that it is one. */
function driverErrorOf(error: unknown): unknown {
  return member(member(error, 'meta'), 'driverAdapterError') ?? error;
}

function kindOf(error: unknown): unknown {
  const own = driverErrorOf(error);
  return member(own, 'name') === 'DriverAdapterError' ? member(member(own, 'cause'), 'kind') : undefined;
}
