import type { Signal } from '../../../platform/web-types.js';
import type { UserId } from '../../../session/session.js';
import type { PrismaRow } from '../delegates.js';
import type { ResolvedSection } from './options.js';

type Step = IteratorResult<PrismaRow, undefined>;

/**
 * The rows of one user, in the order of the key. Each page begins after the last row of the one before, by the
 * value of its key, so that it does not matter whether that row is still there.
 *
 * A row that is in memory comes without a promise, of which there might be a million; `for await` takes that too.
 */
export function readPages(
  { delegate, where, select, key, batchSize }: ResolvedSection,
  userId: UserId,
  signal: Signal,
): AsyncIterableIterator<PrismaRow> {
  const conditions = where(userId);
  const orderBy = key.map((field) => ({ [field]: 'asc' }));
  const selectWithKey = { ...select, ...Object.fromEntries(key.map((field) => [field, true])) };
  const isKeySelected = key.every((field) => select[field]);
  let page: PrismaRow[] = [];
  let after: PrismaRow | undefined;
  let isLast = false;
  let loading: Promise<void> | undefined;

  async function load(): Promise<void> {
    try {
      signal.throwIfAborted();
      const rows = await delegate.findMany({
        where: after ? { AND: [conditions, ...isAfter(after, key)] } : conditions,
        select: selectWithKey,
        orderBy,
        take: batchSize,
      });
      after = rows.at(-1);
      // Taken from its end, so that a row which was read is let go.
      if (!isLast) page = rows.toReversed();
      isLast ||= rows.length < batchSize;
    } catch (error) {
      isLast = true;
      throw error;
    } finally {
      loading = undefined;
    }
  }

  function next(): Step | Promise<Step> {
    const row = page.pop();
    if (row) return { done: false, value: isKeySelected ? row : selected(row, select) };
    if (isLast) return { done: true, value: undefined };
    loading ??= load();
    return loading.then(next);
  }

  return {
    next: next as () => Promise<Step>,
    async return() {
      page = [];
      isLast = true;
      return { done: true, value: undefined };
    },
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}

/** Conditions for what comes after a row. That of the first field alone is implied, and tells the database where to begin. */
function isAfter(row: PrismaRow, key: readonly string[]): PrismaRow[] {
  const [first = '', ...others] = key;
  if (others.length === 0) return [{ [first]: { gt: row[first] } }];
  const ties = key.map((field, index) => ({
    ...Object.fromEntries(key.slice(0, index).map((before) => [before, row[before]])),
    [field]: { gt: row[field] },
  }));
  return [{ [first]: { gte: row[first] } }, { OR: ties }];
}

function selected(row: PrismaRow, select: PrismaRow): PrismaRow {
  const own: PrismaRow = {};
  for (const field of Object.keys(row)) if (select[field]) own[field] = row[field];
  return own;
}
