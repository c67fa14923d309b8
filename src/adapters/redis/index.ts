export { redisAdapter } from './redis-adapter.js';
export type { RedisAdapterOptions } from './options.js';
export type { IoredisClient, NodeRedisClient } from './client.js';
