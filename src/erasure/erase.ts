import type { Context } from '../auth/context.js';
import type { ErasureOptions } from '../auth/user-data.js';
import { redact } from '../errors/redact.js';
import { SojournError } from '../errors/sojourn-error.js';
import { assertNothingLeft, assertObject, assertPositiveInteger, assertUserId } from '../session/arguments.js';
import type { UserId } from '../session/session.js';
import type { ErasedCounts, EraserContext, Erasers } from './erasers.js';

const defaultTimeout = 60_000;

/** See `eraseUserData`. */
export async function erase<Id extends UserId, Attributes extends object>(
  { adapter, emit, storage }: Context<unknown, Id, Attributes>,
  erasers: Erasers<Id>,
  userId: Id,
  options: ErasureOptions,
): Promise<ErasedCounts> {
  assertUserId(userId, 'userId');
  assertObject(options, 'options');
  const { dryRun = false, signal = new AbortController().signal, timeout = defaultTimeout, ipAddress = null, ...rest } = options;
  assertNothingLeft(rest, 'option of eraseUserData');
  if (typeof dryRun !== 'boolean') throw new TypeError('"options.dryRun" must be a boolean');
  assertPositiveInteger(timeout, 'options.timeout');
  if (!adapter.eraseUser) throw new TypeError('"adapter" option cannot erase users: see its own options');

  async function eraseStored(only: EraserContext): Promise<ErasedCounts> {
    signal.throwIfAborted();
    const { dryRun: isDry } = only;
    const counts = await storage('eraseUserData', () => adapter.eraseUser!(userId, { dryRun: isDry, timeout }), timeout);
    if (counts !== 'still-referenced') return counts;
    throw new SojournError(
      'ERR_ERASURE',
      'The database does not let the user go: rows still refer to it. Name them in the adapter\'s "erase" option, or let their relation cascade',
    );
  }

  async function eraseSection(name: string, context: EraserContext): Promise<number> {
    signal.throwIfAborted();
    try {
      const count = await erasers[name]!(userId, context);
      if (Number.isSafeInteger(count) && count >= 0) return count;
      throw new TypeError('An eraser must give how many there were');
    } catch (cause) {
      if (signal.aborted) throw signal.reason;
      throw new SojournError('ERR_ERASURE', `The eraser "${name}" failed`, { cause: redact(cause) });
    }
  }

  /** What there is, before anything goes: whoever cannot be counted cannot be erased either. */
  async function count(): Promise<ErasedCounts> {
    const context = { dryRun: true, signal };
    const stored = await eraseStored(context);
    const counts: Record<string, number> = {};
    for (const name of Object.keys(erasers)) counts[name] = await eraseSection(name, context);
    return { ...counts, ...stored };
  }

  const remaining = await count();
  if (dryRun) return remaining;
  const erased: Record<string, number> = {};
  try {
    const context = { dryRun: false, signal };
    for (const name of Object.keys(erasers)) {
      erased[name] = await eraseSection(name, context);
      delete remaining[name];
    }
    Object.assign(erased, await eraseStored(context));
  } catch (error) {
    if (error instanceof SojournError) Object.assign(error, { erased, remaining });
    throw error;
  }
  const counts = erased as ErasedCounts;
  emit({ type: 'user-data.erased', userId, counts: { ...counts }, ipAddress });
  return counts;
}
