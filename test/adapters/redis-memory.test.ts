import { afterAll, beforeAll, beforeEach, describe, expect, inject, test } from 'vitest';
import type { Cluster, Redis } from 'ioredis';
import { redisAdapter } from '../../src/adapters/redis/index.js';
import type { UserId } from '../../src/index.js';
import { rotationOf } from '../../src/testing/cases/rotation.js';
import { after, makeRow, noon } from '../../src/testing/fixtures.js';
import { openIoredis } from '../support/redis-connections.js';
import { type RedisServer, startRedis } from '../support/redis-servers.js';

const loadUser = (id: UserId) => ({ id });

describe.skipIf(inject('missing').includes('redis-server'))('a Redis without memory left, which evicts nothing', () => {
  let server: RedisServer;
  let redis: Redis | Cluster;

  beforeAll(async () => {
    server = await startRedis({ 'maxmemory-policy': 'noeviction' });
    redis = openIoredis(server);
  });
  beforeEach(async () => {
    await redis.config('SET', 'maxmemory', '0');
    await redis.flushall();
  });
  afterAll(async () => {
    redis?.disconnect();
    await server?.stop();
  });

  test.each([false, true])('refuses what needs some, and changes nothing (as in a cluster: %s)', async (cluster) => {
    const adapter = redisAdapter(redis, { loadUser, cluster });
    const [row, other] = [await makeRow('ann'), await makeRow('ann', { createdAt: after(1) })];
    await adapter.insertSession(row);
    await adapter.insertSession(other);
    const before = await redis.hgetall('sojourn:{u:"ann"}');
    await redis.config('SET', 'maxmemory', '1');

    const { id, expirationDate, updatedAt } = row;
    const fresh = await makeRow('ann', { createdAt: after(2) });
    const limit = { max: 1, onLimit: 'evict-oldest' } as const;
    const renewal = { id, from: { expirationDate, updatedAt }, to: { expirationDate: after(9, expirationDate), updatedAt } };
    const rotation = await rotationOf(row);
    await expect(adapter.insertSession(fresh)).rejects.toThrow('OOM');
    await expect(adapter.insertSession(fresh, { now: noon, replaces: other.id, limit })).rejects.toThrow('OOM');
    await expect(adapter.renewSession(renewal)).rejects.toThrow('OOM');
    await expect(adapter.rotateSession(rotation)).rejects.toThrow('OOM');
    await expect(adapter.updateAttributes(id, { theme: 'dark' }, noon)).rejects.toThrow('OOM');

    expect(await redis.hgetall('sojourn:{u:"ann"}')).toEqual(before);
    expect(await redis.dbsize()).toBe(3);
    expect(new Date(await redis.pexpiretime('sojourn:{u:"ann"}'))).toEqual(expirationDate);
  });

  test.each([false, true])('still finds, lists and ends sessions (as in a cluster: %s)', async (cluster) => {
    const adapter = redisAdapter(redis, { loadUser, cluster });
    const rows = [await makeRow('ann'), await makeRow('ann'), await makeRow('ann')];
    for (const row of rows) await adapter.insertSession(row);
    await redis.config('SET', 'maxmemory', '1');
    expect(await adapter.findSessions([rows[0]!.id])).toEqual([{ session: rows[0], user: { id: 'ann' } }]);
    expect(await adapter.listUserSessions('ann', noon)).toHaveLength(3);
    expect(await adapter.deleteSession(rows[0]!.id)).toBe(true);
    expect(await adapter.deleteUserSessions('ann')).toBe(2);
    expect(await redis.dbsize()).toBe(0);
  });
});
