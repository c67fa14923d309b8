import type { Outcome } from '../vitest/run-suites.js';

/** What a line begins with that tells an outcome, whatever else is printed. */
const mark = 'OUTCOME ';

export function print(outcomes: readonly Outcome[]): void {
  for (const outcome of outcomes) console.log(mark + JSON.stringify(outcome));
}

export function parse(output: string): Outcome[] {
  const lines = output.split('\n').filter((line) => line.startsWith(mark));
  return lines.map((line) => JSON.parse(line.slice(mark.length)) as Outcome);
}
