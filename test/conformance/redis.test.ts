import { afterAll, beforeAll, describe, inject, test } from 'vitest';
import type { UserId } from '../../src/index.js';
import { type StorageHarness, testStorageAdapter } from '../../src/testing/index.js';
import { lateHarness } from '../support/late-harness.js';
import { type RedisCluster, startRedisCluster } from '../support/redis-servers.js';
import { type Library, type RedisPlace, libraries } from '../support/redis-connections.js';
import { redisHarness } from '../support/redis-harness.js';
import { servers } from '../support/servers.js';

type Open = StorageHarness & { close(): Promise<void> };

const removedByRedis = 'Redis removes dead sessions itself, by its own clock; there is nothing to clean up';

const idTypes: [string, (count: number) => UserId][] = [
  ['strings', (count) => `user-${count}`],
  ['numbers', (count) => count],
  ['bigints', (count) => BigInt(Number.MAX_SAFE_INTEGER) + BigInt(count)],
];

/** Registers the suite at once, over a server that answers when the tests begin. */
function conformance(library: Library, place: () => RedisPlace, idOf: (count: number) => UserId): void {
  let harness: Open;
  beforeAll(async () => {
    harness = (await redisHarness(library, place(), idOf)) as Open;
  });
  afterAll(() => harness?.close());
  testStorageAdapter(test, {
    ...lateHarness(() => harness),
    skip: {
      'cleanup: removes what is dead at the moment given, and only that': removedByRedis,
      'cleanup: takes no more than the limit, until none are left': removedByRedis,
      'previous id: of a dead session that was cleaned up finds nothing': removedByRedis,
      'concurrency: several cleanups at once remove each dead session once': removedByRedis,
    },
  });
}

describe.skipIf(inject('missing').includes('Redis')).each([...libraries])('Redis by $name', (library) => {
  describe.each(idTypes)('user ids are %s', (_, idOf) => {
    conformance(library, () => ({ url: servers.Redis }), idOf);
  });
});

describe.skipIf(inject('missing').includes('redis-server'))('Redis Cluster', () => {
  let cluster: RedisCluster;
  beforeAll(async () => {
    cluster = await startRedisCluster();
  });
  afterAll(() => cluster?.stop());
  describe.each([...libraries])('by $name', (library) => {
    conformance(library, () => cluster, (count) => `user-${count}`);
  });
});
