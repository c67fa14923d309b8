import { type FileChange, linesOf, withoutEnd } from './insertions.js';

const context = 3;

interface Line {
  mark: ' ' | '+';
  text: string;
}

/** The change as a unified diff, in which nothing is taken away. */
export function diffOf({ file, before, insertions }: Pick<FileChange, 'file' | 'before' | 'insertions'>): string {
  const lines = markedLines(linesOf(before ?? '').map(withoutEnd), insertions);
  const head = [`--- ${before === null ? '/dev/null' : `a/${file}`}`, `+++ b/${file}`];
  return [...head, ...hunksOf(lines).flatMap((hunk) => printHunk(lines, hunk))].map((line) => `${line}\n`).join('');
}

function markedLines(lines: readonly string[], insertions: FileChange['insertions']): Line[] {
  const addedAfter = (line: number) =>
    insertions.filter(({ after }) => after === line).flatMap(({ lines: own }) => own.map((text): Line => ({ mark: '+', text })));
  return [...addedAfter(0), ...lines.flatMap((text, index): Line[] => [{ mark: ' ', text }, ...addedAfter(index + 1)])];
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
  const old = (part: readonly Line[]) => part.filter(({ mark }) => mark === ' ').length;
  const oldStart = old(lines.slice(0, start)) + (old(own) === 0 ? 0 : 1);
  return [
    `@@ -${oldStart},${old(own)} +${start + 1},${own.length} @@`,
    ...own.map(({ mark, text }) => `${mark}${text}`),
  ];
}
