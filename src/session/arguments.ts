import type { InvalidationReason } from '../events/events.js';
import { isSessionId, isToken } from './token.js';
import type { UserId } from './session.js';

/**
 * Throws unless the value is a string that can have been meant as a session id. A token in its place is
 * named as such: a token that reached a log or URL in the place of an id would be a leak.
 */
export function assertSessionId(value: unknown, argument: string): asserts value is string {
  if (typeof value === 'string' && value !== '' && !isToken(value)) return;
  throw new TypeError(`"${argument}" must be a session id${tokenHint(value)}`);
}

/** Throws unless the value is a session id to the letter, where a misspelled one would spare or end another session. */
export function assertExactSessionId(value: unknown, argument: string): asserts value is string {
  assertSessionId(value, argument);
  if (!isSessionId(value)) throw new TypeError(`"${argument}" is no session id`);
}

/**
 * Throws unless the value can be the id of a user. `undefined` above all: many query builders read it
 * as "no condition", which would turn "sessions of this user" into "all sessions".
 */
export function assertUserId(value: unknown, argument: string): asserts value is UserId {
  if (typeof value === 'string' && value !== '' && !isToken(value)) return;
  if (typeof value === 'bigint' || Number.isSafeInteger(value)) return;
  throw new TypeError(`"${argument}" must be a non-empty string, a safe integer or a bigint${tokenHint(value)}`);
}

const reasons = ['logout', 'revoked', 'password-change', 'administrator'] as const satisfies InvalidationReason[];

/** Throws unless the value is a reason to end a session. */
export function assertReason(value: unknown): asserts value is InvalidationReason {
  assertOneOf(value, reasons, 'options.reason');
}

/** Throws unless the value is one of those allowed. */
export function assertOneOf<Allowed extends string>(
  value: unknown,
  allowed: readonly Allowed[],
  argument: string,
): asserts value is Allowed {
  if (!allowed.includes(value as Allowed)) throw new TypeError(`"${argument}" must be one of '${allowed.join("', '")}'`);
}

/**
 * Throws if anything is left of an object of which all that is known was taken out: a name misspelled.
 *
 * @param rest what is left
 * @param kind what it should have been, such as `option of createAuth`
 */
export function assertNothingLeft(rest: object, kind: string): void {
  const [name] = Object.keys(rest);
  if (name !== undefined) throw new TypeError(`"${name}" is no ${kind}`);
}

/** The longest delay that timers take, about 24 days; they cut a longer one to nothing. */
export const longestDelay = 2 ** 31 - 1;

/** Throws unless the value is a number of milliseconds, or of something else, that a timer could take. */
export function assertPositiveInteger(value: unknown, argument: string): asserts value is number {
  if (Number.isSafeInteger(value) && (value as number) > 0 && (value as number) <= longestDelay) return;
  throw new TypeError(`"${argument}" must be a positive integer, at most ${longestDelay}`);
}

function tokenHint(value: unknown): string {
  return isToken(value) ? ', but a token was given' : '';
}

export function assertObject(value: unknown, argument: string): asserts value is object {
  if (!isObject(value)) throw new TypeError(`"${argument}" must be an object`);
}

/** Whether it is an object, and no array. */
export function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
