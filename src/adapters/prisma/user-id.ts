import type { ClientModel } from './client-model.js';
import type { ResolvedOptions } from './options.js';

/**
 * Gives back a user id that fits the schema. Where the key is a BigInt, Prisma would take the text of a
 * number too, and find the user; elsewhere it refuses what is of another type.
 */
export function createUserIdCheck(model: ClientModel | null, { fields }: ResolvedOptions) {
  const isBigInt = model?.session.columns.get(fields.userId)?.type === 'BigInt';
  return function checked<Id>(userId: Id): Id {
    if (isBigInt && typeof userId === 'string') throw new TypeError('A user id must be a bigint here, as in the schema, and not text');
    return userId;
  };
}
