import { isObject } from '../../../session/arguments.js';
import type { PrismaRow } from '../delegates.js';

/**
 * Throws if there are no conditions, or one is undefined at any depth. Prisma leaves such a one out: what was
 * meant as the rows of one user would be the rows of all.
 *
 * @param path what the conditions are called in errors
 */
export function assertConditions(conditions: unknown, path: string): asserts conditions is PrismaRow {
  if (!isObject(conditions) || Object.keys(conditions).length === 0) throw new TypeError(`"${path}" must give an object with at least one field`);
  assertDefined(conditions, path);
}

function assertDefined(value: unknown, path: string): void {
  if (value === undefined) throw new TypeError(`"${path}" must not be undefined: Prisma would leave it out`);
  if (Array.isArray(value)) {
    for (const item of value) assertDefined(item, `${path}[]`);
  } else if (isObject(value) && isPlain(value)) {
    for (const [key, item] of Object.entries(value)) assertDefined(item, `${path}.${key}`);
  }
}

/** Dates, bytes, decimals and the like are values. */
function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}
