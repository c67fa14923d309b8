import { isObject } from '../../session/arguments.js';

/** What is given piece by piece, however it was given. */
export interface Content {
  next(): Promise<IteratorResult<unknown>>;
  /** Lets go of what it reads from, also if nothing was read yet. */
  close(): Promise<void>;
}

interface Source extends AsyncIterable<unknown> {
  getReader?(): { read(): Promise<IteratorResult<unknown>>; cancel(): Promise<void> };
  /** Of Node's streams, whose iterators close nothing before they are begun. */
  destroy?(): unknown;
}

/** Whether it is a `ReadableStream` or an async iterable. */
export function isSource(value: unknown): value is Source {
  return isObject(value) && (Symbol.asyncIterator in value || 'getReader' in value);
}

/** Begins to read; nothing is read before it is asked for. */
export function openContent(source: Source): Content {
  // Not every runtime can iterate over its streams.
  const reader = source.getReader?.();
  if (reader) return { next: () => reader.read(), close: () => reader.cancel() };
  const iterator = source[Symbol.asyncIterator]();
  return {
    next: () => iterator.next(),
    async close() {
      source.destroy?.();
      await iterator.return?.();
    },
  };
}
