import { Cluster, Redis } from 'ioredis';
import { createClient, createCluster } from 'redis';
import type { IoredisClient, NodeRedisClient } from '../../src/adapters/redis/index.js';
import { freePort } from './redis-servers.js';

/** Where Redis answers: at a URL, or as a cluster with a node at each of these ports of this machine. */
export type RedisPlace = { url: string } | { ports: number[] };

/** A connection of an app, by either library. */
export interface Connection {
  client: NodeRedisClient | IoredisClient;
  /** Commands of the app's own on one key. */
  isMember(key: string, member: string): Promise<boolean>;
  removeMember(key: string, member: string): Promise<boolean>;
  close(): void;
}

export interface Library {
  name: string;
  open(place: RedisPlace): Promise<Connection>;
  /** A client for a port where nothing listens, which does not try again. */
  openUnreachable(): Promise<Connection>;
}

/** Connections that fail say so with each command; without a listener they would also end the process. */
function ignore(): void {}

const sendOnce = { autoResendUnfulfilledCommands: false };

/** A connection for the tests themselves. */
export function openIoredis(place: RedisPlace): Redis | Cluster {
  if ('url' in place) return new Redis(place.url, sendOnce);
  const nodes = place.ports.map((port) => ({ host: '127.0.0.1', port }));
  return new Cluster(nodes, { redisOptions: sendOnce, retryDelayOnFailover: 0 });
}

function ofIoredis(client: Redis | Cluster): Connection {
  return {
    client,
    isMember: async (key, member) => (await client.sismember(key, member)) === 1,
    removeMember: async (key, member) => (await client.srem(key, member)) === 1,
    close: () => client.disconnect(),
  };
}

const ioredis: Library = {
  name: 'ioredis',
  open: async (place) => ofIoredis(openIoredis(place)),
  async openUnreachable() {
    const settings = { maxRetriesPerRequest: 0, enableOfflineQueue: false, retryStrategy: () => null, ...sendOnce };
    return ofIoredis(new Redis(await freePort(), '127.0.0.1', settings).on('error', ignore));
  },
};

/** What a client of node-redis has, of one server or a cluster. */
type NodeRedis = NodeRedisClient & {
  sIsMember(key: string, member: string): Promise<number>;
  sRem(key: string, member: string): Promise<number>;
};

function ofNodeRedis(client: NodeRedis, close: () => void): Connection {
  return {
    client,
    isMember: async (key, member) => (await client.sIsMember(key, member)) === 1,
    removeMember: async (key, member) => (await client.sRem(key, member)) === 1,
    close,
  };
}

const nodeRedis: Library = {
  name: 'node-redis',
  async open(place) {
    const client =
      'url' in place
        ? createClient({ url: place.url })
        : createCluster({ rootNodes: place.ports.map((port) => ({ url: `redis://127.0.0.1:${port}` })) });
    client.on('error', ignore);
    await client.connect();
    return ofNodeRedis(client, () => client.destroy());
  },
  async openUnreachable() {
    const url = `redis://127.0.0.1:${await freePort()}`;
    const client = createClient({ url, disableOfflineQueue: true, socket: { reconnectStrategy: false } });
    client.on('error', ignore);
    await client.connect().catch(ignore);
    return ofNodeRedis(client, () => undefined);
  },
};

export const libraries: readonly Library[] = [ioredis, nodeRedis];
