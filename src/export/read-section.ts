import { redact } from '../errors/redact.js';
import { SojournError } from '../errors/sojourn-error.js';
import type { UserId } from '../session/session.js';
import type { ExportProgress, ExportedSection } from './document.js';
import type { ExportSection } from './sections.js';
import { type Stopper, isThenable } from './stopper.js';
import type { ToJson } from './to-json.js';

/** How often progress is told within a section. */
const rowsPerReport = 1000;

/** So much text is given at a time: enough that what surrounds it costs little. In UTF-16 code units. */
const batchLength = 32 * 1024;

interface Reading<Id extends UserId> {
  name: string;
  section: ExportSection<Id>;
  userId: Id;
  stopper: Stopper;
  toJson: ToJson;
  report(progress: ExportProgress): void;
}

/** What stands for the end of the rows. */
const end = Symbol('end');

/** A section whose rows are read as they are asked for. A failure names the section; what it had open is closed, however it ends. */
export function readSection<Id extends UserId>(reading: Reading<Id>): ExportedSection {
  const { name, section, userId, stopper, toJson, report } = reading;
  const { signal, wait } = stopper;
  const path = `${name}[]`;

  /** What to throw when something of the app's failed. */
  function failure(cause: unknown): unknown {
    if (signal.aborted) return signal.reason;
    return new SojournError('ERR_EXPORT_SECTION', `The export section "${name}" failed`, { cause: redact(cause) });
  }

  async function attempt<T>(step: () => T | PromiseLike<T>): Promise<T> {
    try {
      signal.throwIfAborted();
      return await wait(step());
    } catch (cause) {
      throw failure(cause);
    }
  }

  /** The rows as the app gives them, one at a time; a promise only where there is something to wait for. */
  async function open() {
    const rows = await attempt(async () => iterate(await section(userId, { signal })));
    let count = 0;

    function take({ done, value }: IteratorResult<unknown>): unknown {
      if (done) {
        report({ section: name, rows: count });
        return end;
      }
      count++;
      if (count % rowsPerReport === 0) report({ section: name, rows: count });
      return isThenable(value) ? attempt(() => value) : value;
    }

    return {
      next(): unknown {
        let step: ReturnType<Rows['next']>;
        try {
          signal.throwIfAborted();
          step = rows.next();
        } catch (cause) {
          throw failure(cause);
        }
        return isThenable(step) ? attempt(() => step).then(take) : take(step);
      },
      /** Lets the app's iterator clean up. What it says by then changes nothing, and an aborted export does not wait. */
      async close(): Promise<void> {
        const closing = (async () => rows.return?.())().catch(() => {});
        if (!signal.aborted) await closing;
      },
    };
  }

  async function* readRows() {
    const rows = await open();
    let isOver = false;
    try {
      for (;;) {
        const next = rows.next();
        const row = isThenable(next) ? await next : next;
        if (row === end) break;
        yield toJson.value(row ?? null, path);
      }
      isOver = true;
    } finally {
      if (!isOver) await rows.close();
    }
  }

  async function* readTexts() {
    const rows = await open();
    let isOver = false;
    try {
      let texts: string[] = [];
      let length = 0;
      for (;;) {
        const next = rows.next();
        const row = isThenable(next) ? await next : next;
        if (row === end) break;
        const text = toJson.text(row ?? null, path);
        texts.push(text);
        length += text.length;
        if (length < batchLength) continue;
        yield texts;
        texts = [];
        length = 0;
      }
      isOver = true;
      if (texts.length > 0) yield texts;
    } finally {
      if (!isOver) await rows.close();
    }
  }

  return { name, rows: readRows(), texts: readTexts() };
}

type Rows = Iterator<unknown> | AsyncIterator<unknown>;

function iterate(given: Iterable<unknown> | AsyncIterable<unknown>): Rows {
  if (typeof given === 'object' && given !== null) {
    if (Symbol.asyncIterator in given) return given[Symbol.asyncIterator]();
    if (Symbol.iterator in given) return given[Symbol.iterator]();
  }
  throw new TypeError('An export section must give an array, an iterable or an async iterable of rows');
}
