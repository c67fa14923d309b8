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
    retryConflicts(run, (error) => codes.includes(String(codeOf(error))) || kinds.includes(String(kindOf(error))));
}

export function codeOf(error: unknown): unknown {
  return member(error, 'code');
}

function kindOf(error: unknown): unknown {
  return member(error, 'name') === 'DriverAdapterError' ? member(member(error, 'cause'), 'kind') : undefined;
}
