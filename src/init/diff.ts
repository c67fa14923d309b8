import { type FileChange, linesOf, withoutEnd } from './insertions.js';

const context = 3;

interface Line {
  mark: ' ' | '-' | '+';
  text: string;
}

/** The change as a unified diff. */
export function diffOf({ file, before, insertions, replacements }: Omit<FileChange, 'after'>): string {
  const lines = markedLines(linesOf(before ?? '').map(withoutEnd), insertions, replacements);
  const head = [`--- ${before === null ? '/dev/null' : `a/${file}`}`, `+++ b/${file}`];
  return [...head, ...hunksOf(lines).flatMap((hunk) => printHunk(lines, hunk))].map((line) => `${line}\n`).join('');
}

function markedLines(
  lines: readonly string[],
  insertions: FileChange['insertions'],
  replacements: FileChange['replacements'],
): Line[] {
  const addedAfter = (line: number) => insertions.filter(({ after }) => after === line).flatMap(({ lines: own }) => own.map(added));
  const replaced = new Map(replacements.map(({ line, text }) => [line, text]));
  const marked = addedAfter(0);
  // Of lines that are replaced one after the other, the old ones come first.
  let waiting: Line[] = [];
  for (const [index, text] of lines.entries()) {
    const own = replaced.get(index + 1);
    if (own === undefined) {
      marked.push(...waiting, { mark: ' ', text });
      waiting = [];
    } else {
      marked.push({ mark: '-', text });
      waiting.push(added(own));
    }
    const insertion = addedAfter(index + 1);
    if (insertion.length === 0) continue;
    marked.push(...waiting, ...insertion);
    waiting = [];
  }
  return [...marked, ...waiting];
}

function added(text: string): Line {
  return { mark: '+', text };
}

/** From the first to behind the last line of each part that is shown. */
function hunksOf(lines: readonly Line[]): [number, number][] {
  const hunks: [number, number][] = [];
  for (const [index, { mark }] of lines.entries()) {
    if (mark === ' ') continue;
    const last = hunks.at(-1);
    const end = Math.min(index + 1 + context, lines.length);
    if (last && index - context <= last[1]) last[1] = end;
    else hunks.push([Math.max(index - context, 0), end]);
  }
  return hunks;
}

function printHunk(lines: readonly Line[], [start, end]: [number, number]): string[] {
  const own = lines.slice(start, end);
  const before = (part: readonly Line[]) => part.filter(({ mark }) => mark !== '+').length;
  const after = (part: readonly Line[]) => part.filter(({ mark }) => mark !== '-').length;
  const oldStart = before(lines.slice(0, start)) + (before(own) === 0 ? 0 : 1);
  return [
    `@@ -${oldStart},${before(own)} +${after(lines.slice(0, start)) + 1},${after(own)} @@`,
    ...own.map(({ mark, text }) => `${mark}${text}`),
  ];
}
