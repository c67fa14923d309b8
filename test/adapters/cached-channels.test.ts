import { Redis } from 'ioredis';
import pg from 'pg';
import { createClient } from 'redis';
import { describe, expect, inject, test } from 'vitest';
import { type InvalidationChannel, cachedAdapter, postgresqlChannel, redisChannel } from '../../src/adapters/cached/index.js';
import { memoryAdapter } from '../../src/adapters/memory/index.js';
import { createAuth } from '../../src/index.js';
import { servers } from '../support/servers.js';
import { uniqueName } from '../support/databases/database.js';

/** A process's end of the channel, and how to let go of it. */
interface End {
  channel: InvalidationChannel;
  close(): unknown;
}

const redisName = `sojourn:${uniqueName()}`;
const postgresqlName = uniqueName();

async function openNodeRedis(): Promise<End> {
  const publisher = createClient({ url: servers.Redis });
  const subscriber = publisher.duplicate();
  await Promise.all([publisher.connect(), subscriber.connect()]);
  const close = () => [publisher.destroy(), subscriber.destroy()];
  return { channel: redisChannel({ publisher, subscriber, name: redisName }), close };
}

async function openIoredis(): Promise<End> {
  const publisher = new Redis(servers.Redis);
  const subscriber = publisher.duplicate();
  const close = () => [publisher.disconnect(), subscriber.disconnect()];
  return { channel: redisChannel({ publisher, subscriber, name: redisName }), close };
}

async function openPostgresql(): Promise<End> {
  const listener = new pg.Client({ connectionString: servers.PostgreSQL });
  const notifier = new pg.Pool({ connectionString: servers.PostgreSQL, max: 1 });
  await listener.connect();
  const close = () => Promise.all([listener.end(), notifier.end()]);
  return { channel: postgresqlChannel({ listener, notifier, name: postgresqlName }), close };
}

describe.each([
  ['Redis by node-redis', 'Redis', openNodeRedis],
  ['Redis by ioredis', 'Redis', openIoredis],
  ['PostgreSQL', 'PostgreSQL', openPostgresql],
] as const)('a channel over %s', (_, server, open) => {
  test.skipIf(inject('missing').includes(server))('lets another process refuse what was ended here', async () => {
    const ends = [await open(), await open()];
    try {
      const storage = memoryAdapter({ loadUser: (id: string) => ({ id }) });
      let heard: (message: string) => void = () => {};
      const [here, there] = await Promise.all(
        ends.map(async ({ channel }, index) => {
          let subscribed: unknown;
          const watched: InvalidationChannel = {
            publish: (message) => channel.publish(message),
            subscribe(listener) {
              subscribed = channel.subscribe((message) => {
                listener(message);
                if (index === 1) heard(message);
              });
            },
          };
          const auth = createAuth({ adapter: cachedAdapter(storage, { maxAge: 10_000, channel: watched }) });
          await subscribed;
          return auth;
        }),
      );
      const { token, session } = await here!.createSession('ada');
      const another = await here!.createSession('bob');
      expect(await there!.validateSession(token)).not.toBeNull();
      expect(await there!.validateSession(another.token)).not.toBeNull();

      const next = () => new Promise<string>((resolve) => (heard = resolve));
      const first = next();
      await here!.invalidateSession(session.id);
      expect(await first).toBe(`s:${session.id}`);
      expect(await there!.validateSession(token)).toBeNull();
      const second = next();
      await here!.invalidateUserSessions('bob');
      expect(await second).toBe('u:bob');
      expect(await there!.validateSession(another.token)).toBeNull();
    } finally {
      for (const { close } of ends) await close();
    }
  });
});

test.each<[string, () => unknown]>([
  ['publisher', () => redisChannel({ publisher: undefined as never, subscriber: {} as never })],
  ['subscriber', () => redisChannel({ publisher: { publish: async () => 0 }, subscriber: {} as never })],
  ['listener', () => postgresqlChannel({ listener: null as never })],
  ['name', () => postgresqlChannel({ listener: { query: async () => {}, on: () => {} }, name: 'x; DROP TABLE' })],
])('a wrong option throws a TypeError that names it: %s', (name, create) => {
  expect(create).toThrow(TypeError);
  expect(create).toThrow(`"${name}"`);
});
