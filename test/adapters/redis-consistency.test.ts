import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import type { Cluster, Redis } from 'ioredis';
import { redisAdapter } from '../../src/adapters/redis/index.js';
import type { SessionLimit, SessionRow, StorageAdapter } from '../../src/index.js';
import { makeRow } from '../../src/testing/fixtures.js';
import { type Connection, type RedisPlace, libraries, openIoredis } from '../support/redis-connections.js';
import { type RedisCluster, startRedisCluster } from '../support/redis-servers.js';
import { deleteKeys, keysOf, newPrefix, parseRow } from '../support/redis-harness.js';
import { servers } from '../support/servers.js';

type Adapter = StorageAdapter<{ id: string }, string>;

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

interface History {
  /** Every row that was made, in the order in which they were. */
  rows: SessionRow<string>[];
  /** The ids that a rotation has kept. */
  kept: string[];
}

/** Renews the session that has this id, or had it before it was rotated. */
async function renew(adapter: Adapter, asked: string, expirationDate: Date) {
  const [found] = await adapter.findSessions([asked], { previous: true });
  if (!found) return null;
  const { id, ...from } = found.session;
  return { id, done: await adapter.renewSession({ id, from, to: { expirationDate, updatedAt: new Date() } }) };
}

/** One operation at random, on a user or on a session that is or was there. */
async function operate(adapter: Adapter, { rows, kept }: History, random: (bound: number) => number) {
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
    const renewed = await renew(adapter, id, soon());
    return renewed && renewed.done;
  }
  if (choice < 15) {
    const fresh = (await makeRow(old.userId)) as SessionRow<string>;
    rows.push(fresh);
    const former = { previousId: id, previousHash: old.secretHash, previousUntil: soon() };
    const keeps = random(2) === 0;
    const dates = { expirationDate: soon(), updatedAt: now };
    const to = { id: fresh.id, secretHash: fresh.secretHash, ...dates, ...(keeps && former) };
    const outcome = await adapter.rotateSession({ id, now, to });
    if (!keeps || outcome !== 'rotated') return outcome;
    kept.push(id);
    const renewed = await renew(adapter, id, soon());
    return renewed?.done && renewed.id !== id ? 'renewed by its previous id' : outcome;
  }
  if (choice < 16) return adapter.updateAttributes(id, { count: random(9) }, now);
  if (choice < 18) return adapter.deleteSession(id, ...(choice === 16 ? [old.userId] : []));
  if (choice < 19) return adapter.listUserSessions(userId, now);
  return adapter.deleteUserSessions(userId, ...(random(2) === 0 ? [id] : []));
}

/** A login of each user whose session is rotated, so that at the end some remember an id. */
async function rotateOnce(adapter: Adapter, { kept }: History): Promise<void> {
  const now = new Date();
  const expirationDate = new Date(now.getTime() + 600_000);
  for (let user = 0; user < userCount; user++) {
    const row = await makeRow(`user-${user}`, { createdAt: now, updatedAt: now, expirationDate });
    expect(await adapter.insertSession(row as SessionRow<string>, { now, limit })).toMatch('inserted');
    const { id, secretHash } = await makeRow(row.userId);
    const former = { previousId: row.id, previousHash: row.secretHash, previousUntil: now };
    const to = { id, secretHash, updatedAt: now, expirationDate, ...former };
    expect(await adapter.rotateSession({ id: row.id, now, to })).toBe('rotated');
    kept.push(row.id);
  }
}

/** Sees that rows and routing keys agree; gives the number of rows, and of those that remember an id. */
async function expectAgreement(redis: Redis | Cluster, prefix: string, kept: readonly string[]) {
  const keys = await keysOf(redis, prefix);
  const routed = new Map<string, string>();
  const held = new Map<string, string>();
  const remembered = new Map<string, string>();
  for (const key of keys) {
    const sessionId = /\{s:(.*)\}$/.exec(key)?.[1];
    if (sessionId !== undefined) {
      routed.set(sessionId, (await redis.get(key))!);
      continue;
    }
    const owner = /\{u:(.*)\}$/.exec(key)![1]!;
    const expires = await redis.pexpiretime(key);
    const fields = Object.entries(await redis.hgetall(key));
    const userId = JSON.parse(owner) as string;
    if (Number(userId.at(-1)) % 2 === 0) expect(fields.length).toBeLessThanOrEqual(limit.max);
    for (const [id, text] of fields) {
      held.set(id, owner);
      const { expirationDate, previousId } = parseRow(id, userId, text);
      if (previousId !== null) remembered.set(previousId, owner);
      expect(expires).toBeGreaterThanOrEqual(expirationDate.getTime());
      for (const name of previousId === null ? [id] : [id, previousId]) {
        expect(await redis.pexpiretime(`${prefix}{s:${name}}`)).toBeGreaterThanOrEqual(expirationDate.getTime());
      }
    }
  }
  for (const [id, owner] of [...held, ...remembered]) expect(routed.get(id)).toBe(owner);
  // Besides, only those of ids that were kept, and whose session has since ended or been rotated again.
  const others = [...routed.keys()].filter((id) => !held.has(id));
  expect(others.filter((id) => !kept.includes(id))).toEqual([]);
  return { held: held.size, remembered: remembered.size };
}

/** What has to come of the operations, each several times. */
const mix = ['inserted', 'inserted-evicting', 'true', 'false', 'rotated', 'not-found', 'renewed by its previous id'];

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
    const history: History = { rows: [], kept: [] };
    let started = 0;
    const outcomes = new Map<string, number>();
    // The mix is such that each does something; how soon depends on how the connections meet.
    const isMixed = () => mix.every((outcome) => (outcomes.get(outcome) ?? 0) > 10);
    const work = async (adapter: Adapter) => {
      while (started++ < operations || (!isMixed() && started < 5 * operations)) {
        const outcome = await operate(adapter, history, random);
        outcomes.set(String(outcome), (outcomes.get(String(outcome)) ?? 0) + 1);
      }
    };
    await Promise.all(Array.from({ length: 32 }, (_, index) => work(adapters[index % adapters.length]!)));
    await rotateOnce(adapters[0]!, history);
    const { held, remembered } = await expectAgreement(redis, prefix, history.kept);
    expect(held).toBeGreaterThanOrEqual(userCount);
    expect(remembered).toBeGreaterThanOrEqual(userCount);
    for (const outcome of mix) expect(outcomes.get(outcome), outcome).toBeGreaterThan(10);
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
