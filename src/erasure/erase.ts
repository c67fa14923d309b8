import type { Context } from '../auth/context.js';
import type { ErasureOptions, UserDataSetup } from '../auth/user-data.js';
import type { Signal } from '../platform/web-types.js';
import { redact } from '../errors/redact.js';
import { SojournError } from '../errors/sojourn-error.js';
import { assertNothingLeft, assertObject, assertPositiveInteger, assertUserId } from '../session/arguments.js';
import type { UserId } from '../session/session.js';
import type { ErasedCounts, EraserContext } from './erasers.js';

const defaultTimeout = 60_000;

/** See `eraseUserData`. */
export async function erase<Id extends UserId, Attributes extends object>(
  { adapter, emit, storage }: Context<unknown, Id, Attributes>,
  { erasers = {} }: UserDataSetup<Id>,
  userId: Id,
  options: ErasureOptions,
): Promise<ErasedCounts> {
  assertUserId(userId, 'userId');
  assertObject(options, 'options');
  const { dryRun = false, signal = new AbortController().signal, timeout = defaultTimeout, ipAddress = null, ...rest } = options;
  assertNothingLeft(rest, 'option of eraseUserData');
  if (typeof dryRun !== 'boolean') throw new TypeError('"options.dryRun" must be a boolean');
  assertPositiveInteger(timeout, 'options.timeout');
  if (typeof (signal as Partial<Signal> | null)?.throwIfAborted !== 'function') {
    throw new TypeError('"options.signal" must be an AbortSignal');
  }
  if (!adapter.eraseUser) throw new TypeError('"adapter" option cannot erase users: see its own options');

  async function eraseStored({ dryRun: isDry }: EraserContext): Promise<ErasedCounts> {
    signal.throwIfAborted();
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

  const erased: Record<string, number> = {};
  const remaining: Record<string, number> = {};

  /** What there is, before anything goes: whoever cannot be counted cannot be erased either. */
  async function count(): Promise<ErasedCounts> {
    const context = { dryRun: true, signal };
    const stored = await eraseStored(context);
    const names = Object.keys(erasers);
    const twice = names.find((name) => Object.hasOwn(stored, name));
    if (twice !== undefined) throw new TypeError(`"erasers.${twice}" option must have another name: the adapter has that one too`);
    for (const name of names) remaining[name] = await eraseSection(name, context);
    return Object.assign(remaining, stored);
  }

  async function run(): Promise<ErasedCounts> {
    const context = { dryRun: false, signal };
    for (const name of Object.keys(erasers)) {
      erased[name] = await eraseSection(name, context);
      delete remaining[name];
    }
    return Object.assign(erased, await eraseStored(context));
  }

  try {
    const present = await count();
    if (dryRun) return present;
    const counts = await run();
    emit({ type: 'user-data.erased', userId, counts: { ...counts }, ipAddress });
    return counts;
  } catch (error) {
    // A reason to stop is the caller's own, and may be any value.
    if (error instanceof Error && Object.isExtensible(error)) Object.assign(error, { erased, remaining });
    throw error;
  }
}
