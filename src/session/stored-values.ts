import { assertObject } from './arguments.js';
import type { JsonObject } from './session.js';

/**
 * Text as every database can keep it: without NUL, which PostgreSQL refuses, with lone surrogates
 * replaced, which UTF-8 cannot express, and no longer than `longest` UTF-16 code units.
 */
export function toStoredText(value: unknown, longest: number, argument: string): string | null {
  if (value === undefined || value === null) return null;
  if (typeof value !== 'string') throw new TypeError(`"${argument}" must be a string`);
  return storable(value.slice(0, longest));
}

/** A copy of the attributes as JSON keeps them, so that what is read back is what was answered. */
export function toStoredAttributes(value: unknown, argument: string): JsonObject {
  assertObject(value, argument);
  try {
    const text = JSON.stringify(value, (key, part: unknown) => {
      if (storable(key) !== key) throw new TypeError('A key holds NUL or a lone surrogate');
      // Some clients drop such a key, and whoever copies it without care changes the prototype instead.
      if (key === '__proto__') throw new TypeError('A key is __proto__');
      return typeof part === 'string' ? storable(part) : part;
    });
    const stored: unknown = JSON.parse(text);
    assertObject(stored, argument);
    return stored as JsonObject;
  } catch (cause) {
    throw new TypeError(`"${argument}" must hold JSON values only`, { cause });
  }
}

function storable(text: string): string {
  return text.replaceAll('\0', '').toWellFormed();
}
