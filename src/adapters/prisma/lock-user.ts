import type { UserId } from '../../session/session.js';
import type { ClientModel } from './client-model.js';
import { type EraseDelegate, modelOf } from './delegates.js';
import type { ResolvedOptions } from './options.js';
import { rawDialectOf } from './raw-dialect.js';

type Query = (sql: string, ...values: unknown[]) => Promise<unknown>;

/**
 * Locks a user who is about to be erased, in a transaction: of several erasures each counts what the one before it left.
 *
 * On PostgreSQL it is the lock of a deletion where the client allows raw statements. It is not to be had before every login
 * under way has ended. With the lock of a change, a login could have inserted its session and wait for one that is deleted
 * here, while the deletion of the user waits for it: a deadlock, which takes a second to be found.
 */
export function createLockUser(
  prisma: object,
  model: ClientModel | null,
  options: ResolvedOptions,
): (transaction: object, userId: UserId) => Promise<unknown> {
  const { userModel, userIdField } = options;
  const column = model?.user.columns.get(userIdField);
  const dialect = rawDialectOf(prisma, model, options, '$queryRawUnsafe');
  if (model?.dialect === 'postgresql' && column && dialect) {
    const { quote, mark } = dialect;
    const sql = `SELECT 1 FROM ${model.user.path.map(quote).join('.')} WHERE ${quote(column.name)} = ${mark(1)} FOR UPDATE`;
    return (transaction, userId) => (transaction as { $queryRawUnsafe: Query }).$queryRawUnsafe(sql, userId);
  }
  // A change that changes nothing. On SQLite the first statement has to be a write, to take its lock at once and keep it.
  return (transaction, userId) => {
    const where = { [userIdField]: userId };
    return modelOf<EraseDelegate>(transaction, userModel).updateMany({ where, data: where });
  };
}
