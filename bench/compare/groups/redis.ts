import { randomBytes } from 'node:crypto';
import { Redis } from 'ioredis';
import { createClient } from 'redis';
import { type IoredisClient, type NodeRedisClient, redisAdapter } from 'sojourn/redis';
import { commandsDuring } from '../../../test/support/redis-monitor.js';
import { servers } from '../../../test/support/servers.js';
import { onEnd } from '../../support/disposal.js';
import { Population } from '../../support/rows.js';
import { sojourn } from '../libraries/sojourn.js';
import { verify } from '../verify.js';
import type { OpenGroup, Place } from './group.js';

/** Rows that are on their way at the same time while the server is filled. */
const batch = 500;

const ignore = () => {};

/** Keys of their own on the server of the tests, removed at the end. Users are in the memory of this process. */
export async function openRedis(rows: number): Promise<Place> {
  const population = new Population(rows, new Date());
  const prefix = `sojourn-bench-${process.pid}-${randomBytes(3).toString('hex')}:`;
  const settings = { prefix, loadUser: (id: string) => ({ id }) };
  const admin = new Redis(servers.Redis, { autoResendUnfulfilledCommands: false });
  admin.on('error', ignore);
  const close = onEnd(async () => {
    await removeKeys(admin, prefix);
    admin.disconnect();
  });
  const [, version = ''] = /redis_version:(\S+)/.exec(await admin.info('server')) ?? [];
  const adapter = redisAdapter(admin, settings);
  for (let first = 0; first < rows; first += batch) {
    const length = Math.min(batch, rows - first);
    await Promise.all(Array.from({ length }, (_, index) => adapter.insertSession(population.row(first + index))));
  }

  async function open(): Promise<OpenGroup> {
    const nodeRedis = createClient({ url: servers.Redis });
    nodeRedis.on('error', ignore);
    await nodeRedis.connect();
    const ioredis = new Redis(servers.Redis, { autoResendUnfulfilledCommands: false });
    ioredis.on('error', ignore);
    const closeClients = onEnd(async () => {
      nodeRedis.destroy();
      ioredis.disconnect();
    });
    const on = (name: string, client: NodeRedisClient | IoredisClient) =>
      sojourn(name, redisAdapter(client, settings), population);
    const subjects = [on('sojourn, node-redis', nodeRedis), on('sojourn, ioredis', ioredis)];
    for (const subject of subjects) await verify(subject, population);
    return {
      subjects,
      missing: [],
      async statementsDuring(act) {
        return (await commandsDuring(servers.Redis, prefix, act, (text) => admin.exists(text))).length;
      },
      close: closeClients,
    };
  }

  return { server: `Redis ${version}`, population, groups: [{ name: 'Redis', open }], missing: [], close };
}

async function removeKeys(admin: Redis, prefix: string): Promise<void> {
  let cursor = '0';
  do {
    const [next, keys] = await admin.scan(cursor, 'MATCH', `${prefix}*`, 'COUNT', 1000);
    if (keys.length > 0) await admin.unlink(...keys);
    cursor = next;
  } while (cursor !== '0');
}
