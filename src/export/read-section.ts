import { isThenable } from '../session/is-thenable.js';
import type { UserId } from '../session/session.js';
import { type AppIterator, createAppCalls, iterate } from './app-calls.js';
import type { ExportProgress, ExportedSection } from './document.js';
import type { ExportSection } from './sections.js';
import type { Stopper } from './stopper.js';
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
  const { signal } = stopper;
  const { attempt, close, failure } = createAppCalls(name, stopper);
  const path = `${name}[]`;

  /** The next row as the app gives it; a promise only where there is something to wait for. */
  function createNext(rows: AppIterator): () => unknown {
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

    return function next() {
      let step: ReturnType<AppIterator['next']>;
      try {
        signal.throwIfAborted();
        step = rows.next();
      } catch (cause) {
        throw failure(cause);
      }
      return isThenable(step) ? attempt(() => step).then(take) : take(step);
    };
  }

  /** The rows, each converted, as many at a time as are enough by `isEnough`, which is told of each. */
  async function* readBatches<Item>(convert: (row: unknown) => Item, isEnough: (item: Item) => boolean): AsyncGenerator<Item[], void> {
    const complaint = 'An export section must give an array, an iterable or an async iterable of rows';
    const rows = await attempt(async () => iterate(await section(userId, { signal }), complaint));
    const takeNext = createNext(rows);
    let isOver = false;
    try {
      let batch: Item[] = [];
      for (;;) {
        const next = takeNext();
        const row = isThenable(next) ? await next : next;
        if (row === end) break;
        const item = convert(row ?? null);
        batch.push(item);
        if (!isEnough(item)) continue;
        yield batch;
        batch = [];
      }
      isOver = true;
      if (batch.length > 0) yield batch;
    } finally {
      if (!isOver) await close(() => rows.return?.());
    }
  }

  async function* readRows() {
    for await (const batch of readBatches((row) => toJson.value(row, path), () => true)) yield* batch;
  }

  function readTexts() {
    let length = 0;
    return readBatches((row) => toJson.text(row, path), (text) => {
      length += text.length;
      if (length < batchLength) return false;
      length = 0;
      return true;
    });
  }

  return { name, rows: readRows(), texts: readTexts() };
}
