export { cachedAdapter } from './cached-adapter.js';
export { postgresqlChannel } from './channels/postgresql.js';
export type { PostgresqlChannelOptions, PostgresqlListener } from './channels/postgresql.js';
export { redisChannel } from './channels/redis.js';
export type { RedisChannelOptions, RedisPublisher, RedisSubscriber } from './channels/redis.js';
export type { CacheOptions, InvalidationChannel } from './options.js';
