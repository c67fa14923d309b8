import { inspect } from 'node:util';

/** Throws, with the input in a form to paste into a test, unless a parser did what its oracle says. */
export function agree(what: string, input: unknown, actual: unknown, expected: unknown): void {
  if (Object.is(actual, expected) || JSON.stringify(actual) === JSON.stringify(expected)) return;
  throw new Error(`${what} gave ${show(actual)}, should be ${show(expected)}, for ${show(input)}`);
}

/** In ASCII alone: what looks alike on a terminal stays apart, and no control character reaches it. */
function show(value: unknown): string {
  const text = typeof value === 'string' ? JSON.stringify(value) : inspect(value, { breakLength: Infinity, depth: 4 });
  return text.replaceAll(/[^ -~]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
