import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import type { Cluster, Redis } from 'ioredis';
import { redisAdapter } from '../../src/adapters/redis/index.js';
import type { SessionLimit, SessionRow, StorageAdapter } from '../../src/index.js';
import { makeRow } from '../../src/testing/fixtures.js';
import { type Connection, type RedisPlace, libraries, openIoredis } from '../support/redis-connections.js';
import { type RedisCluster, startRedisCluster } from '../support/redis-servers.js';
import { deleteKeys, keysOf, newPrefix, parseRow } from '../support/redis-harness.js';
import { servers } from '../support/servers.js';

const operations = 2000;
const userCount = 8;
const limit: SessionLimit = { max: 3, onLimit: 'evict-oldest' };

/** Pseudorandom integers below a bound, the same in every run (mulberry32). */
function randomFrom(seed: number): (bound: number) => number {
  let state = seed;
  return (bound) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % bound;
  };
}

/** One operation at random, on a user or on a session that is or was there. */
async function operate(adapter: StorageAdapter<{ id: string }, string>, rows: SessionRow<string>[], random: (bound: number) => number) {
  const now = new Date();
  const soon = () => new Date(now.getTime() + 600_000 + random(600_000));
  const user = random(userCount);
  const userId = `user-${user}`;
  // One of the latest, so that it is often live still, and often in the hands of another operation.
  const old = rows[rows.length - 1 - random(Math.max(1, Math.min(40, rows.length)))];
  const choice = random(20);
  if (choice < 9 || !old) {
    const row = (await makeRow(userId, { createdAt: now, updatedAt: now, expirationDate: soon() })) as SessionRow<string>;
    rows.push(row);
    const conditions = { now, ...(user % 2 === 0 ? { limit } : {}), ...(old && choice < 2 ? { replaces: old.id } : {}) };
    return adapter.insertSession(row, conditions);
  }
  const { id } = old;
  if (choice < 12) {
    const [found] = await adapter.findSessions([id]);
    if (!found) return null;
    const { expirationDate, updatedAt } = found.session;
    return adapter.renewSession({ id, from: { expirationDate, updatedAt }, to: { expirationDate: soon(), updatedAt: now } });
  }
  if (choice < 15) {
    const fresh = (await makeRow(old.userId)) as SessionRow<string>;
    rows.push(fresh);
    const to = { id: fresh.id, secretHash: fresh.secretHash, expirationDate: soon(), updatedAt: now };
    return adapter.rotateSession({ id, now, to });
  }
  if (choice < 16) return adapter.updateAttributes(id, { count: random(9) }, now);
  if (choice < 18) return adapter.deleteSession(id, ...(choice === 16 ? [old.userId] : []));
  if (choice < 19) return adapter.listUserSessions(userId, now);
  return adapter.deleteUserSessions(userId, ...(random(2) === 0 ? [id] : []));
}

async function expectAgreement(redis: Redis | Cluster, prefix: string): Promise<number> {
  const keys = await keysOf(redis, prefix);
  const routed = new Map<string, string>();
  const held = new Map<string, string>();
  for (const key of keys) {
    const sessionId = /\{s:(.*)\}$/.exec(key)?.[1];
    if (sessionId !== undefined) {
      routed.set(sessionId, (await redis.get(key))!);
      continue;
    }
    const owner = /\{u:(.*)\}$/.exec(key)![1]!;
    const kept = await redis.pexpiretime(key);
    const fields = Object.entries(await redis.hgetall(key));
    const userId = JSON.parse(owner) as string;
    if (Number(userId.at(-1)) % 2 === 0) expect(fields.length).toBeLessThanOrEqual(limit.max);
    for (const [id, text] of fields) {
      held.set(id, owner);
      const { expirationDate } = parseRow(id, userId, text);
      expect(kept).toBeGreaterThanOrEqual(expirationDate.getTime());
      expect(await redis.pexpiretime(`${prefix}{s:${id}}`)).toBeGreaterThanOrEqual(expirationDate.getTime());
    }
  }
  expect([...routed].sort()).toEqual([...held].sort());
  return held.size;
}

function consistency(place: () => RedisPlace): void {
  const prefix = newPrefix();
  const connections: Connection[] = [];
  let redis: Redis | Cluster;

  beforeAll(async () => {
    redis = openIoredis(place());
    for (const library of [...libraries, ...libraries]) connections.push(await library.open(place()));
  });
  afterAll(async () => {
    if (redis) await deleteKeys(redis, prefix);
    for (const connection of connections) connection.close();
    redis?.disconnect();
  });

  test(`after ${operations} operations at random, many at a time over several connections, rows and routing keys agree`, async () => {
    const adapters = connections.map(({ client }) => redisAdapter(client, { prefix, loadUser: (id: string) => ({ id }) }));
    const random = randomFrom(20_310_517);
    const rows: SessionRow<string>[] = [];
    let started = 0;
    const outcomes = new Map<string, number>();
    const work = async (adapter: StorageAdapter<{ id: string }, string>) => {
      while (started++ < operations) {
        const outcome = await operate(adapter, rows, random);
        outcomes.set(String(outcome), (outcomes.get(String(outcome)) ?? 0) + 1);
      }
    };
    await Promise.all(Array.from({ length: 32 }, (_, index) => work(adapters[index % adapters.length]!)));
    expect(await expectAgreement(redis, prefix)).toBeGreaterThan(0);
    // The mix was such that each did something.
    for (const outcome of ['inserted', 'inserted-evicting', 'true', 'false', 'rotated', 'not-found']) {
      expect(outcomes.get(outcome), outcome).toBeGreaterThan(10);
    }
  });
}

describe.skipIf(inject('missing').includes('Redis'))('on one server', () => consistency(() => ({ url: servers.Redis })));

describe.skipIf(inject('missing').includes('redis-server'))('in a cluster', () => {
  let cluster: RedisCluster;
  beforeAll(async () => {
    cluster = await startRedisCluster();
  });
  afterAll(() => cluster?.stop());
  consistency(() => cluster);
});
