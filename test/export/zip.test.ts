import { createHash } from 'node:crypto';
import { setImmediate } from 'node:timers/promises';
import { Uint8ArrayReader, Uint8ArrayWriter, ZipReader, type FileEntry } from '@zip.js/zip.js';
import { afterEach, describe, expect, test } from 'vitest';
import { type ExportSections, createAuth } from '../../src/index.js';
import { memoryAdapter } from '../../src/adapters/memory/index.js';
import { type ZipOptions, zip } from '../../src/export/zip/index.js';
import { createSafeNames } from '../../src/export/zip/safe-names.js';
import { noon } from '../../src/testing/fixtures.js';
import { readZip } from '../support/read-zip.js';
import { expectUserData } from '../support/user-data-schema.js';

type Options = ZipOptions<string>;

function setUp(exports: ExportSections<string> = {}) {
  const users = new Map([['ada', { id: 'ada', name: 'Ada Lovelace ✓' }]]);
  const adapter = memoryAdapter({ loadUser: (id: string) => users.get(id) ?? null });
  const auth = createAuth({ adapter, exports, now: () => noon });
  const open = (options?: Options, signal?: AbortSignal) =>
    (auth.exportUserDataStream('ada', { format: zip(options), signal }) as unknown as ReadableStream<Uint8Array>).getReader();
  return { auth, users, open };
}

type Reader = ReturnType<ReturnType<typeof setUp>['open']>;

/** All bytes, up to the end or the error. */
async function readAll(reader: Reader): Promise<{ bytes: Uint8Array; error?: unknown }> {
  const chunks: Uint8Array[] = [];
  try {
    for (let next = await reader.read(); !next.done; next = await reader.read()) chunks.push(next.value);
    return { bytes: Buffer.concat(chunks) };
  } catch (error) {
    return { bytes: Buffer.concat(chunks), error };
  }
}

async function archiveOf(options?: Options, exports?: ExportSections<string>) {
  const { bytes, error } = await readAll(setUp(exports).open(options));
  if (error) throw error;
  return readZip(bytes);
}

/** Lets everything happen that needs no more than other turns of the event loop. */
async function settle(): Promise<void> {
  for (let turn = 0; turn < 100; turn++) await setImmediate();
}

function digest(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

const megabyte = new Uint8Array(2 ** 20).fill(7);

/** A content of so many megabytes that tells how much of it was asked for, and whether it was closed. */
function watched(megabytes: number) {
  const state = { asked: 0, isClosed: false };
  async function* content() {
    try {
      for (; state.asked < megabytes; ) {
        state.asked++;
        yield megabyte;
      }
    } finally {
      state.isClosed = true;
    }
  }
  return { state, content: content() };
}

/** Reads up to the midst of the first file that is large. */
async function readInto(reader: Reader): Promise<void> {
  for (;;) {
    const { value } = await reader.read();
    if (value!.length > 10_000) return;
  }
}

const never = new Promise<never>(() => {});

describe('contents', () => {
  const exports: ExportSections<string> = {
    notes: () => Array.from({ length: 5000 }, (_, id) => ({ id, text: `${id} ünï😀`.repeat(20) })),
    nothing: () => [],
  };
  const random = Uint8Array.from({ length: 300_000 }, (_, index) => (index * 7919) >> 3);
  const files: Options['files'] = async function* (userId) {
    yield { name: 'text.txt', content: `of ${userId} ✓` };
    yield { name: 'bytes.bin', content: random };
    yield { name: 'empty', content: new Uint8Array() };
    yield { name: 'photos/stream.png', content: new Blob([random]).stream() as never };
    yield { name: 'generated.csv', content: (async function* () { yield random.subarray(0, 9); yield random.subarray(9); })() };
  };

  test('user, files, sections, and at the end what it is', async () => {
    const { auth, open } = setUp(exports);
    await auth.createSession('ada');
    const data = await auth.exportUserData('ada');
    const entries = readZip((await readAll(open({ files }))).bytes);
    expect(entries.map(({ name }) => name)).toEqual([
      'user.json',
      'files/text.txt',
      'files/bytes.bin',
      'files/empty',
      'files/photos/stream.png',
      'files/generated.csv',
      'sessions.json',
      'notes.json',
      'nothing.json',
      'export.json',
    ]);
    const contentOf = (name: string) => entries.find((entry) => entry.name === name)!.content;
    const json = (name: string) => JSON.parse(contentOf(name).toString()) as never;
    const end = json('export.json') as Record<string, unknown>;
    expect(end).toEqual({ format: 'sojourn.user-data/1', exportedAt: noon.toISOString(), sections: { sessions: 1, notes: 5000, nothing: 0 } });
    const { sections: _, ...head } = end;
    const rebuilt = { ...head, user: json('user.json'), sessions: json('sessions.json'), notes: json('notes.json'), nothing: json('nothing.json') };
    expectUserData(rebuilt);
    expect(rebuilt).toEqual(data);
    // A row a line, between the brackets.
    expect(contentOf('notes.json').toString().trimEnd().split('\n')).toHaveLength(5002);
    expect(contentOf('files/text.txt').toString()).toBe('of ada ✓');
    expect(contentOf('files/empty')).toHaveLength(0);
    for (const name of ['files/bytes.bin', 'files/photos/stream.png', 'files/generated.csv']) expect(contentOf(name).equals(random), name).toBe(true);
  });

  test('the reader of zip.js finds the same', async () => {
    const { bytes } = await readAll(setUp(exports).open({ files }));
    const reader = new ZipReader(new Uint8ArrayReader(bytes), { useWebWorkers: false, checkSignature: true });
    const entries = (await reader.getEntries()).filter((entry): entry is FileEntry => !entry.directory);
    const read = await Promise.all(
      entries.map(async (entry) => [entry.filename, digest(await entry.getData(new Uint8ArrayWriter()))] as const),
    );
    expect(read).toEqual(readZip(bytes).map(({ name, content }) => [name, digest(content)]));
  });

  test('what is compressed already is stored, the rest is deflated', async () => {
    const names = ['a.jpg', 'b.JPEG', 'c.png', 'd.zip', 'e.mp4', 'f.docx', 'g.txt', 'h.svg', 'png', 'i.png.csv'];
    const entries = await archiveOf({ files: () => names.map((name) => ({ name, content: 'x'.repeat(1000) })) });
    const stored = entries.filter(({ method }) => method === 'stored').map(({ name }) => name);
    expect(stored).toEqual(['a.jpg', 'b.JPEG', 'c.png', 'd.zip', 'e.mp4', 'f.docx'].map((name) => `files/${name}`));
  });

  test('a section named like a file of the archive', async () => {
    const entries = await archiveOf({}, { export: () => [1], files: () => [2], '../up': () => [3], 'EXPORT (2)': () => [4] });
    expect(entries.map(({ name }) => name)).toEqual(['user.json', 'sessions.json', 'export (2).json', 'files.json', 'up.json', 'EXPORT (2) (2).json', 'export.json']);
  });
});

describe('dates', () => {
  const { TZ } = process.env;
  afterEach(() => void (process.env.TZ = TZ));

  test('are those of the files or of the export, and the bytes the same in every time zone', async () => {
    const files: Options['files'] = () => [
      { name: 'own', content: 'x', modifiedAt: new Date('2026-03-29T01:30:02Z') },
      { name: 'before', content: 'x', modifiedAt: new Date('1970-01-01T00:00:00Z') },
      { name: 'after', content: 'x', modifiedAt: new Date('2200-01-01T00:00:00Z') },
    ];
    const archives: Uint8Array[] = [];
    for (const zone of ['UTC', 'Europe/Berlin', 'America/St_Johns', 'Pacific/Kiritimati']) {
      process.env.TZ = zone;
      archives.push((await readAll(setUp().open({ files }))).bytes);
    }
    const [first, ...others] = archives;
    for (const other of others) expect(Buffer.compare(other, first!)).toBe(0);
    expect(readZip(first!).map(({ name, modified }) => [name, modified])).toEqual([
      ['user.json', '2031-05-17 12:00:00'],
      ['files/own', '2026-03-29 01:30:02'],
      ['files/before', '1980-01-01 00:00:00'],
      ['files/after', '2107-12-31 23:59:58'],
      ['sessions.json', '2031-05-17 12:00:00'],
      ['export.json', '2031-05-17 12:00:00'],
    ]);
  });
});

describe('names', () => {
  test.each([
    ['a.png', 'a.png'],
    ['folder/a.png', 'folder/a.png'],
    ['../../etc/passwd', 'etc/passwd'],
    ['/etc/passwd', 'etc/passwd'],
    ['..\\..\\windows\\a.dll', 'windows/a.dll'],
    ['C:\\a.txt', 'C_/a.txt'],
    ['c:a.txt', 'c_a.txt'],
    ['a/./b//c', 'a/b/c'],
    ['a/.. /b', 'a/b'],
    ['.../b', 'b'],
    ['', 'unnamed'],
    ['..', 'unnamed'],
    ['/', 'unnamed'],
    ['line\nbreak\0\u007f\u009b', 'line_break___'],
    ['evil\u202egnp.exe', 'evil_gnp.exe'],
    ['a<b>:"|?*.txt', 'a_b______.txt'],
    ['end. . ', 'end'],
    ['CON', '_CON'],
    ['nul.txt', '_nul.txt'],
    ['com1.tar.gz', '_com1.tar.gz'],
    ['console.log', 'console.log'],
    ['\ud800.txt', '\ufffd.txt'],
    ['.env', '.env'],
    ['👩‍👩‍👧.png', '👩‍👩‍👧.png'],
    ['__proto__', '__proto__'],
  ])('%j becomes %j', (name, safe) => {
    expect(createSafeNames()('', name)).toBe(safe);
  });

  test('are cut at whole characters, before the extension', () => {
    for (const name of [`${'a'.repeat(300)}.png`, `${'😀'.repeat(100)}.png`, 'é'.repeat(200), `x.${'y'.repeat(400)}`]) {
      const safe = createSafeNames()('', name);
      const bytes = Buffer.byteLength(safe);
      expect(bytes).toBeLessThanOrEqual(255);
      expect(bytes).toBeGreaterThan(250);
      expect(safe.isWellFormed()).toBe(true);
      expect(safe.endsWith('.png')).toBe(name.endsWith('.png'));
    }
    const deep = createSafeNames()('', `${'folder/'.repeat(50_000)}a.png`);
    expect(Buffer.byteLength(deep)).toBeLessThanOrEqual(4000);
    expect(deep.endsWith('folder/a.png')).toBe(true);
  });

  test('are given once, also to file systems that know no case and no forms of a letter', () => {
    const nameOf = createSafeNames();
    const given = ['a.png', 'a.png', 'A.PNG', 'a (2).png', 'a.png', 'é', 'e\u0301', 'x', 'x/y', 'x/y', 'x', 'X/z', `${'b'.repeat(300)}.c`, `${'b'.repeat(300)}.c`];
    const safe = given.map((name) => nameOf('', name));
    expect(safe.slice(0, 12)).toEqual(['a.png', 'a (2).png', 'A (3).PNG', 'a (2) (2).png', 'a (4).png', 'é', 'e\u0301 (2)', 'x', 'x (2)/y', 'x (2)/y (2)', 'x (3)', 'X (2)/z']);
    expect(new Set(safe).size).toBe(given.length);
    for (const name of safe) expect(Buffer.byteLength(name)).toBeLessThanOrEqual(255);
  });

  test('a thousand times the same one', async () => {
    const entries = await archiveOf({ files: () => Array.from({ length: 1000 }, (_, index) => ({ name: '../a.txt', content: String(index) })) });
    const files = entries.filter(({ name }) => name.startsWith('files/'));
    expect(files.map(({ content }) => content.toString())).toEqual(Array.from({ length: 1000 }, (_, index) => String(index)));
    expect([files[0]!.name, files[1]!.name, files[999]!.name]).toEqual(['files/a.txt', 'files/a (2).txt', 'files/a (1000).txt']);
    expect(new Set(files.map(({ name }) => name)).size).toBe(1000);
  });
});

describe('reading', () => {
  test.each(['big.mp4', 'big.txt'])('%s: a file is asked for no faster than the archive is read', async (name) => {
    const { state, content } = watched(50);
    const reader = setUp().open({ files: () => [{ name, content }] });
    await settle();
    expect(state.asked).toBe(0);
    await reader.read();
    await settle();
    expect(state.asked).toBeLessThanOrEqual(2);
    let received = 0;
    let ahead = 0;
    for (let next = await reader.read(); !next.done; next = await reader.read()) {
      received += next.value.length;
      if (name.endsWith('.mp4')) ahead = Math.max(ahead, state.asked - received / 2 ** 20);
    }
    expect(ahead).toBeLessThan(3);
    expect(state).toEqual({ asked: 50, isClosed: true });
  });

  test('archives that nobody reads on hold up no other', async () => {
    const stalled = await Promise.all(
      Array.from({ length: 20 }, async () => {
        const reader = setUp().open({ files: () => [{ name: 'a.mp4', content: watched(50).content }] });
        await readInto(reader);
        return reader;
      }),
    );
    expect((await archiveOf({ files: () => [{ name: 'b', content: watched(1).content }] })).at(-1)!.name).toBe('export.json');
    for (const reader of stalled) await reader.cancel();
  });

  test('cancelling closes what is open, and what was not reached', async () => {
    const first = watched(50);
    const second = watched(50);
    const cancelled: string[] = [];
    const third = new ReadableStream({ cancel: () => void cancelled.push('third') });
    const reader = setUp().open({
      files: () => [{ name: 'a.mp4', content: first.content }, { name: 'b', content: second.content }, { name: 'c', content: third as never }],
    });
    await readInto(reader);
    expect(first.state.isClosed).toBe(false);
    await reader.cancel();
    expect(first.state.isClosed).toBe(true);
    expect(first.state.asked).toBeLessThan(5);
    expect(second.state.asked).toBe(0);
    expect(cancelled).toEqual(['third']);
  });

  test('a format by itself is closed by whoever stops reading', async () => {
    const { state, content } = watched(50);
    const rows = (async function* () {})();
    const sections = (async function* () { yield { name: 'sessions', rows, texts: rows }; })();
    const head = { format: 'sojourn.user-data/1', exportedAt: noon.toISOString(), userId: 'ada', user: {} } as const;
    const document = { ...head, sections, signal: new AbortController().signal };
    for await (const chunk of zip({ files: () => [{ name: 'a.mp4', content }] }).encode(document)) if (chunk.length > 1000) break;
    expect(state.isClosed).toBe(true);
    expect(state.asked).toBeLessThan(5);
  });

  test('aborting ends it with the reason, though a content never comes', async () => {
    const abort = new AbortController();
    const reached: string[] = [];
    const content = (async function* () {
      reached.push('content');
      yield await never;
    })();
    const reading = readAll(setUp().open({ files: () => [{ name: 'a', content }] }, abort.signal));
    await expect.poll(() => reached).toEqual(['content']);
    const reason = new Error('enough');
    abort.abort(reason);
    const { bytes, error } = await reading;
    expect(error).toBe(reason);
    expect(() => readZip(bytes)).toThrow('no end');
  });

  test('the signal that files get is aborted when the archive is cancelled', async () => {
    const signals: AbortSignal[] = [];
    const reader = setUp().open({ files: (_, { signal }) => (signals.push(signal), [{ name: 'a.mp4', content: watched(9).content }]) });
    await readInto(reader);
    expect(signals.map(({ aborted }) => aborted)).toEqual([false]);
    await reader.cancel();
    expect(signals[0]!.aborted).toBe(true);
  });
});

describe('failures', () => {
  const cause = new Error('no such file');
  const half = async function* () {
    yield megabyte;
    throw cause;
  };
  const failing: [string, Options['files']][] = [
    ['at once', () => { throw cause; }],
    ['later', () => Promise.reject(cause)],
    ['between two files', async function* () { yield { name: 'a', content: 'x' }; throw cause; }],
    ['half-way through a file', () => [{ name: 'a', content: half() }]],
    ['half-way through a stream', () => [{ name: 'a', content: new ReadableStream({ pull: (controller) => controller.error(cause) }) as never }]],
  ];

  test.each(failing)('files that fail %s: the export fails, names them, and is no archive', async (_, files) => {
    const { bytes, error } = await readAll(setUp().open({ files }));
    expect(error).toMatchObject({ code: 'ERR_EXPORT_SECTION', cause });
    expect((error as Error).message).toContain('"files"');
    // Nobody writes on the app's own error.
    expect(Object.keys(cause)).toEqual([]);
    expect(bytes.length).toBeGreaterThan(0);
    expect(() => readZip(bytes)).toThrow('no end');
    await expect(new ZipReader(new Uint8ArrayReader(bytes), { useWebWorkers: false }).getEntries()).rejects.toThrow('central directory');
  });

  test.each<[string, unknown, string]>([
    ['no list', 5, '"files" must give'],
    ['no file', ['a'], 'A file must be'],
    ['no name', [{ content: 'x' }], '"name"'],
    ['no content', [{ name: 'a' }], '"content"'],
    ['a number as content', [{ name: 'a', content: 5 }], '"content"'],
    ['text in pieces', [{ name: 'a', content: (async function* () { yield 'x'; })() }], 'Uint8Arrays'],
    ['a date that is none', [{ name: 'a', content: 'x', modifiedAt: new Date(NaN) }], '"modifiedAt"'],
  ])('%s is an error that says what is wrong', async (_, files, message) => {
    const { error } = await readAll(setUp().open({ files: () => files as never }));
    expect(error).toMatchObject({ code: 'ERR_EXPORT_SECTION', cause: { name: 'TypeError', message: expect.stringContaining(message) as string } });
  });

  test('a section that fails half-way, or holds a credential, leaves no archive', async () => {
    const sections: [ExportSections<string>, string][] = [
      [{ notes: async function* () { yield { text: 'x'.repeat(300_000) }; throw cause; } }, 'ERR_EXPORT_SECTION'],
      [{ notes: () => [{ text: 'x'.repeat(300_000) }, { author: { passwordHash: 'x' } }] }, 'ERR_EXPORT_CREDENTIAL'],
    ];
    for (const [exports, code] of sections) {
      const { bytes, error } = await readAll(setUp(exports).open());
      expect(error).toMatchObject({ code });
      expect(Object.keys(error as object).sort()).toEqual(['code', 'expose', 'name', 'status']);
      expect(() => readZip(bytes)).toThrow('no end');
    }
  });

  test('a user who is deleted while the files are read', async () => {
    const { users, open } = setUp();
    const files: Options['files'] = async function* () {
      yield { name: 'a', content: 'x' };
      users.delete('ada');
      yield { name: 'b', content: 'x' };
    };
    const { bytes, error } = await readAll(open({ files }));
    expect(error).toMatchObject({ code: 'ERR_USER_NOT_FOUND' });
    expect(() => readZip(bytes)).toThrow('no end');
  });

  test('wrong options are errors at once', () => {
    expect(() => zip({ files: [] as never })).toThrow(new TypeError('"files" option must be a function of the user id'));
    expect(() => zip({ file: () => [] } as never)).toThrow('"file" is no option of zip');
    expect(() => zip(null as never)).toThrow('"options" must be an object');
  });
});
