import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { Cluster, type Redis } from 'ioredis';
import { redisAdapter } from '../../src/adapters/redis/index.js';
import type { SessionRow, UserId } from '../../src/index.js';
import type { StorageHarness } from '../../src/testing/index.js';
import { type Connection, type Library, type RedisPlace, openIoredis } from './redis-connections.js';

/** So many connections: as many as the largest race has, and one. */
const connectionCount = 6;

/** A prefix of keys that nobody else has. */
export function newPrefix(): string {
  return `sojourn-test:${randomUUID()}:`;
}

/** Deletes what a test wrote, node by node. */
export async function deleteKeys(redis: Redis | Cluster, prefix: string): Promise<void> {
  for (const key of await keysOf(redis, prefix)) await redis.unlink(key);
}

/** All keys with the prefix. */
export async function keysOf(redis: Redis | Cluster, prefix: string): Promise<string[]> {
  const keys = new Set<string>();
  for (const node of redis instanceof Cluster ? redis.nodes('master') : [redis]) {
    let cursor = '0';
    do {
      const [next, found] = await node.scan(cursor, 'MATCH', `${prefix}*`, 'COUNT', 1000);
      for (const key of found) keys.add(key);
      cursor = next;
    } while (cursor !== '0');
  }
  return [...keys];
}

/** A row as it stands in a user's hash, read without the adapter's code. */
export function parseRow<Id extends UserId>(id: string, userId: Id, text: string): SessionRow<Id> {
  const [version, expires, updated, created, pending, previousId, previousHash, previousUntil, ...others] = text.split('\n');
  const [authenticated, remember, secretHash, ipAddress, userAgent, attributes, owner, ...more] = others;
  assert.deepEqual([version, owner, more], ['1', typeof userId === 'bigint' ? `${userId}n` : JSON.stringify(userId), []]);
  return {
    id,
    userId,
    secretHash: JSON.parse(secretHash!),
    createdAt: new Date(Number(created)),
    updatedAt: new Date(Number(updated)),
    authenticatedAt: new Date(Number(authenticated)),
    expirationDate: new Date(Number(expires)),
    remember: remember === 'true',
    ipAddress: JSON.parse(ipAddress!),
    userAgent: JSON.parse(userAgent!),
    attributes: JSON.parse(attributes!),
    pending: JSON.parse(pending!),
    previousId: JSON.parse(previousId!),
    previousHash: JSON.parse(previousHash!),
    previousUntil: previousUntil === 'null' ? null : new Date(Number(previousUntil)),
  } as SessionRow<Id>;
}

interface OpenHarness<Id extends UserId> extends StorageHarness<Id> {
  close(): Promise<void>;
}

/**
 * The conformance harness over a library's client. Users are members of a set in the same Redis, which the
 * adapter asks through its own connection, so that deletions race with logins; and they are deleted as the
 * documentation says, with their sessions afterwards.
 */
export async function redisHarness<Id extends UserId>(
  library: Library,
  place: RedisPlace,
  idOf: (count: number) => Id,
): Promise<OpenHarness<Id>> {
  const prefix = newPrefix();
  const usersKey = `${prefix}users`;
  const reader = openIoredis(place);
  const connections: Connection[] = [];
  for (let index = 0; index < connectionCount; index++) connections.push(await library.open(place));
  const unreachable = await library.openUnreachable();
  let next = 0;
  let userIds: Id[] = [];
  let count = 0;

  const memberOf = (userId: Id) => `${typeof userId} ${userId}`;
  const adapterOver = ({ client, isMember, removeMember }: Connection) =>
    redisAdapter(client, {
      prefix,
      loadUser: async (id: Id) => ((await isMember(usersKey, memberOf(id))) ? { id } : null),
      deleteUser: (id) => removeMember(usersKey, memberOf(id)),
    });

  return {
    createAdapter: () => adapterOver(connections[next++ % connectionCount]!),
    createUnreachableAdapter: () => adapterOver(unreachable),
    async createUser() {
      const userId = idOf(++count);
      userIds.push(userId);
      await reader.sadd(usersKey, memberOf(userId));
      return userId;
    },
    async deleteUser(userId) {
      await reader.srem(usersKey, memberOf(userId));
      await adapterOver(connections.at(-1)!).deleteUserSessions(userId);
    },
    async readSession(sessionId) {
      for (const userId of userIds) {
        const owner = typeof userId === 'bigint' ? `${userId}n` : JSON.stringify(userId);
        const text = await reader.hget(`${prefix}{u:${owner}}`, sessionId);
        if (text === null) continue;
        assert.equal(await reader.get(`${prefix}{s:${sessionId}}`), owner, 'a session without its routing key');
        return parseRow(sessionId, userId, text);
      }
      return null;
    },
    async reset() {
      await deleteKeys(reader, prefix);
      userIds = [];
    },
    dispose: async () => void (next = 0),
    async close() {
      await deleteKeys(reader, prefix);
      for (const connection of [...connections, unreachable]) connection.close();
      reader.disconnect();
    },
  };
}
