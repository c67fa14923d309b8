import { SpanKind, SpanStatusCode } from '@opentelemetry/api';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { type SessionRow, type StorageAdapter, createAuth } from '../../src/index.js';
import { memoryAdapter } from '../../src/adapters/memory/index.js';
import { openTelemetry } from '../../src/integrations/opentelemetry/index.js';
import { after, makeRow, noon, unusedId } from '../../src/testing/fixtures.js';
import { useSdk } from './sdk.js';

type Verb = keyof StorageAdapter;

const sdk = useSdk();
let row: SessionRow<string>;

beforeEach(async () => {
  row = (await makeRow('ada')) as SessionRow<string>;
});

function trace<Adapter extends StorageAdapter<{ id: string }, string>>(adapter: Adapter, options: { system?: string; personalData?: boolean } = {}) {
  const { tracerProvider, meterProvider } = sdk;
  return openTelemetry({ tracerProvider, meterProvider, ...options }).adapter(adapter);
}

const memory = () => memoryAdapter<{ id: string }, string>();
const dates = (at: Date) => ({ expirationDate: after(7_200_000, at), updatedAt: at });

/** Each verb twice, in an order in which the answers differ: arguments, what the span says, whom it is about. */
const calls = (): [Verb, unknown[], object, object][] => {
  const { id } = row;
  const from = { expirationDate: row.expirationDate, updatedAt: row.updatedAt };
  const renewal = { id, from, to: dates(after(60_000)) };
  const rotation = { id, now: noon, to: { id: unusedId(), secretHash: row.secretHash, ...dates(after(120_000)) } };
  const next = rotation.to.id;
  const gone = { 'session.id': id };
  const there = { 'session.id': next };
  const ada = { 'user.id': 'ada' };
  const outcome = (value: string) => ({ 'sojourn.outcome': value });
  const count = (value: number) => ({ 'sojourn.session.count': value });
  return [
    ['findSessions', [[id]], count(0), gone],
    ['listUserSessions', ['ada', noon], count(0), ada],
    ['insertSession', [row], outcome('inserted'), { ...gone, ...ada }],
    ['insertSession', [row, { now: noon }], outcome('duplicate-id'), { ...gone, ...ada }],
    ['renewSession', [renewal], outcome('renewed'), gone],
    ['renewSession', [renewal], outcome('overtaken'), gone],
    ['rotateSession', [rotation], outcome('rotated'), gone],
    ['rotateSession', [rotation], outcome('not-found'), gone],
    ['findSessions', [[next, id], { previous: true }], count(1), {}],
    ['updateAttributes', [next, { theme: 'dark' }, noon], outcome('updated'), there],
    ['updateAttributes', [id, {}, noon], outcome('not-found'), gone],
    ['listUserSessions', ['ada', noon], count(1), ada],
    ['readUserRecord', ['ada'], outcome('found'), ada],
    ['readUserRecord', ['nobody'], outcome('not-found'), { 'user.id': 'nobody' }],
    ['deleteSession', [next, 'eve'], outcome('not-found'), { ...there, 'user.id': 'eve' }],
    ['deleteUserSessions', ['ada', next], count(0), ada],
    ['deleteSession', [next], outcome('deleted'), there],
    ['deleteExpiredSessions', [noon, 10], count(0), {}],
    ['eraseUser', ['ada', { dryRun: true, timeout: 1000 }], { ...outcome('counted'), ...count(0) }, ada],
    ['eraseUser', ['ada', { dryRun: false, timeout: 1000 }], { ...outcome('erased'), ...count(0) }, ada],
  ];
};

describe('a call to storage', () => {
  test.each([false, true])('is a span that says which and how it ended, with personal data: %j', async (personalData) => {
    const users = memoryAdapter<{ id: string }, string>({
      loadUser: (id) => (id === 'nobody' ? null : { id }),
      deleteUser: () => true,
    });
    const traced = trace(users, { system: 'sqlite', personalData });
    const expected = [];
    for (const [verb, args, outcome, subject] of calls()) {
      await (traced[verb] as (...args: unknown[]) => unknown)(...args);
      const labels = { 'db.operation.name': verb, 'db.system.name': 'sqlite' };
      const attributes = { ...labels, ...outcome, ...(personalData && subject) };
      expected.push({ name: `sojourn.${verb}`, kind: SpanKind.CLIENT, status: { code: SpanStatusCode.UNSET }, attributes });
    }
    expect(sdk.spans().map(({ name, kind, status, attributes }) => ({ name, kind, status, attributes }))).toEqual(expected);
    expect(new Set(expected.map(({ name }) => name)).size).toBe(Object.keys(users).length);
  });

  test('gets the arguments as they were given, in the same turn, as a method of its adapter', async () => {
    const seen: unknown[] = [];
    const answer = Promise.resolve([]);
    const names = Object.keys(memory()) as Verb[];
    const adapter = Object.fromEntries(
      names.map((verb) => [
        verb,
        function record(this: unknown, ...args: unknown[]) {
          seen.push([verb, this === adapter, ...args]);
          return answer;
        },
      ]),
    ) as unknown as StorageAdapter<{ id: string }, string>;
    const traced = trace(adapter);
    const made = calls();
    const answers = made.map(([verb, args]) => (traced[verb] as (...args: unknown[]) => unknown)(...args));
    expect(seen).toEqual(made.map(([verb, args]) => [verb, true, ...args]));
    for (const given of await Promise.all(answers)) expect(given).toBe(await answer);
  });

  test('is timed in seconds, by verb, in the buckets for databases', async () => {
    let time = 5000;
    const clock = vi.spyOn(performance, 'now').mockImplementation(() => time);
    const slow = memory();
    const { findSessions } = slow;
    slow.findSessions = async (ids) => {
      time += 250;
      return findSessions(ids);
    };
    const traced = trace(slow, { system: 'sqlite' });
    await traced.insertSession(row);
    await traced.findSessions([row.id]);
    await traced.findSessions([row.id]);
    clock.mockRestore();
    expect((await sdk.durations()).map(({ attributes, value: { count, sum } }) => [attributes, count, sum])).toEqual([
      [{ 'db.operation.name': 'insertSession', 'db.system.name': 'sqlite' }, 1, 0],
      [{ 'db.operation.name': 'findSessions', 'db.system.name': 'sqlite' }, 2, 0.5],
    ]);
    const boundaries = (await sdk.durations()).map(({ value }) => value.buckets.boundaries);
    expect(boundaries).toEqual([0, 1].map(() => [0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5, 10]));
    const [metric] = (await sdk.readMetrics()).filter(({ descriptor }) => descriptor.name === 'sojourn.storage.duration');
    expect(metric!.descriptor.unit).toBe('s');
  });

  test('nests under the active span, and what the driver does nests under it', async () => {
    const adapter = memory();
    const driver: StorageAdapter<{ id: string }, string> = {
      ...adapter,
      async findSessions(ids) {
        return sdk.tracer.startActiveSpan('SELECT', async (span) => {
          const found = await adapter.findSessions(ids);
          span.end();
          return found;
        });
      },
    };
    const auth = createAuth({ adapter: trace(driver) });
    const { token } = await auth.createSession('ada');
    await sdk.tracer.startActiveSpan('GET /account', async (span) => {
      expect(await auth.validateSession(token)).not.toBeNull();
      span.end();
    });
    const named = Object.fromEntries(sdk.spans().map((span) => [span.name, span]));
    const parentOf = (name: string) => named[name]!.parentSpanContext?.spanId;
    expect(parentOf('sojourn.insertSession')).toBeUndefined();
    expect(parentOf('SELECT')).toBe(named['sojourn.findSessions']!.spanContext().spanId);
    expect(parentOf('sojourn.findSessions')).toBe(named['GET /account']!.spanContext().spanId);
  });

  test('that requests share is one span, below the request that came first', async () => {
    const auth = createAuth({ adapter: trace(memory(), { personalData: true }) });
    const tokens = await Promise.all(['ada', 'eve'].map(async (user) => (await auth.createSession(user)).token));
    await Promise.all(
      tokens.map((token, number) =>
        sdk.tracer.startActiveSpan(`request ${number}`, async (span) => {
          await auth.validateSession(token);
          span.end();
        }),
      ),
    );
    const lookups = sdk.spans().filter(({ name }) => name === 'sojourn.findSessions');
    const first = sdk.spans().find(({ name }) => name === 'request 0')!;
    expect(lookups.map(({ parentSpanContext }) => parentSpanContext?.spanId)).toEqual([first.spanContext().spanId]);
    expect(lookups[0]!.attributes).toEqual({ 'db.operation.name': 'findSessions', 'sojourn.session.count': 2 });
  });
});

describe('an erasure', () => {
  const conditions = { dryRun: false, timeout: 1000 };

  test('that the storage cannot do is not there', () => {
    const { eraseUser: _, ...adapter } = memory();
    expect(trace(adapter)).not.toHaveProperty('eraseUser');
    expect(trace(memory())).toHaveProperty('eraseUser');
  });

  test('that is refused is told so', async () => {
    const traced = trace({ ...memory(), eraseUser: async () => 'still-referenced' });
    expect(await traced.eraseUser!('ada', conditions)).toBe('still-referenced');
    expect(sdk.spans().map(({ attributes }) => attributes['sojourn.outcome'])).toEqual(['still-referenced']);
  });
});

test('what an adapter says of itself stays', () => {
  const description = { kind: 'prisma' };
  expect(trace(Object.assign(memory(), { '~description': description }))).toHaveProperty(['~description'], description);
  expect(trace(memory())).not.toHaveProperty(['~description']);
});

describe('a call to storage that fails', () => {
  const failing = (reason: unknown) =>
    Object.fromEntries(Object.keys(memory()).map((verb) => [verb, () => Promise.reject(reason)])) as unknown as StorageAdapter<{ id: string }, string>;

  test.each([
    ['a code of PostgreSQL', Object.assign(new Error('duplicate key'), { code: '23505' }), '23505'],
    ['a code of Prisma', Object.assign(new Error('gone'), { code: 'P2002' }), 'P2002'],
    ['a code of Node', Object.assign(new Error('connect'), { code: 'ECONNREFUSED' }), 'ECONNREFUSED'],
    ['a number', { code: 11_000 }, '11000'],
    ['a name', new TypeError('not a function'), 'TypeError'],
    ['a name of its own', Object.assign(new Error('x'), { name: 'PrismaClientInitializationError' }), 'PrismaClientInitializationError'],
    ['a code of no such form, and a name', Object.assign(new RangeError('x'), { code: 'cannot connect to ada' }), 'RangeError'],
    ['an id as the name', Object.assign(new Error('x'), { name: unusedId() }), '_OTHER'],
    ['a text', 'gone', '_OTHER'],
    ['nothing', undefined, '_OTHER'],
  ])('rejects with the same, and is an error of that type: %s', async (_, reason, type) => {
    const traced = trace(failing(reason));
    await expect(traced.deleteSession(row.id)).rejects.toBe(reason);
    const [span] = sdk.spans();
    expect(span!.status).toEqual({ code: SpanStatusCode.ERROR });
    expect(span!.attributes).toEqual({ 'db.operation.name': 'deleteSession', 'error.type': type });
    expect(span!.events).toEqual([]);
    const [point] = await sdk.durations();
    expect(point!.attributes).toEqual({ 'db.operation.name': 'deleteSession', 'error.type': type });
  });

  test('whichever verb it was', async () => {
    const reason = new Error('The server is gone');
    const traced = trace(failing(reason));
    for (const [verb, args] of calls()) {
      await expect((traced[verb] as (...args: unknown[]) => unknown)(...args)).rejects.toBe(reason);
    }
    expect(sdk.spans().map(({ status }) => status.code)).toEqual(calls().map(() => SpanStatusCode.ERROR));
  });

  test('at once, is a rejection too', async () => {
    const adapter = memory();
    adapter.deleteSession = () => {
      throw new RangeError('at once');
    };
    await expect(trace(adapter).deleteSession(row.id)).rejects.toThrow('at once');
    expect(sdk.spans().map(({ status }) => status.code)).toEqual([SpanStatusCode.ERROR]);
  });

  test('tells its message where personal data is asked for, less what is secret', async () => {
    const traced = trace(failing(new Error(`Failing row contains (${row.id}, ${row.secretHash})`)), { personalData: true });
    await traced.insertSession(row).catch(() => null);
    const message = `Failing row contains (${row.id}, [redacted])`;
    expect(sdk.spans().map(({ status }) => status)).toEqual([{ code: SpanStatusCode.ERROR, message }]);
  });
});
