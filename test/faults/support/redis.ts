import { randomUUID } from 'node:crypto';
import { Redis } from 'ioredis';
import { createClient } from 'redis';
import { type IoredisClient, type NodeRedisClient, redisAdapter } from '../../../src/adapters/redis/index.js';
import { deleteKeys, newPrefix, parseRow } from '../../support/redis-harness.js';
import { servers } from '../../support/servers.js';
import type { FaultStorage } from './storage.js';

interface OpenClient {
  client: IoredisClient | NodeRedisClient;
  close(): void;
}

/** Connections that fail say so with each command; without a listener they would also end the process. */
function ignore(): void {}

function redisAt(port: number): string {
  const url = new URL(servers.Redis);
  url.hostname = '127.0.0.1';
  url.port = String(port);
  return url.href;
}

function redisStorage(name: string, cluster: boolean, connect: (url: string) => Promise<OpenClient>): FaultStorage {
  return {
    name,
    needs: 'Redis',
    expiresByItself: true,
    async open() {
      const { hostname, port } = new URL(servers.Redis);
      const reader = new Redis(servers.Redis);
      const prefix = newPrefix();
      return {
        server: { host: hostname, port: Number(port || 6379) },
        async connect(at) {
          const { client, close } = await connect(redisAt(at));
          const adapter = redisAdapter(client, { prefix, cluster, loadUser: (id: string) => ({ id }), deleteUser: () => true });
          return { adapter, close: async () => close() };
        },
        createUser: async () => randomUUID(),
        async readSessions(userId) {
          const rows = await reader.hgetall(`${prefix}{u:"${userId}"}`);
          const ids = Object.keys(rows).sort();
          const routes = await Promise.all(ids.map((id) => reader.get(`${prefix}{s:${id}}`)));
          // Without this key nobody finds the row.
          const isFound = routes.every((route) => route === JSON.stringify(userId));
          if (!isFound) throw new Error('A session without its routing key');
          return ids.map((id) => parseRow(id, userId, rows[id]!));
        },
        async close() {
          await deleteKeys(reader, prefix);
          reader.disconnect();
        },
      };
    },
  };
}

/** Milliseconds between two attempts to connect; the libraries' own are longer, and grow. */
const retryDelay = 10;

async function openIoredis(url: string): Promise<OpenClient> {
  // Without the last, what was under way when a connection is cut gets no answer until the time limit.
  const client = new Redis(url, {
    autoResendUnfulfilledCommands: false,
    retryStrategy: () => retryDelay,
    maxRetriesPerRequest: 0,
  });
  client.on('error', ignore);
  return { client, close: () => client.disconnect() };
}

async function openNodeRedis(url: string): Promise<OpenClient> {
  const client = createClient({ url, socket: { reconnectStrategy: retryDelay } });
  client.on('error', ignore);
  await client.connect();
  return { client, close: () => client.destroy() };
}

export const redisByIoredis = redisStorage('Redis by ioredis', false, openIoredis);
export const redisByNodeRedis = redisStorage('Redis by node-redis', false, openNodeRedis);
export const redisAsInCluster = redisStorage('Redis by node-redis, keys as in a cluster', true, openNodeRedis);
