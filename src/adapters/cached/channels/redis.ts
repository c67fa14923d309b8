import { assertObject } from '../../../session/arguments.js';
import type { InvalidationChannel } from '../options.js';

/** What is used of a client that publishes, of node-redis or ioredis. */
export interface RedisPublisher {
  publish(channel: string, message: string): Promise<unknown>;
}

/** What is used of a client that does nothing but subscribe. */
export type RedisSubscriber = NodeRedisSubscriber | IoredisSubscriber;

interface NodeRedisSubscriber {
  subscribe(channel: string, listener: (message: string) => void): Promise<unknown>;
  evalSha: unknown;
}

interface IoredisSubscriber {
  subscribe(channel: string): Promise<unknown>;
  on(event: 'message', listener: (channel: string, message: string) => void): unknown;
  evalsha: unknown;
}

export interface RedisChannelOptions {
  publisher: RedisPublisher;
  /** A connection of its own: a Redis connection that subscribed does nothing else. Connected, and kept so, by the app. */
  subscriber: RedisSubscriber;
  /** The name of the channel. Default `sojourn:invalidations`. */
  name?: string;
}

/**
 * Tells the processes that use the same Redis. Messages name sessions and users, and hold nothing secret.
 *
 * @throws TypeError if `subscriber` is a client of neither library
 */
export function redisChannel({ publisher, subscriber, name = 'sojourn:invalidations' }: RedisChannelOptions): InvalidationChannel {
  assertObject(publisher, 'publisher');
  assertObject(subscriber, 'subscriber');
  if (!('evalSha' in subscriber) && !('evalsha' in subscriber)) {
    throw new TypeError('"subscriber" option must be a client of redis (node-redis) or ioredis');
  }
  return {
    publish: (message) => publisher.publish(name, message),
    subscribe(listener) {
      if ('evalSha' in subscriber) return subscriber.subscribe(name, listener);
      subscriber.on('message', (channel, message) => {
        if (channel === name) listener(message);
      });
      return subscriber.subscribe(name);
    },
  };
}
