import { afterAll, afterEach, beforeAll, describe, expect, inject, test } from 'vitest';
import { Cluster, Redis } from 'ioredis';
import { RESP_TYPES, createClient, createCluster } from 'redis';
import { redisAdapter } from '../../src/adapters/redis/index.js';
import { isClusterClient } from '../../src/adapters/redis/client.js';
import type { UserId } from '../../src/index.js';
import { rotationOf } from '../../src/testing/cases/rotation.js';
import { makeRow, noon } from '../../src/testing/fixtures.js';
import { libraries, openIoredis } from '../support/redis-connections.js';
import { deleteKeys, newPrefix } from '../support/redis-harness.js';
import { servers } from '../support/servers.js';

const loadUser = (id: UserId) => ({ id });
const idle = { evalSha: async () => null, eval: async () => null };

test.each<[string, unknown, unknown]>([
  ['"client" must be an object', undefined, { loadUser }],
  ['"client" must be a client of redis (node-redis) or ioredis', {}, { loadUser }],
  ['"options" must be an object', idle, undefined],
  ['"loadUser" option must be a function of the user id', idle, {}],
  ['"exportUser" option must be a function of the user id', idle, { loadUser, exportUser: {} }],
  ['"prefix" option must be a string without braces', idle, { loadUser, prefix: '{app}:' }],
  ['"prefix" option must be a string without braces', idle, { loadUser, prefix: 7 }],
  ['"cluster" option must be a boolean', idle, { loadUser, cluster: 'yes' }],
  ['"keyPrefix" is no option of redisAdapter', idle, { loadUser, keyPrefix: 'a:' }],
])('misuse is refused: %s', (message, client, options) => {
  const create = redisAdapter as unknown as (client: unknown, options: unknown) => unknown;
  expect(() => create(client, options)).toThrow(new TypeError(message));
});

test('cluster clients are told from others, before they are connected', () => {
  const plain = new Redis({ lazyConnect: true });
  const cluster = new Cluster([{ host: '127.0.0.1', port: 1 }], { lazyConnect: true });
  expect(isClusterClient(plain)).toBe(false);
  expect(isClusterClient(cluster)).toBe(true);
  expect(isClusterClient(createClient())).toBe(false);
  expect(isClusterClient(createCluster({ rootNodes: [{ url: 'redis://127.0.0.1:1' }] }))).toBe(true);
});

test('an ioredis client that sends commands again is refused', () => {
  const nodes = [{ host: '127.0.0.1', port: 1 }];
  const once = { autoResendUnfulfilledCommands: false, lazyConnect: true };
  const refused = [
    new Redis({ lazyConnect: true }),
    new Cluster(nodes, { lazyConnect: true, retryDelayOnFailover: 0 }),
    new Cluster(nodes, { lazyConnect: true, redisOptions: once }),
  ];
  for (const client of refused) expect(() => redisAdapter(client, { loadUser })).toThrow('"client" must be made with the ioredis');
  const accepted = [new Redis(once), new Cluster(nodes, { lazyConnect: true, redisOptions: once, retryDelayOnFailover: 0 })];
  for (const client of accepted) expect(() => redisAdapter(client, { loadUser })).not.toThrow();
});

test('the export is what exportUser gives, and no more', async () => {
  const users = { ann: { id: 'ann', role: 'admin' } };
  const find = (id: string) => users[id as 'ann'] ?? null;
  const byDefault = redisAdapter(idle, { loadUser: find });
  expect(await byDefault.readUserRecord('ann')).toEqual({ id: 'ann', role: 'admin' });
  const exportUser = (id: string) => find(id) && { id };
  const adapter = redisAdapter(idle, { loadUser: find, exportUser });
  expect(await adapter.readUserRecord('ann')).toEqual({ id: 'ann' });
  expect(await adapter.readUserRecord('bob')).toBeNull();
});

test.each([...libraries])('every verb that asks Redis rejects when $name cannot reach it', async ({ openUnreachable }) => {
  const { client } = await openUnreachable();
  for (const cluster of [false, true]) {
    const adapter = redisAdapter(client, { loadUser, cluster });
    const row = await makeRow('ann');
    const { id, expirationDate, updatedAt } = row;
    const dates = { expirationDate, updatedAt };
    const rotation = await rotationOf(row);
    for (const call of [
      () => adapter.insertSession(row),
      () => adapter.findSessions([id]),
      () => adapter.renewSession({ id, from: dates, to: dates }),
      () => adapter.rotateSession(rotation),
      () => adapter.updateAttributes(id, {}, noon),
      () => adapter.deleteSession(id),
      () => adapter.deleteSession(id, 'ann'),
      () => adapter.deleteUserSessions('ann'),
      () => adapter.deleteExpiredSessions(noon, 1),
      () => adapter.listUserSessions('ann', noon),
    ]) {
      await expect(call, String(call)).rejects.toThrow();
    }
  }
});

describe.skipIf(inject('missing').includes('Redis'))('what stands in Redis', () => {
  const prefix = newPrefix();
  let redis: Redis;
  beforeAll(() => {
    redis = openIoredis({ url: servers.Redis }) as Redis;
  });
  afterEach(() => deleteKeys(redis, prefix));
  afterAll(() => redis.disconnect());

  const unreadable: [string, (row: string) => string][] = [
    ['nothing', () => ''],
    ['another version', (row) => row.replace('1\n', '2\n')],
    ['half of it', (row) => row.slice(0, row.length / 2)],
    ['another line', (row) => `${row}\n1`],
    ['a date that is none', (row) => row.replace(/\d{13}/, 'soon')],
    ['attributes that are a list', (row) => row.replace('{}', '[]')],
    ['text for a boolean', (row) => row.replace('true', '"true"')],
    ['a hash that is none', (row) => row.replace(/"sha256:.*"/, 'null')],
    ['a user agent that is a number', (row) => row.replace(/"Mozilla.*"/, '7')],
    ['another sort of user id', (row) => row.replace('"ann"', '[]')],
  ];

  test.each(unreadable)('as %s makes a lookup reject, without its hash, and is no absent session', async (_, corrupt) => {
    const adapter = redisAdapter(redis, { prefix, loadUser });
    const row = await makeRow('ann');
    await adapter.insertSession(row);
    const key = `${prefix}{u:"ann"}`;
    const stored = (await redis.hget(key, row.id))!;
    expect(corrupt(stored)).not.toBe(stored);
    await redis.hset(key, row.id, corrupt(stored));
    const error = await adapter.findSessions([row.id]).catch((reason: unknown) => reason);
    expect(error).toEqual(new Error(`What is stored as the session "${row.id}" cannot be read`));
    expect((error as Error).cause).toBeUndefined();
    await expect(adapter.listUserSessions('ann', noon)).rejects.toThrow('cannot be read');
    // It must be possible to be rid of it, and it must lock nobody out.
    expect(await adapter.insertSession(await makeRow('ann'))).toBe('inserted');
    expect(await adapter.deleteUserSessions('ann')).toBe(2);
  });

  test('as a key of another kind makes every verb reject', async () => {
    const adapter = redisAdapter(redis, { prefix, loadUser });
    const row = await makeRow('ann');
    await adapter.insertSession(row);
    await redis.set(`${prefix}{u:"ann"}`, 'text');
    await expect(adapter.findSessions([row.id])).rejects.toThrow('WRONGTYPE');
    await expect(adapter.deleteSession(row.id)).rejects.toThrow('WRONGTYPE');
    await expect(adapter.deleteUserSessions('ann')).rejects.toThrow('WRONGTYPE');
  });

  test('given by a client as bytes is refused, not misread', async () => {
    const client = createClient({ url: servers.Redis, commandOptions: { typeMapping: { [RESP_TYPES.BLOB_STRING]: Buffer } } });
    await client.connect();
    try {
      const adapter = redisAdapter(client, { prefix, loadUser });
      const row = await makeRow('ann');
      await redisAdapter(redis, { prefix, loadUser }).insertSession(row);
      await expect(adapter.findSessions([row.id])).rejects.toThrow('must not change the types of replies');
    } finally {
      client.destroy();
    }
  });
});
