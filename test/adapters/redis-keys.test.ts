import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, inject, test } from 'vitest';
import type { Redis } from 'ioredis';
import { redisAdapter } from '../../src/adapters/redis/index.js';
import type { StorageAdapter, UserId } from '../../src/index.js';
import { after, makeRow, noon } from '../../src/testing/fixtures.js';
import { formerOf, rotationOf } from '../../src/testing/cases/rotation.js';
import { openIoredis } from '../support/redis-connections.js';
import { deleteKeys, keysOf, newPrefix } from '../support/redis-harness.js';
import { servers } from '../support/servers.js';

const hour = 3_600_000;

describe.skipIf(inject('missing').includes('Redis'))('the keys of sessions in Redis', () => {
  const prefix = newPrefix();
  let redis: Redis;
  let adapter: StorageAdapter<{ id: UserId }>;

  beforeAll(() => {
    redis = openIoredis({ url: servers.Redis }) as Redis;
  });
  beforeEach(() => {
    adapter = redisAdapter(redis, { prefix, loadUser: (id: UserId) => ({ id }) });
  });
  afterEach(() => deleteKeys(redis, prefix));
  afterAll(() => redis.disconnect());

  const routingKey = (id: string) => `${prefix}{s:${id}}`;
  const userKey = (userId: UserId) => `${prefix}{u:${typeof userId === 'bigint' ? `${userId}n` : JSON.stringify(userId)}}`;
  const expiryOf = async (key: string) => new Date(await redis.pexpiretime(key));

  async function insert(userId: UserId, values: Parameters<typeof makeRow>[1] = {}) {
    const row = await makeRow(userId, values);
    expect(await adapter.insertSession(row)).toBe('inserted');
    return row;
  }

  test('expire with the session: as inserted, renewed and rotated', async () => {
    const row = await insert('ann');
    expect(await expiryOf(routingKey(row.id))).toEqual(row.expirationDate);
    expect(await expiryOf(userKey('ann'))).toEqual(row.expirationDate);

    const { id, expirationDate, updatedAt } = row;
    const renewed = after(2 * hour);
    await adapter.renewSession({ id, from: { expirationDate, updatedAt }, to: { expirationDate: renewed, updatedAt: after(1) } });
    expect(await expiryOf(routingKey(id))).toEqual(renewed);
    expect(await expiryOf(userKey('ann'))).toEqual(renewed);

    const rotation = await rotationOf(row, { expirationDate: after(3 * hour) });
    expect(await adapter.rotateSession(rotation)).toBe('rotated');
    expect(await expiryOf(routingKey(rotation.to.id))).toEqual(after(3 * hour));
    expect(await expiryOf(userKey('ann'))).toEqual(after(3 * hour));
    expect(await redis.exists(routingKey(id))).toBe(0);
  });

  test.each([false, true])('of a previous id live as long as the session (as in a cluster: %s)', async (cluster) => {
    const storage = redisAdapter(redis, { prefix, cluster, loadUser: (id: UserId) => ({ id }) });
    const row = await insert('ann');
    const { to } = await rotationOf(row, { expirationDate: after(3 * hour), ...formerOf(row) });
    expect(await storage.rotateSession({ id: row.id, now: noon, to })).toBe('rotated');
    expect(await expiryOf(routingKey(row.id))).toEqual(after(3 * hour));

    const { id, expirationDate, updatedAt } = to;
    const renewal = { id, from: { expirationDate, updatedAt }, to: { expirationDate: after(4 * hour), updatedAt: after(1) } };
    expect(await storage.renewSession(renewal)).toBe(true);
    expect(await expiryOf(routingKey(id))).toEqual(after(4 * hour));
    expect(await expiryOf(routingKey(row.id))).toEqual(after(4 * hour));

    expect(await storage.deleteSession(id)).toBe(true);
    expect(await keysOf(redis, prefix)).toEqual([routingKey(row.id)]);
    expect(await storage.findSessions([row.id], { previous: true })).toEqual([]);
  });

  test.each([false, true])('of an id before the previous one stay until they expire (as in a cluster: %s)', async (cluster) => {
    const storage = redisAdapter(redis, { prefix, cluster, loadUser: (id: UserId) => ({ id }) });
    const row = await insert('ann');
    const first = await rotationOf(row, formerOf(row));
    await storage.rotateSession(first);
    const second = await rotationOf({ ...row, ...first.to }, { expirationDate: after(5 * hour), ...formerOf(first.to) });
    await storage.rotateSession(second);
    expect(await expiryOf(routingKey(row.id))).toEqual(first.to.expirationDate);
    expect(await expiryOf(routingKey(first.to.id))).toEqual(after(5 * hour));
    const found = await storage.findSessions([row.id, first.to.id], { previous: true });
    expect(found.map(({ session }) => session)).toEqual([{ ...row, ...second.to }]);
  });

  test('of a previous id lead nowhere when the session is past by the clock of the server', async () => {
    const expirationDate = new Date(Date.now() - 1000);
    const [rotated, short] = [await insert('ann'), await insert('bob')];
    await insert('ann');
    const rotation = await rotationOf(rotated, { expirationDate, ...formerOf(rotated) });
    expect(await adapter.rotateSession(rotation)).toBe('rotated');
    expect(await redis.exists(routingKey(rotated.id), routingKey(rotation.to.id))).toBe(0);
    expect(await adapter.findSessions([rotated.id], { previous: true })).toEqual([]);
    expect(await adapter.rotateSession(await rotationOf(short, { expirationDate, ...formerOf(short) }))).toBe('rotated');
    expect(await adapter.findSessions([short.id], { previous: true })).toEqual([]);
  });

  test('of a user expire with the last session, and not with a shorter one that comes, is renewed or goes', async () => {
    const long = await insert('ann', { expirationDate: after(9 * hour) });
    const short = await insert('ann', { expirationDate: after(hour) });
    expect(await expiryOf(userKey('ann'))).toEqual(after(9 * hour));
    const { id, expirationDate, updatedAt } = short;
    await adapter.renewSession({ id, from: { expirationDate, updatedAt }, to: { expirationDate: after(2 * hour), updatedAt } });
    expect(await expiryOf(userKey('ann'))).toEqual(after(9 * hour));
    await adapter.deleteSession(id);
    expect(await expiryOf(userKey('ann'))).toEqual(after(9 * hour));
    expect(await expiryOf(routingKey(long.id))).toEqual(after(9 * hour));
  });

  test('of a user expire with the one session that is kept when the others end', async () => {
    await insert('ann', { expirationDate: after(9 * hour) });
    const kept = await insert('ann', { expirationDate: after(hour) });
    expect(await adapter.deleteUserSessions('ann', kept.id)).toBe(1);
    expect(await expiryOf(userKey('ann'))).toEqual(after(hour));
  });

  test('are gone when the last session of a user has ended, in whatever way', async () => {
    const [first, second, third] = [await insert('ann'), await insert('ann'), await insert('ann')];
    expect(await adapter.deleteSession(first.id)).toBe(true);
    expect(await adapter.deleteSession(second.id, 'ann')).toBe(true);
    expect((await keysOf(redis, prefix)).sort()).toEqual([routingKey(third.id), userKey('ann')].sort());
    expect(await adapter.deleteUserSessions('ann')).toBe(1);
    expect(await keysOf(redis, prefix)).toEqual([]);
  });

  test('are gone of sessions that were evicted or replaced', async () => {
    const old = await insert('ann');
    const foreign = await insert('bob');
    const [second, third] = [await makeRow('ann', { createdAt: after(1) }), await makeRow('ann', { createdAt: after(2) })];
    const limit = { max: 1, onLimit: 'evict-oldest' } as const;
    expect(await adapter.insertSession(second, { now: noon, limit })).toBe('inserted-evicting');
    expect(await redis.exists(routingKey(old.id))).toBe(0);
    expect(await adapter.insertSession(third, { now: noon, replaces: second.id, limit })).toBe('inserted');
    expect(await adapter.insertSession(await makeRow('eve'), { now: noon, replaces: foreign.id })).toBe('inserted');
    const keys = await keysOf(redis, prefix);
    expect(keys).toHaveLength(4);
    expect(keys).toEqual(expect.arrayContaining([routingKey(third.id), userKey('ann'), userKey('eve')]));
  });

  test('are not left by a session that is past by the clock of the server', async () => {
    const expirationDate = new Date(Date.now() - 1000);
    await insert('ann', { createdAt: new Date(Date.now() - hour), expirationDate });
    await insert('bob', { createdAt: new Date('1960-01-01'), expirationDate: new Date('1960-01-02') });
    expect(await keysOf(redis, prefix)).toEqual([]);
  });

  test('dead sessions beside a live one are deleted by a list, and by logins', async () => {
    const dead = new Date(Date.now() - 1000);
    const live = await insert('ann');
    for (let count = 0; count < 5; count++) await insert('ann', { createdAt: new Date(0), expirationDate: dead });
    expect(await redis.hlen(userKey('ann'))).toBe(6);
    expect((await adapter.listUserSessions('ann', new Date())).map(({ id }) => id)).toEqual([live.id]);
    expect(await redis.hkeys(userKey('ann'))).toEqual([live.id]);

    for (let count = 0; count < 6; count++) await insert('ann', { createdAt: new Date(0), expirationDate: dead });
    const next = await insert('ann', { createdAt: new Date() });
    expect((await redis.hkeys(userKey('ann'))).sort()).toEqual([live.id, next.id].sort());
    expect(await expiryOf(userKey('ann'))).toEqual(live.expirationDate);
  });

  test('a list shortens the life of the hash to that of the last live session', async () => {
    await insert('ann', { expirationDate: after(hour) });
    await insert('ann', { expirationDate: after(9 * hour), createdAt: after(1) });
    await redis.pexpireat(userKey('ann'), after(99 * hour).getTime());
    await insert('ann', { expirationDate: noon, createdAt: after(-1) });
    await adapter.listUserSessions('ann', noon);
    expect(await expiryOf(userKey('ann'))).toEqual(after(9 * hour));
  });

  test('keep the ids 1, "1" and 1n apart', async () => {
    const userIds = [1, '1', 1n, '1n', '"1"'];
    const rows = [];
    for (const userId of userIds) rows.push(await insert(userId));
    for (const [index, userId] of userIds.entries()) {
      expect((await adapter.listUserSessions(userId, noon)).map((session) => session.id)).toEqual([rows[index]!.id]);
    }
    const found = await adapter.findSessions(rows.map(({ id }) => id));
    expect(found.map(({ user }) => user.id)).toEqual(userIds);
    expect(await adapter.deleteSession(rows[0]!.id, '1')).toBe(false);
    expect(await adapter.deleteUserSessions(1n)).toBe(1);
    expect(await adapter.findSessions(rows.map(({ id }) => id))).toHaveLength(4);
  });

  test('keep hostile user ids apart, and bring them back to the letter', async () => {
    const userIds = ['{a}:b', '{a}', '}', '{', '{}', 'a\nb', 'a\r\nDEL x', '\0', '\uD83D', '\uDC69', '\uFFFD', '\\ud83d', '*', '"', ' '];
    const rows = [];
    for (const userId of userIds) rows.push(await insert(userId));
    const found = await adapter.findSessions(rows.map(({ id }) => id));
    expect(found.map(({ session, user }) => [session, user])).toEqual(rows.map((row, index) => [row, { id: userIds[index] }]));
    for (const userId of userIds) expect(await adapter.deleteUserSessions(userId), JSON.stringify(userId)).toBe(1);
    expect(await keysOf(redis, prefix)).toEqual([]);
  });

  test('keep what a client puts before every key', async () => {
    const prefixed = openIoredis({ url: servers.Redis }) as Redis;
    prefixed.options.keyPrefix = prefix;
    try {
      const inner = redisAdapter(prefixed, { loadUser: (id: UserId) => ({ id }) });
      const [row, ended] = [await makeRow('ann'), await makeRow('ann')];
      await inner.insertSession(row);
      await inner.insertSession(ended);
      expect(await inner.findSessions([row.id])).toEqual([{ session: row, user: { id: 'ann' } }]);
      expect(await inner.deleteSession(ended.id)).toBe(true);
      const keys = [`${prefix}sojourn:{s:${row.id}}`, `${prefix}sojourn:{u:"ann"}`];
      expect((await keysOf(redis, prefix)).sort()).toEqual(keys);
    } finally {
      prefixed.disconnect();
    }
  });

  test('a user deleted while a login is under way keeps no session of it', async () => {
    const replaced = await insert('bob');
    const answers = [{ id: 'ann' }, null];
    const racing = redisAdapter(redis, { prefix, loadUser: () => answers.shift() ?? null });
    const row = await makeRow('ann');
    expect(await racing.insertSession(row, { now: noon, replaces: replaced.id })).toBe('unknown-user');
    expect((await keysOf(redis, prefix)).sort()).toEqual([routingKey(replaced.id), userKey('bob')].sort());
  });
});
