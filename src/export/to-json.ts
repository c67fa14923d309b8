import { encodeBase64 } from '@oslojs/encoding';
import { SojournError } from '../errors/sojourn-error.js';
import type { JsonObject, JsonValue } from '../session/session.js';
import { namesCredential } from './credentials.js';

/**
 * Gives values in plain JSON. Of both, `path` is where the value stands in the document, for errors and for what is
 * intended, such as `notes[]`; empty for the document itself.
 */
export interface ToJson {
  value(value: unknown, path: string): JsonValue;
  /** The same as text, on one line. */
  text(value: unknown, path: string): string;
}

/** What is known of a key. */
interface Key {
  /** As it comes out: without lone surrogates. */
  name: string;
  namesCredential: boolean;
}

/** Rows have the same few keys, but a JSON column may have any number. */
const mostKnownKeys = 1000;

/** Whoever reads the document may not be able to go deeper either. */
const deepest = 500;

/**
 * Dates in ISO 8601, bigints as strings, bytes in base64, numbers that JSON lacks (NaN, the infinities) as
 * their names, and anything with a `toJSON` (decimals) as it says. Absent values are left out.
 *
 * A key that names a credential, at any depth, is an error, unless its path is intended. Empty values trip
 * too: the key itself says that something selects what it should not.
 */
export function createToJson(intended: readonly string[]): ToJson {
  const knownKeys = new Map<string, Key>();
  const ancestors: object[] = [];
  let root = '';
  let path: string[] = [];

  function here(): string {
    return (root + path.join('')).replace(/^\./, '');
  }

  function refuse(what: string): never {
    throw new SojournError('ERR_EXPORT_VALUE', `The export holds ${what} at "${here()}"`);
  }

  function keyOf(text: string): Key {
    let key = knownKeys.get(text);
    if (!key) {
      key = { name: text.toWellFormed(), namesCredential: namesCredential(text) };
      if (knownKeys.size < mostKnownKeys) knownKeys.set(text, key);
    }
    return key;
  }

  function assertIntended(): void {
    if (intended.includes(here())) return;
    throw new SojournError(
      'ERR_EXPORT_CREDENTIAL',
      `The export would hold "${here()}", whose name is that of a credential. Leave it out of what is selected, or list it in "intendedExports"`,
    );
  }

  function convert(value: unknown): JsonValue {
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
        return value === null ? null : convertObject(value);
      default:
        return refuse(`a ${typeof value}`);
    }
  }

  function convertObject(value: object): JsonValue {
    if (value instanceof Date) return Number.isNaN(value.getTime()) ? null : value.toISOString();
    if (ArrayBuffer.isView(value)) return encodeBase64(new Uint8Array(value.buffer, value.byteOffset, value.byteLength));
    if (value instanceof ArrayBuffer) return encodeBase64(new Uint8Array(value));
    // Somebody forgot to wait for it, and it would come out as an empty object.
    if (value instanceof Promise) refuse('a promise');
    if (ancestors.includes(value)) refuse('a circular structure');
    if (ancestors.length === deepest) refuse(`more than ${deepest} levels`);
    ancestors.push(value);
    const json = convertMembers(value);
    ancestors.pop();
    return json;
  }

  function convertMembers(value: object): JsonValue {
    if ('toJSON' in value && typeof value.toJSON === 'function') return convert(value.toJSON());
    if (Array.isArray(value)) return convertItems(value);
    if (value instanceof Set) return convertItems([...value]);
    if (value instanceof Map) return convertFields(Object.fromEntries(value) as object);
    return convertFields(value);
  }

  function convertItems(items: unknown[]): JsonValue[] {
    path.push('[]');
    const list = items.map((item) => (item === undefined ? null : convert(item)));
    path.pop();
    return list;
  }

  function convertFields(value: object): JsonObject {
    const json: JsonObject = {};
    for (const text of Object.keys(value)) {
      const item = (value as Record<string, unknown>)[text];
      if (item === undefined) continue;
      const key = keyOf(text);
      path.push(`.${text}`);
      if (key.namesCredential) assertIntended();
      const converted = convert(item);
      path.pop();
      // Assigned, it would become the prototype.
      if (text === '__proto__') Object.defineProperty(json, text, { value: converted, enumerable: true, configurable: true, writable: true });
      else json[key.name] = converted;
    }
    return json;
  }

  /** Whether its JSON text is right as it is: an object of plain values under harmless keys, as most rows are. */
  function isPlain(value: unknown): value is object {
    if (typeof value !== 'object' || value === null || Object.getPrototypeOf(value) !== Object.prototype) return false;
    for (const text of Object.keys(value)) {
      const key = keyOf(text);
      if (key.namesCredential || key.name !== text || !isPlainValue((value as Record<string, unknown>)[text])) return false;
    }
    return true;
  }

  function toValue(value: unknown, at: string): JsonValue {
    // An error in the value before may have left something here.
    ancestors.length = 0;
    path = [];
    root = at;
    return convert(value);
  }

  return {
    value: toValue,
    // Without a copy where none is needed: of a million rows it would be what takes longest.
    text: (value, at) => JSON.stringify(isPlain(value) ? value : toValue(value, at)),
  };
}

function isPlainValue(value: unknown): boolean {
  switch (typeof value) {
    case 'string':
      return value.isWellFormed();
    case 'number':
      return Number.isFinite(value);
    case 'boolean':
    case 'undefined':
      return true;
    case 'object':
      return value === null || Object.getPrototypeOf(value) === Date.prototype;
    default:
      return false;
  }
}
