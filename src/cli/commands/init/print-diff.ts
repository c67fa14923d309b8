import { diffOf } from '../../../init/diff.js';
import type { FileChange } from '../../../init/insertions.js';

/** Bold, cyan, green and red. */
const colours: readonly (readonly [RegExp, number])[] = [
  [/^(?:---|\+\+\+) /, 1],
  [/^@@/, 36],
  [/^\+/, 32],
  [/^-/, 31],
];

/** What changes in each file, for a person to read. */
export function printDiff(changes: readonly FileChange[], hasColour: boolean): string {
  const lines = changes.map(diffOf).join('\n').split('\n');
  return lines.map((line) => (hasColour ? paint(line) : line)).join('\n');
}

function paint(line: string): string {
  const colour = colours.find(([pattern]) => pattern.test(line))?.[1];
  return colour === undefined ? line : `\u001B[${colour}m${line}\u001B[0m`;
}
