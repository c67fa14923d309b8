import { encodeBase64 } from '@oslojs/encoding';
import { SojournError } from '../errors/sojourn-error.js';
import type { JsonValue } from '../session/session.js';

/**
 * The value in plain JSON: dates in ISO 8601, bigints as strings, bytes in base64, numbers that JSON
 * lacks (NaN, the infinities) as their names, and anything with a `toJSON` (decimals) as it says.
 * Absent values are left out.
 *
 * @param path where the value stands in the document, for the error
 */
export function toJson(value: unknown, path: string, ancestors: readonly object[] = []): JsonValue {
  switch (typeof value) {
    case 'string':
      return value.toWellFormed();
    case 'boolean':
      return value;
    case 'number':
      return Number.isFinite(value) ? value : String(value);
    case 'bigint':
      return String(value);
    case 'object':
      return value === null ? null : objectToJson(value, path, ancestors);
    default:
      throw new SojournError('ERR_EXPORT_VALUE', `The export holds a ${typeof value} at "${path}"`);
  }
}

function objectToJson(value: object, path: string, ancestors: readonly object[]): JsonValue {
  if (ancestors.includes(value)) {
    throw new SojournError('ERR_EXPORT_VALUE', `The export holds a circular structure at "${path}"`);
  }
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? null : value.toISOString();
  if (value instanceof Uint8Array) return encodeBase64(value);
  if (value instanceof ArrayBuffer) return encodeBase64(new Uint8Array(value));
  const within = [...ancestors, value];
  if ('toJSON' in value && typeof value.toJSON === 'function') return toJson(value.toJSON(), path, within);
  if (Array.isArray(value)) {
    return value.map((item: unknown) => (item === undefined ? null : toJson(item, `${path}[]`, within)));
  }
  if (value instanceof Set) return toJson([...value], path, within);
  if (value instanceof Map) return toJson(Object.fromEntries(value), path, within);
  // Built by `fromEntries`, which defines keys, so that one named __proto__ stays a key.
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, item]) => item !== undefined)
      .map(([key, item]: [string, unknown]) => [key, toJson(item, path === '' ? key : `${path}.${key}`, within)]),
  );
}
