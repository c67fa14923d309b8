import { describe, expect, test } from 'vitest';
import { type ExportFormat, type ExportSections, type ExportStreamOptions, type UserData, createAuth } from '../../src/index.js';
import { memoryAdapter } from '../../src/adapters/memory/index.js';
import { noon } from '../../src/testing/fixtures.js';
import { expectUserData } from '../support/user-data-schema.js';

type Exports = ExportSections<string>;

/** An auth with one user, who may be deleted; with what was asked of storage and what was reported. */
function setUp(exports: Exports = {}) {
  const users = new Map([['ada', { id: 'ada', name: 'Ada' }]]);
  const adapter = memoryAdapter({ loadUser: (id: string) => users.get(id) ?? null });
  const reads: string[] = [];
  const events: string[] = [];
  const auth = createAuth({
    adapter: { ...adapter, readUserRecord: (id) => (reads.push(id), adapter.readUserRecord(id)) },
    exports,
    now: () => noon,
    onEvent: ({ type }) => void events.push(type),
  });
  return { auth, users, reads, events, read: (options?: ExportStreamOptions) => reading(auth.exportUserDataStream('ada', options)) };
}

/** A stream as the types of Node 20 do not tell it. */
function reading(stream: unknown) {
  return (stream as ReadableStream<Uint8Array>).getReader();
}

type Reader = ReturnType<typeof reading>;

/** The text up to the end, or up to the error that it ended with. */
async function readAll(reader: Reader): Promise<{ text: string; error?: unknown }> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let text = '';
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return { text: text + decoder.decode() };
      text += decoder.decode(value, { stream: true });
    }
  } catch (error) {
    return { text, error };
  }
}

/** The document that the lines stand for. */
function rebuild(text: string): UserData {
  const lines = text.trimEnd().split('\n').map((line) => JSON.parse(line) as Record<string, unknown>);
  const [head, ...rest] = lines;
  const end = rest.pop() as { complete: true; rows: Record<string, number> };
  expect(end.complete).toBe(true);
  const rowsOf = Object.fromEntries(Object.keys(end.rows).map((name): [string, unknown[]] => [name, []]));
  for (const { section, row } of rest as { section: string; row: unknown }[]) rowsOf[section]!.push(row);
  expect(Object.fromEntries(Object.entries(rowsOf).map(([name, rows]) => [name, rows.length]))).toEqual(end.rows);
  const { user, ...sections } = rowsOf;
  return { ...head, user: user![0], ...sections } as unknown as UserData;
}

const awkward: Exports = {
  values: () => [
    { when: noon, big: 2n ** 64n, bytes: new Uint8Array([255]), decimal: { toJSON: () => '1.10' }, endless: Infinity },
    { text: 'a\ud800 \u2028 "\n', keys: JSON.parse('{"__proto__": 1, "": 2}') as object },
    null,
    'text',
    [1, [2]],
  ],
  none: () => [],
  promised: async () => [Promise.resolve({ a: 1 }), { b: 2 }],
  many: async function* () {
    for (let index = 0; index < 5000; index++) yield { index, text: 'é'.repeat(index % 50) };
  },
};

test('is the same document as the object, in JSON and in lines', async () => {
  const { auth, read } = setUp(awkward);
  await auth.createSession('ada', { userAgent: 'Firefox', attributes: { theme: 'dark' } });
  const expected = await auth.exportUserData('ada');
  expectUserData(expected);
  const document = JSON.parse((await readAll(read())).text) as UserData;
  expect(document).toEqual(expected);
  expect(Object.keys(document)).toEqual(['format', 'exportedAt', 'user', 'sessions', 'values', 'none', 'promised', 'many']);
  expectUserData(document);
  const rebuilt = rebuild((await readAll(read({ format: 'ndjson' }))).text);
  expect(rebuilt).toEqual(expected);
  expectUserData(rebuilt);
});

test('reads nothing before the stream is read, and no more than is asked for', async () => {
  let rows = 0;
  const { read, reads } = setUp({
    notes: async function* () {
      for (;;) yield { row: ++rows, text: 'x'.repeat(10_000) };
    },
  });
  const reader = read();
  await new Promise((resolve) => setImmediate(resolve));
  expect(reads).toEqual([]);
  await reader.read();
  const first = rows;
  // A chunk, and what is gathered for it.
  expect(first).toBeLessThanOrEqual(8);
  await new Promise((resolve) => setImmediate(resolve));
  expect(rows).toBe(first);
  await reader.read();
  expect(rows).toBeLessThanOrEqual(2 * first);
  await reader.cancel();
});

test('sections run one after the other, in the order of registration', async () => {
  const log: string[] = [];
  const section = (name: string) =>
    async function* () {
      log.push(`${name} begins`);
      yield 1;
      log.push(`${name} ends`);
    };
  const { read } = setUp({ zebras: section('zebras'), ants: section('ants') });
  await readAll(read());
  expect(log).toEqual(['zebras begins', 'zebras ends', 'ants begins', 'ants ends']);
});

describe('what goes wrong is what reading rejects with', () => {
  const { auth } = setUp();

  test.each<[string, unknown, object?]>([
    ['userId', undefined],
    ['userId', {}],
    ['options', 'ada', null as unknown as object],
    ['options.format', 'ada', { format: 'xml' }],
    ['options.format', 'ada', { format: {} }],
    ['options.onProgress', 'ada', { onProgress: 'log' }],
    ['formats', 'ada', { formats: 'json' }],
  ])('%s of a wrong type', async (argument, userId, options) => {
    const { error } = await readAll(reading(auth.exportUserDataStream(userId as string, options)));
    expect(error).toBeInstanceOf(TypeError);
    expect((error as Error).message).toContain(`"${argument}"`);
  });

  test('an unknown user', async () => {
    const { error, text } = await readAll(reading(auth.exportUserDataStream('eve')));
    expect(error).toMatchObject({ code: 'ERR_USER_NOT_FOUND', status: 404 });
    expect(text).toBe('');
  });

  const failing: [string, Exports, object][] = [
    ['a section that fails half-way', { notes: many(async () => Promise.reject(new Error('no table'))) }, { code: 'ERR_EXPORT_SECTION' }],
    ['a credential half-way', { notes: many(async () => ({ deep: [{ apiKey: 'x' }] })) }, { code: 'ERR_EXPORT_CREDENTIAL' }],
    ['a value without a form in JSON', { notes: many(async () => () => 1) }, { code: 'ERR_EXPORT_VALUE' }],
    ['a section that gives a text', { notes: () => 'abc' as unknown as [] }, { code: 'ERR_EXPORT_SECTION' }],
    ['a section that gives nothing', { notes: () => undefined as unknown as [] }, { code: 'ERR_EXPORT_SECTION' }],
  ];

  test.each(failing)('%s: no format has its end then', async (_, exports, error) => {
    const { read, events } = setUp(exports);
    const whole = await readAll(read());
    expect(whole.error).toMatchObject(error);
    expect(String(whole.error)).toContain('notes');
    expect(() => JSON.parse(whole.text) as unknown).toThrow();
    const lines = await readAll(read({ format: 'ndjson' }));
    expect(lines.error).toMatchObject(error);
    expect(lines.text).not.toContain('complete');
    expect(events).toEqual([]);
  });

  test('the user is deleted meanwhile: the export fails, as a stream and as an object', async () => {
    const exports: Exports = {
      notes: async function* () {
        yield 1;
        users.delete('ada');
      },
    };
    const { auth: own, users, read, events } = setUp(exports);
    const { text, error } = await readAll(read({ format: 'ndjson' }));
    expect(error).toMatchObject({ code: 'ERR_USER_NOT_FOUND' });
    expect(text).not.toContain('complete');
    users.set('ada', { id: 'ada', name: 'Ada' });
    await expect(own.exportUserData('ada')).rejects.toMatchObject({ code: 'ERR_USER_NOT_FOUND' });
    expect(events).toEqual([]);
  });
});

/** Rows for more than one chunk, and at last what is given. */
function many(last: () => Promise<unknown>) {
  return async function* () {
    for (let row = 0; row < 20; row++) yield { row, text: 'x'.repeat(10_000) };
    yield await last();
  };
}

describe('stopping', () => {
  /** A section that waits for ever after some rows, and tells what becomes of it. */
  function endless() {
    const state = { closed: false, reason: undefined as unknown };
    const exports: Exports = {
      notes: async function* (_, { signal }) {
        signal.addEventListener('abort', () => (state.reason = signal.reason as unknown));
        try {
          for (;;) yield { text: 'x'.repeat(10_000) };
        } finally {
          state.closed = true;
        }
      },
    };
    return { state, exports };
  }

  const stuck: Exports = { notes: () => new Promise<never>(() => {}) };

  test('cancelling closes the section that is being read', async () => {
    const { state, exports } = endless();
    const { read, events } = setUp(exports);
    const reader = read();
    await reader.read();
    expect(state.closed).toBe(false);
    const reason = new Error('gone');
    await reader.cancel(reason);
    expect(state).toEqual({ closed: true, reason });
    expect(events).toEqual([]);
  });

  test('cancelling ends even what hangs', async () => {
    const { read } = setUp(stuck);
    const reader = read();
    const pending = reader.read();
    await new Promise((resolve) => setImmediate(resolve));
    await reader.cancel();
    expect(await pending).toEqual({ done: true, value: undefined });
  });

  test('cancelling before the first read reads nothing', async () => {
    const { read, reads } = setUp();
    await read().cancel();
    expect(reads).toEqual([]);
  });

  test.each(['exportUserData', 'exportUserDataStream'] as const)('a signal ends %s, with its reason', async (name) => {
    const { auth } = setUp(stuck);
    const stop = new AbortController();
    const run = async (): Promise<unknown> => {
      const options = { signal: stop.signal };
      if (name === 'exportUserData') return auth.exportUserData('ada', options).catch((reason: unknown) => reason);
      return (await readAll(reading(auth.exportUserDataStream('ada', options)))).error;
    };
    const running = run();
    await new Promise((resolve) => setImmediate(resolve));
    const reason = new Error('enough');
    stop.abort(reason);
    expect(await running).toBe(reason);
    // It was aborted before this one begins.
    expect(await run()).toBe(reason);
  });

  test('an iterator that fails while it is closed changes nothing', async () => {
    const { read } = setUp({
      notes: async function* () {
        try {
          for (;;) yield { text: 'x'.repeat(100_000) };
        } finally {
          await Promise.reject(new Error('in finally'));
        }
      },
    });
    const reader = read();
    await reader.read();
    await expect(reader.cancel()).resolves.toBeUndefined();
  });
});

test('progress is told at the end of each section and every 1000 rows; what the listener throws is dropped', async () => {
  const told: string[] = [];
  const onProgress = ({ section, rows }: { section: string; rows: number }) => {
    told.push(`${section} ${rows}`);
    throw new Error('listener');
  };
  const { read } = setUp({ notes: () => Array.from({ length: 2500 }, (_, row) => row), none: () => [] });
  expect((await readAll(read({ onProgress }))).error).toBeUndefined();
  expect(told).toEqual(['sessions 0', 'notes 1000', 'notes 2000', 'notes 2500', 'none 0']);
});

test('an export that came to its end is an event, and names where it was asked for', async () => {
  const events: object[] = [];
  const auth = createAuth({ adapter: memoryAdapter(), now: () => noon, onEvent: (event) => void events.push(event) });
  await readAll(reading(auth.exportUserDataStream('ada', { ipAddress: '192.0.2.1' })));
  await auth.exportUserData('ada');
  const event = { type: 'user-data.exported', userId: 'ada', time: noon };
  expect(events).toEqual([{ ...event, ipAddress: '192.0.2.1' }, { ...event, ipAddress: null }]);
});

test('a format of the app\'s own gets the document, and may leave rows out', async () => {
  const closed: string[] = [];
  const section = (name: string) =>
    async function* () {
      try {
        for (let row = 1; ; row++) yield row;
      } finally {
        closed.push(name);
      }
    };
  const { read } = setUp({ a: section('a'), b: section('b') });
  const firstRows: ExportFormat = {
    contentType: 'text/plain',
    extension: 'txt',
    async *encode({ userId, user, sections }) {
      yield Buffer.from(`${String(userId)} ${String(user.name)}`);
      for await (const { name, rows } of sections) {
        if (name === 'sessions') continue;
        for await (const row of rows) {
          yield Buffer.from(` ${name}${String(row)}`);
          if (row === 2) break;
        }
      }
    },
  };
  expect((await readAll(read({ format: firstRows }))).text).toBe('ada Ada a1 a2 b1 b2');
  expect(closed).toEqual(['a', 'b']);
});
