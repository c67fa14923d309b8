import { format } from 'node:util';
import { afterAll } from 'vitest';
import { secretPatterns } from '../../src/session/token.js';

/** What tests, and whatever runs in their processes, print. */
export const printed = {
  /** Where a token or hash was printed; never which. */
  leaks: [] as string[],
  listeners: new Set<(text: string) => void>(),
  /** Whether nothing is printed really, for the test of all this. */
  isMuted: false,
};

const methods = ['log', 'info', 'warn', 'error', 'debug', 'trace', 'dir', 'table'] as const;

function look(text: string, where: string): void {
  for (const listener of printed.listeners) listener(text);
  if (secretPatterns.some((pattern) => text.search(pattern) !== -1)) printed.leaks.push(where);
}

for (const method of methods) {
  const print = console[method] as (...values: unknown[]) => void;
  console[method] = (...values: unknown[]) => {
    look(format(...values), `console.${method}`);
    if (!printed.isMuted) print.apply(console, values);
  };
}

for (const name of ['stdout', 'stderr'] as const) {
  const stream = process[name];
  const write = stream.write.bind(stream) as (...values: unknown[]) => boolean;
  stream.write = (...values: unknown[]) => {
    const [chunk] = values;
    look(typeof chunk === 'string' ? chunk : Buffer.from(chunk as Uint8Array).toString(), `process.${name}`);
    return printed.isMuted || write(...values);
  };
}

// Loaded once for each test file, before it.
afterAll(() => {
  const { leaks } = printed;
  printed.leaks = [];
  if (leaks.length > 0) throw new Error(`A token or hash was printed by ${leaks.join(', ')}`);
});
