import { assertNothingLeft, assertObject } from '../../session/arguments.js';
import type { JsonValue, UserId } from '../../session/session.js';
import { createChunks } from '../chunks.js';
import type { ExportDocument, ExportFormat } from '../document.js';
import { type Archive, createArchive } from './archive.js';
import type { ExportedFiles, ZipOptions } from './files.js';
import { readFiles } from './read-files.js';
import { createSafeNames } from './safe-names.js';
import { toStream } from './to-stream.js';

/**
 * An export as a ZIP archive: `user.json`, the files under `files/`, an array of rows for each section, a row a
 * line (`sessions.json`, `notes.json` …), and at the end `export.json`, which names the format and tells how many
 * rows each section has. An archive without its end is cut off, and no reader opens it.
 *
 * Memory is bounded however large sections and files are, apart from the directory, which takes some 9 kB for each
 * file. Dates are the same whatever the time zone. Needs the package `@zip.js/zip.js`.
 *
 * @returns a format for `exportUserDataStream` and `sendUserData`
 * @throws TypeError if `files` is no function
 * @example
 * ```ts
 * import { openAsBlob } from 'node:fs';
 * import { zip } from 'sojourn/zip';
 * import { prisma } from './db.js';
 *
 * export const format = zip({
 *   async *files(userId: string) {
 *     const notes = await prisma.note.findMany({ where: { userId }, select: { id: true } });
 *     for (const { id } of notes) yield { name: `${id}.png`, content: (await openAsBlob(`uploads/${id}.png`)).stream() };
 *   },
 * });
 * ```
 */
export function zip<Id extends UserId = UserId>(options: ZipOptions<Id> = {}): ExportFormat {
  assertObject(options, 'options');
  const { files, ...rest } = options;
  assertNothingLeft(rest, 'option of zip');
  if (files !== undefined && typeof files !== 'function') throw new TypeError('"files" option must be a function of the user id');
  return {
    contentType: 'application/zip',
    extension: 'zip',
    encode: (document) => encode(document, files as ExportedFiles | undefined),
  };
}

/** Bytes are written no faster than they are read, and not at all before. */
async function* encode(document: ExportDocument, files: ExportedFiles | undefined): AsyncGenerator<Uint8Array, void> {
  const { readable, writable } = new TransformStream<Uint8Array, Uint8Array>();
  const written = writeAll(document, files, writable).catch((reason: unknown) => writable.abort(reason).catch(() => {}));
  const reader = readable.getReader();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      yield value;
    }
  } finally {
    await reader.cancel().catch(() => {});
    await written;
  }
}

/** @throws what the document or the files throw, as it is */
async function writeAll(
  { format, exportedAt, userId, user, sections, signal }: ExportDocument,
  files: ExportedFiles | undefined,
  writable: WritableStream<Uint8Array>,
): Promise<void> {
  const archive = createArchive(writable);
  const time = new Date(exportedAt);
  const nameOf = createSafeNames();
  const end = nameOf('', 'export.json');
  const counts: [string, number][] = [];

  await archive.add(nameOf('', 'user.json'), bytesOf(user), time);
  // Before the sections: once those are over, the user is known to be there still.
  if (files) {
    for await (const { name, content, modifiedAt = time } of readFiles(files, userId, signal)) {
      await addAll(archive, nameOf('files/', name), content, modifiedAt);
    }
  }
  for await (const { name, texts } of sections) {
    let count = 0;
    await addAll(archive, nameOf('', `${name}.json`), lines(texts, (more) => (count += more)), time);
    counts.push([name, count]);
  }
  await archive.add(end, bytesOf({ format, exportedAt, sections: Object.fromEntries(counts) }), time);
  await archive.close();
}

async function addAll(archive: Archive, name: string, content: Uint8Array | AsyncIterator<Uint8Array>, modifiedAt: Date): Promise<void> {
  if (content instanceof Uint8Array) return archive.add(name, content, modifiedAt);
  const { stream, failure } = toStream(content);
  try {
    await archive.add(name, stream, modifiedAt);
  } catch (error) {
    await content.return?.();
    throw failure()?.reason ?? error;
  }
}

/** An array with a row a line. */
async function* lines(texts: AsyncIterable<readonly string[]>, count: (more: number) => void): AsyncGenerator<Uint8Array, void> {
  const chunks = createChunks();
  let separator = '[\n';
  for await (const batch of texts) {
    count(batch.length);
    const chunk = chunks.add(separator + batch.join(',\n'));
    separator = ',\n';
    if (chunk) yield chunk;
  }
  chunks.add(separator === '[\n' ? '[]\n' : '\n]\n');
  yield chunks.rest();
}

function bytesOf(value: JsonValue): Uint8Array {
  return new TextEncoder().encode(`${JSON.stringify(value, null, 2)}\n`);
}
