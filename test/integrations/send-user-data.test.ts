import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { TextWriter, Uint8ArrayReader, ZipReader } from '@zip.js/zip.js';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { type ExportFormat, type ExportSection, type ExportSections, SojournError, type StorageAdapter } from '../../src/index.js';
import { memoryAdapter } from '../../src/adapters/memory/index.js';
import { zip } from '../../src/export/zip/index.js';
import { hour, minute, setUp as setUpAuth } from '../support/auth.js';
import { type Observed, createObserved } from '../support/apps/app.js';
import { integrations, serveApp } from '../support/apps/index.js';

interface Setting {
  exports?: ExportSections<string>;
  adapter?: StorageAdapter<{ id: string }, string>;
  options?: Observed['options'];
}

/** Until it no longer throws; the machine may be busy. */
const waitFor = (check: () => void) => vi.waitFor(check, { timeout: 15_000 });

/** A promise to be fulfilled from outside. */
function createGate() {
  let open = () => {};
  const opened = new Promise<void>((resolve) => (open = resolve));
  return { open, opened };
}

/** So many rows of a kibibyte each. */
function* rowsOf(count: number) {
  for (let index = 0; index < count; index++) yield { index, text: 'x'.repeat(1000) };
}

/** A section of 100,000 rows, far more than buffers hold, that tells how far it was read and how it ended. */
function createLongSection() {
  const seen = { rows: 0, isClosed: false, signal: undefined as AbortSignal | undefined };
  async function* section(_userId: string, { signal }: { signal: AbortSignal }) {
    seen.signal = signal;
    try {
      for (const row of rowsOf(100_000)) {
        seen.rows++;
        yield row;
      }
    } finally {
      seen.isClosed = true;
    }
  }
  return { seen, section };
}

function fail(): never {
  throw new Error('no');
}

async function textOf(response: IncomingMessage): Promise<string> {
  let text = '';
  for await (const part of response.setEncoding('utf8')) text += part;
  return text;
}

describe.each(integrations)('%s', (integration) => {
  const open: { close(): Promise<void> }[] = [];
  afterEach(async () => {
    for (const server of open.splice(0)) await server.close();
  });

  async function setUp({ options = {}, ...setting }: Setting = {}) {
    const made = setUpAuth(setting);
    const observed = createObserved(options);
    const server = await serveApp(integration, made.auth, { observed });
    open.push(server);
    const { token } = await made.auth.createSession('ada');
    const cookie = `__Host-session=${token}`;
    made.calls.length = 0;
    const withCookie = (headers: Record<string, string> = {}) => ({
      method: 'POST',
      headers: { origin: server.origin, cookie, ...headers },
    });
    return {
      ...made,
      observed,
      server,
      cookie,
      post: (path = '/export', headers = {}) => server.request(path, withCookie(headers)),
      openExport: () => server.open('/export', withCookie()),
      exported: () => made.events.filter(({ type }) => type === 'user-data.exported'),
    };
  }

  /** The next export works: the place of the one before was given back. */
  async function expectPlaceIsFree({ observed, post }: Pick<Awaited<ReturnType<typeof setUp>>, 'observed' | 'post'>) {
    const { format: _, ...others } = observed.options;
    const empty: ExportFormat = { contentType: 'text/plain', extension: 'txt', async *encode() {} };
    observed.options = { ...others, format: empty, signal: undefined };
    expect(await post()).toMatchObject({ status: 200, body: '' });
    expect(observed.outcomes.at(-1)).toBe(true);
  }

  test('sends the document as a file that nobody keeps, and tells where it went', async () => {
    const { clock, post, observed, exported } = await setUp({ exports: { notes: () => [{ text: 'hello' }] } });
    // The day is that of UTC, wherever the server is.
    clock.advance(9 * minute);
    const answer = await post();
    expect(answer.status).toBe(200);
    expect(answer.headers).toMatchObject({
      'content-type': 'application/json; charset=utf-8',
      'content-disposition': 'attachment; filename="user-data-2031-05-17.json"',
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
    });
    expect(JSON.parse(answer.body)).toMatchObject({
      format: 'sojourn.user-data/1',
      exportedAt: clock.time.toISOString(),
      user: { id: 'ada' },
      sessions: [{ userId: 'ada' }],
      notes: [{ text: 'hello' }],
    });
    expect(observed.outcomes).toEqual([true]);
    expect(exported()).toMatchObject([{ userId: 'ada', ipAddress: '127.0.0.1' }]);
  });

  test('the date of the file is that of the app\'s clock in UTC', async () => {
    const { clock, post, observed } = await setUp({ options: { maxAge: 24 * hour, fileName: 'Notes_of.2031' } });
    clock.advance(13 * hour);
    expect(clock.time.toISOString()).toMatch(/^2031-05-18T01/);
    expect((await post()).headers['content-disposition']).toBe('attachment; filename="Notes_of.2031-2031-05-18.json"');
    expect(observed.outcomes).toEqual([true]);
  });

  const ndjson = { format: 'ndjson' } as const;
  const own: ExportFormat = {
    contentType: 'application/vnd.example',
    extension: 'tar.gz',
    async *encode({ sections }) {
      for await (const { name, rows } of sections) for await (const row of rows) yield Buffer.from(`${name} ${JSON.stringify(row)}`);
    },
  };

  test.each([
    ['NDJSON', ndjson, 'application/x-ndjson; charset=utf-8', 'user-data-2031-05-17.ndjson', /\n\{"complete":true,.*\}\n$/],
    ['a format of the app', { format: own }, 'application/vnd.example', 'user-data-2031-05-17.tar.gz', /notes \{"text":"hello"\}$/],
  ])('sends %s under its own type', async (_format, options, contentType, fileName, body) => {
    const { post } = await setUp({ options, exports: { notes: () => [{ text: 'hello' }] } });
    const answer = await post();
    expect(answer.headers['content-type']).toBe(contentType);
    expect(answer.headers['content-disposition']).toBe(`attachment; filename="${fileName}"`);
    expect(answer.body).toMatch(body);
  });

  test('sends a ZIP that can be opened', async () => {
    const { openExport } = await setUp({
      options: { format: zip({ files: () => [{ name: 'a.txt', content: 'hello' }] }) },
      exports: { notes: () => rowsOf(500) },
    });
    const answer = await openExport();
    expect(answer.headers).toMatchObject({
      'content-type': 'application/zip',
      'content-disposition': 'attachment; filename="user-data-2031-05-17.zip"',
    });
    const parts: Buffer[] = [];
    for await (const part of answer) parts.push(part as Buffer);
    const contents = new Map<string, string>();
    for (const entry of await new ZipReader(new Uint8ArrayReader(Buffer.concat(parts))).getEntries()) {
      if (!entry.directory) contents.set(entry.filename, await entry.getData(new TextWriter()));
    }
    expect(contents.get('files/a.txt')).toBe('hello');
    expect(JSON.parse(contents.get('notes.json')!)).toHaveLength(500);
    expect(JSON.parse(contents.get('export.json')!)).toMatchObject({ sections: { notes: 500 } });
  });

  describe('refuses, before anything is exported,', () => {
    test.each([
      ['a GET', 405, 'ERR_METHOD', { method: 'GET' }],
      ['a PUT', 405, 'ERR_METHOD', { method: 'PUT' }],
      ['another origin', 403, 'ERR_ORIGIN', { headers: { origin: 'https://evil.example' } }],
      ['nobody', 401, 'ERR_UNAUTHENTICATED', { headers: { cookie: '' } }],
      ['a login of ten minutes ago', 403, 'ERR_NOT_FRESH', { age: 10 * minute }],
    ] as const)('%s', async (_what, status, code, request: { method?: string; headers?: Record<string, string>; age?: number }) => {
      const section = vi.fn(() => []);
      const { clock, server, cookie, observed, calls, exported } = await setUp({ exports: { notes: section } });
      clock.advance(request.age ?? 0);
      const { method = 'POST', headers = {} } = request;
      const answer = await server.request('/export', { method, headers: { origin: server.origin, cookie, ...headers } });
      expect(answer).toMatchObject({ status, body: code });
      expect(answer.headers['content-disposition']).toBeUndefined();
      expect(answer.headers.allow).toBe(status === 405 ? 'POST' : undefined);
      expect(calls).not.toContain('readUserRecord');
      expect(section).not.toHaveBeenCalled();
      expect(exported()).toEqual([]);
      expect(observed.outcomes.filter((outcome) => typeof outcome === 'boolean')).toEqual([]);
    });

    test('HEAD', async () => {
      const { server, cookie, calls } = await setUp();
      const answer = await server.request('/export', { method: 'HEAD', headers: { cookie } });
      expect(answer).toMatchObject({ status: 405, headers: { allow: 'POST' } });
      expect(calls).not.toContain('readUserRecord');
    });

    test.each([
      ['options', null],
      ['options.format', { format: 'xml' }],
      ['options.format', { format: null }],
      ['options.format', { format: { contentType: 'a/b', extension: 'b' } }],
      ['options.format.extension', { format: { ...own, extension: 'a"b' } }],
      ['options.format.contentType', { format: { ...own, contentType: 'a/b\r\nX: y' } }],
      ['options.fileName', { fileName: 'my data' }],
      ['options.fileName', { fileName: '../data' }],
      ['options.fileName', { fileName: 'd\u00e4ta' }],
      ['options.fileName', { fileName: '.data' }],
      ['options.fileName', { fileName: '' }],
      ['options.fileName', { fileName: 'data"; x="' }],
      ['options.fileName', { fileName: 'x'.repeat(101) }],
      ['maxAge', { maxAge: 0 }],
      ['maxAge', { maxAge: '10' }],
      ['fielName', { fielName: 'data' }],
    ])('a wrong %s: %j', async (argument, options) => {
      const { post, observed, exported } = await setUp();
      observed.options = options as Observed['options'];
      const answer = await post();
      expect(answer.status).toBe(500);
      expect(answer.body).toMatch(/^TypeError: /);
      expect(answer.body).toContain(`"${argument}"`);
      expect(exported()).toEqual([]);
    });
  });

  test('maxAge says how fresh the login has to be', async () => {
    const { clock, post, observed } = await setUp({ options: { maxAge: 2 * hour } });
    clock.advance(2 * hour - 1);
    expect((await post()).status).toBe(200);
    clock.advance(1);
    expect(await post()).toMatchObject({ status: 403, body: 'ERR_NOT_FRESH' });
    expect(observed.outcomes).toEqual([true, expect.objectContaining({ code: 'ERR_NOT_FRESH', status: 403 })]);
  });

  test('requireFresh lets a fresh login pass, and no other', async () => {
    const { clock, server, post } = await setUp();
    expect(await post('/fresh')).toMatchObject({ status: 200, body: 'ada' });
    expect(await server.request('/fresh')).toMatchObject({ status: 401, body: 'ERR_UNAUTHENTICATED' });
    expect(await post('/fresh', { origin: 'https://evil.example' })).toMatchObject({ status: 403, body: 'ERR_ORIGIN' });
    clock.advance(10 * minute);
    expect(await post('/fresh')).toMatchObject({ status: 403, body: 'ERR_NOT_FRESH' });
  });

  test('the cookie of a session that was renewed goes out with the file', async () => {
    const { clock, post, cookie } = await setUp({ options: { maxAge: 24 * hour } });
    clock.advance(8 * hour);
    const answer = await post();
    expect(answer.setCookie).toEqual([expect.stringMatching(`^${cookie}; Max-Age=604800; `)]);
    expect(answer.headers).toMatchObject({ vary: 'Accept-Encoding, Cookie', 'cache-control': 'no-store' });
    expect(JSON.parse(answer.body)).toMatchObject({ user: { id: 'ada' } });
  });

  test('leaves no listener on the response', async () => {
    const { post, observed } = await setUp({ exports: { notes: () => rowsOf(500) } });
    expect((await post()).status).toBe(200);
    observed.options = { format: { ...own, encode: () => fail() } };
    expect((await post()).status).toBe(500);
    const [[first, afterSuccess], [second, afterFailure]] = observed.listeners as [[number, number], [number, number]];
    // Koa 2 itself takes some away, once it is over.
    expect(afterSuccess).toBeLessThanOrEqual(first);
    expect(afterFailure).toBe(second);
  });

  describe('at most one export of a user', () => {
    test('is sent at a time, and the next one after it', async () => {
      const gate = createGate();
      const made = await setUp({ exports: { notes: () => gate.opened.then(() => [1]) } });
      const first = made.post();
      await waitFor(() => expect(made.calls).toContain('readUserRecord'));
      const refused = await made.post();
      expect(refused).toMatchObject({ status: 429, body: 'ERR_EXPORT_RUNNING' });
      expect(refused.headers['content-disposition']).toBeUndefined();
      gate.open();
      expect((await first).status).toBe(200);
      expect(made.exported()).toHaveLength(1);
      await expectPlaceIsFree(made);
    });

    test('and those of others are not in its way', async () => {
      const gate = createGate();
      const { auth, server, post } = await setUp({
        exports: { notes: (userId) => (userId === 'ada' ? gate.opened.then(() => []) : []) },
      });
      const first = post();
      const { token } = await auth.createSession('bob');
      const headers = { origin: server.origin, cookie: `__Host-session=${token}` };
      expect((await server.request('/export', { method: 'POST', headers })).status).toBe(200);
      gate.open();
      expect((await first).status).toBe(200);
    });
  });

  describe('what fails before the first bytes', () => {
    const failing: [what: string, status: number, code: string, section: ExportSection<string>][] = [
      ['a section', 500, 'ERR_EXPORT_SECTION', () => Promise.reject(new Error('no table'))],
      ['a credential', 500, 'ERR_EXPORT_CREDENTIAL', () => [{ passwordHash: 'x' }]],
      ['a value without JSON form', 500, 'ERR_EXPORT_VALUE', () => [{ run() {} }]],
    ];
    test.each(failing)('%s, is answered as an error', async (_what, status, code, section) => {
      const made = await setUp({ exports: { notes: section } });
      const answer = await made.post();
      expect(answer).toMatchObject({ status, body: code });
      expect(answer.headers['content-disposition']).toBeUndefined();
      expect(made.observed.outcomes).toEqual([expect.objectContaining({ code })]);
      expect(made.exported()).toEqual([]);
      await expectPlaceIsFree(made);
    });

    test('a user who was deleted meanwhile, is answered with 404', async () => {
      const users = new Set(['ada']);
      const adapter = memoryAdapter<{ id: string }, string>({
        loadUser: (id) => (users.has(id) ? { id } : null),
      });
      const { post, observed } = await setUp({
        adapter,
        exports: { notes: (userId) => (users.delete(userId) ? [] : []) },
      });
      expect(await post()).toMatchObject({ status: 404, body: 'ERR_USER_NOT_FOUND' });
      expect(observed.outcomes).toEqual([expect.objectContaining({ code: 'ERR_USER_NOT_FOUND' })]);
    });

    test('the app\'s signal, is what the export fails with', async () => {
      const reason = new SojournError('ERR_STORAGE', 'The server stops');
      const { post, observed } = await setUp({ options: { signal: AbortSignal.abort(reason) } });
      expect(await post()).toMatchObject({ status: 503, body: 'ERR_STORAGE' });
      expect(observed.outcomes).toEqual([reason]);
    });
  });

  describe('what fails later breaks the answer off', () => {
    /** Reads an answer that must break off, and gives what came of it. */
    async function readBroken(answer: IncomingMessage): Promise<string> {
      let text = '';
      const reading = (async () => {
        for await (const part of answer.setEncoding('utf8')) text += part;
      })();
      await expect(reading).rejects.toMatchObject({ code: 'ECONNRESET' });
      expect(answer.complete).toBe(false);
      expect(() => JSON.parse(text) as unknown).toThrow(SyntaxError);
      return text;
    }

    test('a section', async () => {
      const gate = createGate();
      const made = await setUp({
        exports: {
          async *notes() {
            yield* rowsOf(200);
            await gate.opened;
            throw new Error('the table is gone');
          },
        },
      });
      const answer = await made.openExport();
      expect(answer.statusCode).toBe(200);
      gate.open();
      expect((await readBroken(answer)).length).toBeGreaterThan(50_000);
      expect(made.observed.outcomes).toEqual([expect.objectContaining({ code: 'ERR_EXPORT_SECTION' })]);
      expect(made.exported()).toEqual([]);
      await expectPlaceIsFree(made);
    });

    test('a user who was deleted meanwhile', async () => {
      const users = new Set(['ada']);
      const adapter = memoryAdapter<{ id: string }, string>({ loadUser: (id) => (users.has(id) ? { id } : null) });
      const { openExport, observed } = await setUp({
        adapter,
        exports: {
          *notes(userId) {
            yield* rowsOf(200);
            users.delete(userId);
          },
        },
      });
      await readBroken(await openExport());
      expect(observed.outcomes).toEqual([expect.objectContaining({ code: 'ERR_USER_NOT_FOUND' })]);
    });

    test('the app\'s signal, also while the client reads nothing', async () => {
      const stop = new AbortController();
      const { section, seen } = createLongSection();
      const made = await setUp({ exports: { notes: section }, options: { signal: stop.signal } });
      const answer = await made.openExport();
      await waitFor(() => expect(made.observed.responses[0]!.socket!.writableLength).toBeGreaterThan(0));
      const reason = new Error('The server stops');
      stop.abort(reason);
      await waitFor(() => expect(made.observed.outcomes).toEqual([reason]));
      await readBroken(answer);
      expect(seen).toMatchObject({ isClosed: true, signal: { aborted: true } });
      await expectPlaceIsFree(made);
    });
  });

  describe('a client that goes away', () => {
    test('in the middle stops the export at once', async () => {
      const { section, seen } = createLongSection();
      const made = await setUp({ exports: { notes: section } });
      const answer = await made.openExport();
      await once(answer, 'readable');
      expect(seen).toMatchObject({ isClosed: false, signal: { aborted: false } });
      answer.destroy();
      await waitFor(() => expect(made.observed.outcomes).toEqual([false]));
      await waitFor(() => expect(seen).toMatchObject({ isClosed: true, signal: { aborted: true } }));
      expect(seen.rows).toBeLessThan(100_000);
      expect(made.exported()).toEqual([]);
      await expectPlaceIsFree(made);
    });

    test('before anything was sent stops the export too', async () => {
      const reached = createGate();
      let signal: AbortSignal | undefined;
      const made = await setUp({
        exports: {
          notes: (_userId, context) => {
            signal = context.signal as AbortSignal;
            reached.open();
            return new Promise<never>(() => {});
          },
        },
      });
      const asked = made.openExport();
      asked.catch(() => {});
      await reached.opened;
      await made.server.close();
      await expect(asked).rejects.toMatchObject({ code: 'ECONNRESET' });
      await waitFor(() => expect(made.observed.outcomes).toEqual([false]));
      expect(signal).toMatchObject({ aborted: true });
    });

    test('before the export begins has none', async () => {
      const section = vi.fn(() => []);
      const made = await setUp({ exports: { notes: section } });
      const left = createGate();
      made.observed.before = async (response) => {
        const closed = once(response, 'close');
        left.open();
        await closed;
      };
      const asked = made.openExport();
      asked.catch(() => {});
      await left.opened;
      await made.server.close();
      await expect(asked).rejects.toMatchObject({ code: 'ECONNRESET' });
      await waitFor(() => expect(made.observed.outcomes).toEqual([false]));
      expect(section).not.toHaveBeenCalled();
      expect(made.exported()).toEqual([]);
    });
  });

  test('a client that reads slowly is waited for: no more rows are read than buffers hold', async () => {
    const { section, seen } = createLongSection();
    const made = await setUp({ exports: { notes: section } });
    const answer = await made.openExport();
    const { socket } = made.observed.responses[0]!;
    // The system takes no more: what was written waits in this process.
    await waitFor(() => expect(socket!.writableLength).toBeGreaterThan(0));
    const before = seen.rows;
    for (let turn = 0; turn < 5; turn++) expect((await made.post('/fresh')).body).toBe('ada');
    expect(seen.rows).toBe(before);
    // In this process no more than a chunk, and what HTTP puts around it.
    expect(socket!.writableLength).toBeLessThan(2 * 64 * 1024);
    expect(before).toBeLessThan(20_000);
    const document = JSON.parse(await textOf(answer)) as { notes: unknown[] };
    expect(document.notes).toHaveLength(100_000);
    await waitFor(() => expect(made.observed.outcomes).toEqual([true]));
    expect(made.exported()).toHaveLength(1);
  });

  test('rows that come out of memory leave the server its turns between chunks', async () => {
    let turns = 0;
    let isOver = false;
    const takeTurn = () => void (isOver || (turns++, setImmediate(takeTurn)));
    const { post } = await setUp({
      exports: {
        *notes() {
          setImmediate(takeTurn);
          // Less than the system takes at once, so that nothing else makes it wait.
          yield* rowsOf(1000);
          isOver = true;
        },
      },
    });
    expect((await post()).status).toBe(200);
    expect(turns).toBeGreaterThanOrEqual(10);
  });

  test('progress is told', async () => {
    const onProgress = vi.fn();
    const { post } = await setUp({ options: { onProgress }, exports: { notes: () => [1, 2, 3] } });
    await post();
    expect(onProgress.mock.calls).toEqual([[{ section: 'sessions', rows: 1 }], [{ section: 'notes', rows: 3 }]]);
  });
});
