import { once } from 'node:events';
import { type ClientHttp2Session, type ClientHttp2Stream, type Http2Server, connect, constants, createServer } from 'node:http2';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, test, vi } from 'vitest';
import { type ExportSections, SojournError } from '../../src/index.js';
import { nodeSession } from '../../src/integrations/node/index.js';
import { setUp as setUpAuth } from '../support/auth.js';

let server: Http2Server;
let client: ClientHttp2Session;

afterEach(async () => {
  client.destroy();
  await new Promise((resolve) => server.close(resolve));
});

/** The export of a user over HTTP/2, through the part of it that is compatible with HTTP/1. */
async function openExport(exports: ExportSections<string>) {
  const { auth } = setUpAuth({ exports });
  const session = nodeSession(auth);
  const outcomes: unknown[] = [];
  server = createServer(async (request, response) => {
    try {
      outcomes.push(await session.sendUserData(request, response));
    } catch (error) {
      outcomes.push(error);
      if (response.headersSent) return;
      response.statusCode = error instanceof SojournError ? error.status : 500;
      response.end();
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  client = connect(`http://127.0.0.1:${port}`);
  const { token } = await auth.createSession('ada');
  const stream = client.request({
    ':method': 'POST',
    ':path': '/',
    cookie: `__Host-session=${token}`,
    origin: `http://127.0.0.1:${port}`,
  });
  stream.end();
  const [headers] = (await once(stream, 'response')) as [Record<string, string | number>];
  return { stream, headers, outcomes };
}

async function textOf(stream: ClientHttp2Stream): Promise<string> {
  let text = '';
  for await (const part of stream.setEncoding('utf8')) text += part;
  return text;
}

function* rowsOf(count: number) {
  for (let index = 0; index < count; index++) yield 'x'.repeat(1000);
}

test('the document arrives whole', async () => {
  const { stream, headers, outcomes } = await openExport({ notes: () => rowsOf(2000) });
  expect(headers).toMatchObject({ ':status': 200, 'content-disposition': 'attachment; filename="user-data-2031-05-17.json"' });
  expect((JSON.parse(await textOf(stream)) as { notes: string[] }).notes).toHaveLength(2000);
  await vi.waitFor(() => expect(outcomes).toEqual([true]));
});

test('a failure before the first bytes is answered', async () => {
  const { headers, outcomes } = await openExport({ notes: () => [{ password: 'x' }] });
  expect(headers[':status']).toBe(500);
  expect(outcomes).toEqual([expect.objectContaining({ code: 'ERR_EXPORT_CREDENTIAL' })]);
});

test('a failure later resets the stream, and not the connection', async () => {
  async function* notes() {
    yield* rowsOf(500);
    throw new Error('the table is gone');
  }
  const { stream, headers, outcomes } = await openExport({ notes });
  expect(headers[':status']).toBe(200);
  await expect(textOf(stream)).rejects.toMatchObject({ code: 'ERR_HTTP2_STREAM_ERROR' });
  expect(stream.rstCode).toBe(constants.NGHTTP2_INTERNAL_ERROR);
  expect(client.destroyed).toBe(false);
  expect(outcomes).toEqual([expect.objectContaining({ code: 'ERR_EXPORT_SECTION' })]);
});

test('a client that reads slowly is waited for, and one that goes away stops the export', async () => {
  let rows = 0;
  let isClosed = false;
  function* notes() {
    try {
      for (const row of rowsOf(100_000)) {
        rows++;
        yield row;
      }
    } finally {
      isClosed = true;
    }
  }
  const { stream, outcomes } = await openExport({ notes });
  stream.once('readable', () => stream.close(constants.NGHTTP2_CANCEL));
  await vi.waitFor(() => expect(outcomes).toEqual([false]));
  await vi.waitFor(() => expect(isClosed).toBe(true));
  expect(rows).toBeLessThan(20_000);
});
