/** Compiled in the consumer's project as an ES module and as a CommonJS one, without the types of any runtime. */
import { type Auth, type AuthEvent, type ErasedCounts, type ExportFormat, type Session, type UserData, SojournError, createAuth, isTrustedOrigin } from 'sojourn';
import { type InvalidationChannel, cachedAdapter } from 'sojourn/cached';
import { type Report, checkSchema } from 'sojourn/doctor';
import { expressSession } from 'sojourn/express';
import { fastifySession } from 'sojourn/fastify';
import { koaSession } from 'sojourn/koa';
import { type LegacyExchange, type LegacyRows, luciaSessions } from 'sojourn/legacy';
import { memoryAdapter } from 'sojourn/memory';
import { nodeSession } from 'sojourn/node';
import { type OpenTelemetryOptions, openTelemetry } from 'sojourn/opentelemetry';
import { type PrismaAdapterOptions, prismaAdapter } from 'sojourn/prisma';
import { redisAdapter } from 'sojourn/redis';
import { pgExecutor, sqlAdapter } from 'sojourn/sql';
import { type StorageHarness, testStorageAdapter } from 'sojourn/testing';
import { webSession } from 'sojourn/web';
import { zip } from 'sojourn/zip';

declare global {
  /** The declarations of `@opentelemetry/api` name it, and every runtime has it. */
  interface Console {
    log(...data: unknown[]): void;
  }
  var console: Console;
}

/** As much of a generated client as types are read from. */
interface Delegate<Scalars extends object> {
  findUnique(args: unknown): unknown;
  [key: symbol]: {
    types: {
      payload: { scalars: Scalars; objects: object };
      operations: { findUnique: { args: { select?: { [Field in keyof Scalars]?: boolean } | null } } };
    };
  };
}

declare const prisma: {
  user: Delegate<{ id: number; email: string; passwordHash: string }>;
  session: Delegate<{ id: string }>;
};
declare const harness: StorageHarness<number>;
declare function test(name: string, run: () => Promise<void>): void;

export const auth = createAuth({
  adapter: prismaAdapter(prisma, { userSelect: { id: true, email: true } }),
  attributes: { theme: 'dark' },
  lifetime: { idle: 60_000, absolute: 600_000 },
  onEvent: (event: AuthEvent) => void event.type,
});

export const sessions = {
  node: nodeSession(auth),
  express: expressSession(auth, { allowedOrigins: ['https://example.com'] }),
  fastify: fastifySession(auth, { decorators: false }),
  koa: koaSession(auth, { bearer: true }),
  web: webSession(auth, { ipAddress: ({ headers }) => headers.get('x-real-ip') }),
};

export const inMemory: Auth<{ id: string }, string> = createAuth({ adapter: memoryAdapter<{ id: string }, string>() });

const telemetryOptions: OpenTelemetryOptions = { system: 'sqlite', personalData: true };
const telemetry = openTelemetry(telemetryOptions);
export const observed: Auth<{ id: string }, string> = createAuth({
  adapter: telemetry.adapter(memoryAdapter<{ id: string }, string>()),
  onEvent: telemetry.onEvent,
});

declare const channel: InvalidationChannel;
export const caching: Auth<{ id: string }, string> = createAuth({
  adapter: cachedAdapter(memoryAdapter<{ id: string }, string>(), { maxAge: 1000, channel }),
});

declare const pool: Parameters<typeof pgExecutor>[0];
declare const redis: Parameters<typeof redisAdapter>[0];

export const onDrivers = [
  createAuth({ adapter: sqlAdapter({ dialect: 'postgresql', execute: pgExecutor(pool) }) }),
  createAuth({ adapter: redisAdapter(redis, { loadUser: (id: string) => ({ id }) }) }),
];

export async function use(token: string): Promise<UserData | SojournError> {
  const valid = await auth.validateSession(token);
  if (!valid) return new SojournError('ERR_UNAUTHENTICATED', 'none');
  const { email }: { email: string } = valid.user;
  const { userId, attributes }: Session<number, { theme: string }> = valid.session;
  await auth.createSession(userId, { attributes, userAgent: email, ipAddress: undefined });
  await auth.deleteExpiredSessions({ batchSize: 100 });
  const rows: LegacyRows = { find: async () => null, remove: async () => false, removeOfUser: async () => 0 };
  const { legacy } = createAuth({ adapter: memoryAdapter(), legacy: luciaSessions({ rows, until: new Date(0) }) });
  const former: LegacyExchange<string | number | bigint, object> | undefined = legacy;
  await former?.exchange(former.read(null));
  const format: ExportFormat = zip();
  // Of whatever type the runtime's own streams are.
  const stream = auth.exportUserDataStream(userId, { format, onProgress: ({ rows }) => void rows.toFixed() });
  await stream.cancel();
  const { sessions: count }: ErasedCounts = await auth.eraseUserData(userId, { dryRun: true });
  void count.toFixed();
  // @ts-expect-error not selected
  void valid.user.passwordHash;
  // @ts-expect-error the hash is never there
  void valid.session.secretHash;
  // @ts-expect-error the user ids are numbers
  await auth.createSession('ada');
  // @ts-expect-error no such code
  void new SojournError('ERR_NO_SUCH_CODE', 'none');
  return auth.exportUserData(userId);
}

export const report: Report = checkSchema({ schema: '', auth });

// @ts-expect-error no such field
export const options: PrismaAdapterOptions<'session', 'user', 'id', never> = { field: {} };
// @ts-expect-error a method is required
isTrustedOrigin({});

testStorageAdapter(test, harness);
