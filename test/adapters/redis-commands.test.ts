import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import type { Cluster, Redis } from 'ioredis';
import { type IoredisClient, redisAdapter } from '../../src/adapters/redis/index.js';
import type { UserId } from '../../src/index.js';
import { formerOf, rotationOf } from '../../src/testing/cases/rotation.js';
import { after, makeRow, noon } from '../../src/testing/fixtures.js';
import { type Connection, libraries, openIoredis } from '../support/redis-connections.js';
import { type RedisCluster, type RedisServer, startRedis, startRedisCluster } from '../support/redis-servers.js';
import { keysOf } from '../support/redis-harness.js';
import { commandsDuring } from '../support/redis-monitor.js';

const loadUser = (id: UserId) => ({ id });

/** The keys of each script that a client is given. */
function recording(client: IoredisClient, cluster: boolean) {
  const calls: string[][] = [];
  const sendOnce = { autoResendUnfulfilledCommands: false };
  const recorder: IoredisClient & { isCluster: boolean; options: object } = {
    isCluster: cluster,
    options: cluster ? { redisOptions: sendOnce, retryDelayOnFailover: 0 } : sendOnce,
    evalsha(digest, count, ...rest) {
      calls.push(rest.slice(0, count));
      return client.evalsha(digest, count, ...rest);
    },
    eval: (script, count, ...rest) => client.eval(script, count, ...rest),
  };
  return { calls, recorder };
}

// On a server of its own, since it makes the server forget its scripts.
describe.skipIf(inject('missing').includes('redis-server')).each([...libraries])('commands to Redis by $name', (library) => {
  const prefix = 'sojourn:';
  let server: RedisServer;
  let redis: Redis | Cluster;
  let connection: Connection;

  beforeAll(async () => {
    server = await startRedis();
    redis = openIoredis(server);
    connection = await library.open(server);
  });
  afterAll(async () => {
    connection?.close();
    redis?.disconnect();
    await server?.stop();
  });

  const sentBy = (act: () => Promise<unknown>) =>
    commandsDuring(server.url, prefix, act, (text) => redis.echo(text));

  test('one for a lookup of one or several sessions, and one for each change', async () => {
    const adapter = redisAdapter(connection.client, { loadUser });
    const rows = [await makeRow('ann'), await makeRow('ann'), await makeRow('bob')];
    for (const row of rows) await adapter.insertSession(row);
    const [first, second, third] = rows.map(({ id }) => id) as [string, string, string];
    const { expirationDate, updatedAt } = rows[0]!;
    const renewal = { id: first, from: { expirationDate, updatedAt }, to: { expirationDate: after(1, expirationDate), updatedAt } };
    const rotation = await rotationOf(rows[1]!);
    const calls: Record<string, () => Promise<unknown>> = {
      'lookup of one': () => adapter.findSessions([first]),
      'lookup of three': () => adapter.findSessions([first, second, third]),
      insert: async () => adapter.insertSession(await makeRow('ann'), { now: noon, limit: { max: 9, onLimit: 'reject' } }),
      renewal: () => adapter.renewSession(renewal),
      rotation: () => adapter.rotateSession(rotation),
      update: () => adapter.updateAttributes(first, { theme: 'dark' }, noon),
      deletion: () => adapter.deleteSession(third),
      list: () => adapter.listUserSessions('ann', noon),
      'deletion of all': () => adapter.deleteUserSessions('ann'),
    };
    await redis.script('FLUSH');
    for (const [name, call] of Object.entries(calls)) {
      const commands = await sentBy(call);
      // The first run of each script after the flush is refused, and its text sent.
      expect(commands, name).toEqual(name === 'lookup of three' ? ['EVALSHA'] : ['EVALSHA', 'EVAL']);
    }
    expect(await keysOf(redis, prefix)).toEqual([]);
    expect(await sentBy(() => adapter.findSessions([first]))).toEqual(['EVALSHA']);
  });

  test('one for a lookup by a previous id, and one for a rotation that keeps it and a renewal after that', async () => {
    const adapter = redisAdapter(connection.client, { loadUser });
    const row = await makeRow('eve');
    await adapter.insertSession(row);
    const rotation = await rotationOf(row, formerOf(row));
    const { id, expirationDate, updatedAt } = rotation.to;
    const renewal = { id, from: { expirationDate, updatedAt }, to: { expirationDate: after(1, expirationDate), updatedAt } };
    // The server may have to be told the scripts, which would be a second command.
    await adapter.findSessions([row.id]);
    await adapter.rotateSession(await rotationOf(await makeRow('eve')));
    await adapter.renewSession({ ...renewal, id: row.id });
    expect(await sentBy(() => adapter.rotateSession(rotation))).toEqual(['EVALSHA']);
    expect(await sentBy(() => adapter.renewSession(renewal))).toEqual(['EVALSHA']);
    expect(await sentBy(() => adapter.findSessions([row.id, id], { previous: true }))).toEqual(['EVALSHA']);
    expect((await adapter.findSessions([row.id, id], { previous: true })).map(({ session }) => session.id)).toEqual([id]);
  });

  test('a restart or flush, after which the server knows no script, is not noticed', async () => {
    const adapter = redisAdapter(connection.client, { loadUser });
    const row = await makeRow('ann');
    await adapter.insertSession(row);
    for (let round = 0; round < 3; round++) {
      await redis.script('FLUSH');
      const found = await Promise.all(Array.from({ length: 20 }, () => adapter.findSessions([row.id])));
      for (const [each] of found) expect(each?.session).toEqual(row);
    }
    await redis.script('FLUSH');
    expect(await adapter.deleteSession(row.id)).toBe(true);
  });
});

describe.skipIf(inject('missing').includes('redis-server'))('commands to a Redis cluster', () => {
  let cluster: RedisCluster;
  let client: Cluster;

  beforeAll(async () => {
    cluster = await startRedisCluster();
    client = openIoredis(cluster) as Cluster;
  });
  afterAll(async () => {
    client?.disconnect();
    await cluster?.stop();
  });

  test('have one key each; a lookup is two round trips', async () => {
    const { calls, recorder } = recording(client, true);
    const adapter = redisAdapter(recorder, { loadUser });
    const rows = [];
    for (let count = 0; count < 8; count++) rows.push(await makeRow(`user-${count % 4}`, { createdAt: after(count) }));
    for (const row of rows) {
      const limit = { max: 1, onLimit: 'evict-oldest' } as const;
      await adapter.insertSession(row, { now: noon, replaces: rows[0]!.id, limit });
    }
    const row = rows[5]!;
    const { id, expirationDate, updatedAt } = row;
    calls.length = 0;
    expect(await adapter.findSessions([id])).toHaveLength(1);
    expect(calls).toEqual([[`sojourn:{s:${id}}`], ['sojourn:{u:"user-1"}']]);

    const dates = { expirationDate, updatedAt };
    expect(await adapter.renewSession({ id, from: dates, to: dates })).toBe(true);
    const rotation = await rotationOf(row, formerOf(row));
    expect(await adapter.rotateSession(rotation)).toBe('rotated');
    expect(await adapter.updateAttributes(rotation.to.id, { a: 1 }, noon)).not.toBeNull();
    const renewed = { expirationDate: rotation.to.expirationDate, updatedAt: rotation.to.updatedAt };
    expect(await adapter.renewSession({ id: rotation.to.id, from: renewed, to: renewed })).toBe(true);
    expect(await adapter.findSessions([id, rotation.to.id], { previous: true })).toHaveLength(1);
    expect(await adapter.listUserSessions('user-1', noon)).toHaveLength(1);
    expect(await adapter.deleteSession(rotation.to.id)).toBe(true);
    expect(await adapter.deleteUserSessions('user-2')).toBe(1);
    expect(new Set(calls.map((keys) => keys.length))).toEqual(new Set([1]));
  });

  test('put all that concerns one user into one slot, whatever its id', async () => {
    const { calls, recorder } = recording(client, true);
    for (const userId of ['ann', '{a}:b', 'a}b{c}', '}']) {
      const adapter = redisAdapter(recorder, { prefix: `${userId.length}:`, loadUser });
      calls.length = 0;
      const rows = [await makeRow(userId), await makeRow(userId)];
      for (const row of rows) await adapter.insertSession(row);
      await adapter.listUserSessions(userId, noon);
      await adapter.deleteUserSessions(userId);
      const ofUser = calls.flat().filter((key) => key.includes('{u:'));
      expect(ofUser).toHaveLength(4);
      const slots = await Promise.all(ofUser.map((key) => client.cluster('KEYSLOT', key)));
      expect(new Set(slots).size).toBe(1);
    }
  });
});
