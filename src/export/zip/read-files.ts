import { isObject } from '../../session/arguments.js';
import type { UserId } from '../../session/session.js';
import { type AppIterator, createAppCalls, iterate } from '../app-calls.js';
import { createStopper } from '../stopper.js';
import { type Content, isSource, openContent } from './content.js';
import type { ExportedFiles } from './files.js';

/** A file while it is being read. */
interface OpenFile {
  name: string;
  content: Uint8Array | AsyncIterator<Uint8Array>;
  modifiedAt: Date | undefined;
}

/**
 * The app's files, one at a time. A failure of theirs, also half-way through a content, is named as such. What is open
 * is closed, however it ends; if the export was aborted, without waiting for that.
 */
export async function* readFiles(files: ExportedFiles, userId: UserId, signal: AbortSignal): AsyncGenerator<OpenFile, void> {
  const { attempt, close } = createAppCalls('files', createStopper(signal));

  function read(content: Content): AsyncIterator<Uint8Array> {
    return {
      async next() {
        try {
          const { done, value } = await attempt(content.next);
          return done ? { done, value: undefined } : { done: false, value: await attempt(() => toBytes(value)) };
        } catch (error) {
          await close(content.close);
          throw error;
        }
      },
      async return() {
        await close(content.close);
        return { done: true, value: undefined };
      },
    };
  }

  const given = await attempt(async () => iterateFiles(await files(userId, { signal })));
  let isOver = false;
  try {
    for (;;) {
      const { done, value } = await attempt(() => given.next());
      if (done) break;
      const { name, content, modifiedAt } = await attempt(() => toFile(value));
      if (typeof content === 'string') yield { name, content: new TextEncoder().encode(content), modifiedAt };
      else yield { name, content: content instanceof Uint8Array ? content : read(openContent(content)), modifiedAt };
    }
    isOver = true;
  } finally {
    if (!isOver) await close(() => given.return?.());
  }
}

function iterateFiles(given: unknown): AppIterator {
  const complaint = '"files" must give an array, an iterable or an async iterable of files';
  return Array.isArray(given) ? iterateArray(given) : iterate(given, complaint);
}

/** Who gives an array has opened the contents already: those that were not reached are closed too. */
function iterateArray(list: readonly unknown[]): AsyncIterator<unknown> {
  let index = 0;
  return {
    async next() {
      return index < list.length ? { done: false, value: list[index++] } : { done: true, value: undefined };
    },
    async return() {
      await Promise.allSettled(list.slice(index).map(async (file) => closeContent(file)));
      return { done: true, value: undefined };
    },
  };
}

async function closeContent(file: unknown): Promise<void> {
  const content = isObject(file) && 'content' in file ? file.content : undefined;
  if (isSource(content)) await openContent(content).close();
}

function toFile(value: unknown) {
  if (!isObject(value)) throw new TypeError('A file must be an object with a name and a content');
  const { name, content, modifiedAt } = value as Record<string, unknown>;
  if (typeof content !== 'string' && !(content instanceof Uint8Array) && !isSource(content)) {
    throw new TypeError('"content" of a file must be a string, a Uint8Array, a ReadableStream or an async iterable of Uint8Arrays');
  }
  if (typeof name !== 'string') throw new TypeError('"name" of a file must be a string');
  if (modifiedAt !== undefined && !(modifiedAt instanceof Date && !Number.isNaN(modifiedAt.getTime()))) {
    throw new TypeError('"modifiedAt" of a file must be a valid Date');
  }
  return { name, content, modifiedAt };
}

function toBytes(chunk: unknown): Uint8Array {
  if (chunk instanceof Uint8Array) return chunk;
  throw new TypeError('"content" of a file must give Uint8Arrays');
}
