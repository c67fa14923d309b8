import type { UserId } from '../session/session.js';

/** Deletes a user where users live, and tells whether there was one. */
export type DeleteUser<Id extends UserId> = (userId: Id) => boolean | Promise<boolean>;

/** Throws unless the option is a function, or is not there. */
export function assertDeleteUser(deleteUser: unknown): void {
  if (deleteUser === undefined || typeof deleteUser === 'function') return;
  throw new TypeError('"deleteUser" option must be a function of the user id');
}

/**
 * Deletes the user by the app's own function.
 *
 * @returns 1 if there was one, else 0
 * @throws TypeError if the function gives no boolean: nobody could tell what it did
 */
export async function deleteBy<Id extends UserId>(deleteUser: DeleteUser<Id>, userId: Id): Promise<number> {
  const existed: unknown = await deleteUser(userId);
  if (typeof existed !== 'boolean') throw new TypeError('"deleteUser" option must give a boolean: whether there was such a user');
  return Number(existed);
}
