import { isObject } from '../session/arguments.js';

/** A property of what may be anything. */
export function member(value: unknown, key: string): unknown {
  return isObject(value) ? (value as Record<string, unknown>)[key] : undefined;
}

export function nameFrom(value: unknown, key: string): string | undefined {
  const name = member(value, key);
  return typeof name === 'string' ? name : undefined;
}

export function namesFrom(value: unknown): Record<string, string> {
  return Object.fromEntries(
    entriesOf(value).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
  );
}

export function entriesOf(value: unknown): [string, unknown][] {
  return isObject(value) ? Object.entries(value) : [];
}
