import { redact } from '../errors/redact.js';
import { SojournError } from '../errors/sojourn-error.js';
import type { JsonValue, UserId } from '../session/session.js';
import type { ExportProgress } from './document.js';
import type { ExportSection } from './sections.js';
import { type Stopper, isThenable } from './stopper.js';
import type { ToJson } from './to-json.js';

/** How often progress is told within a section. */
const rowsPerReport = 1000;

interface Reading<Id extends UserId> {
  name: string;
  section: ExportSection<Id>;
  userId: Id;
  stopper: Stopper;
  toJson: ToJson;
  report(progress: ExportProgress): void;
}

/** The rows of a section, one at a time. A failure names the section; what it had open is closed, however it ends. */
export async function* readSection<Id extends UserId>({
  name,
  section,
  userId,
  stopper,
  toJson,
  report,
}: Reading<Id>): AsyncGenerator<JsonValue, void> {
  const { signal, wait } = stopper;

  /** What to throw when something of the app's failed. */
  function failure(cause: unknown): unknown {
    if (signal.aborted) return signal.reason;
    return new SojournError('ERR_EXPORT_SECTION', `The export section "${name}" failed`, { cause: redact(cause) });
  }

  let rows: Rows;
  try {
    signal.throwIfAborted();
    rows = iterate(await wait(section(userId, { signal })));
  } catch (cause) {
    throw failure(cause);
  }
  let count = 0;
  let isOver = false;
  try {
    for (;;) {
      let row: unknown;
      try {
        signal.throwIfAborted();
        const step = rows.next();
        const { done, value } = isThenable(step) ? await wait(step) : step;
        if (done) break;
        row = isThenable(value) ? await wait(value) : value;
      } catch (cause) {
        throw failure(cause);
      }
      yield toJson(row === undefined ? null : row, `${name}[]`);
      count++;
      if (count % rowsPerReport === 0) report({ section: name, rows: count });
    }
    isOver = true;
    report({ section: name, rows: count });
  } finally {
    if (!isOver) await close(rows, signal);
  }
}

type Rows = Iterator<unknown> | AsyncIterator<unknown>;

function iterate(given: Iterable<unknown> | AsyncIterable<unknown>): Rows {
  if (typeof given === 'object' && given !== null) {
    if (Symbol.asyncIterator in given) return given[Symbol.asyncIterator]();
    if (Symbol.iterator in given) return given[Symbol.iterator]();
  }
  throw new TypeError('An export section must give an array, an iterable or an async iterable of rows');
}

/** Lets the app's iterator clean up. What it says by then changes nothing, and an aborted export does not wait. */
async function close(rows: Rows, signal: AbortSignal): Promise<void> {
  const closing = (async () => rows.return?.())().catch(() => {});
  if (!signal.aborted) await closing;
}
