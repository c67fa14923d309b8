import { assertNothingLeft, assertObject } from '../../session/arguments.js';
import type { UserId } from '../../session/session.js';
import { type DeleteUser, assertDeleteUser } from '../../storage/delete-user.js';
import { isClusterClient } from './client.js';

export interface RedisAdapterOptions<User extends object, Id extends UserId> {
  /**
   * The user with this id, or `null` if there is none, from wherever users live. Asked with every
   * validation, and before and after a session is stored. The calls for lookups that share a round trip
   * all begin in one turn of the event loop, so a loader that batches can make one query of them.
   */
  loadUser: (userId: Id) => User | null | Promise<User | null>;
  /**
   * What `exportUserData` exports as the user, or `null` if there is none. Name each field: an allowlist
   * keeps out whatever is added to users later. Default: what `loadUser` gives.
   */
  exportUser?: (userId: Id) => object | null | Promise<object | null>;
  /**
   * Deletes the user with this id from wherever users live, for `eraseUserData`, and tells whether there was one;
   * `loadUser` must find the user no more afterwards. Default: users cannot be erased.
   */
  deleteUser?: DeleteUser<Id>;
  /** What every key begins with; without braces. Default `sojourn:`. */
  prefix?: string;
  /**
   * Whether keys may lie on several servers. No script then touches two keys, and a lookup takes two
   * round trips instead of one. Default: true for a cluster client, false for any other. Set it to true
   * for a client that reaches a cluster through a proxy.
   */
  cluster?: boolean;
}

export type ResolvedOptions<User extends object, Id extends UserId> = Required<Omit<RedisAdapterOptions<User, Id>, 'deleteUser'>> & {
  deleteUser: DeleteUser<Id> | undefined;
};

/** @throws TypeError naming the option that is wrong */
export function resolveOptions<User extends object, Id extends UserId>(
  client: object,
  options: RedisAdapterOptions<User, Id>,
): ResolvedOptions<User, Id> {
  assertObject(options, 'options');
  const { loadUser, exportUser = loadUser, deleteUser, prefix = 'sojourn:', cluster = isClusterClient(client), ...rest } = options;
  assertNothingLeft(rest, 'option of redisAdapter');
  if (typeof loadUser !== 'function') throw new TypeError('"loadUser" option must be a function of the user id');
  if (typeof exportUser !== 'function') throw new TypeError('"exportUser" option must be a function of the user id');
  assertDeleteUser(deleteUser);
  // A cluster goes by what stands between the first braces of a key, and that is to be the adapter's own part.
  if (typeof prefix !== 'string' || /[{}]/.test(prefix) || !prefix.isWellFormed()) {
    throw new TypeError('"prefix" option must be a string without braces');
  }
  if (typeof cluster !== 'boolean') throw new TypeError('"cluster" option must be a boolean');
  return { loadUser, exportUser, deleteUser, prefix, cluster };
}
