/** Lines that are added to a file. */
export interface Insertion {
  /** The number of the line that they follow; 0 for the beginning. */
  after: number;
  /** Without their ends. */
  lines: readonly string[];
}

/** One file and what is added to it; nothing of it is changed or removed. */
export interface FileChange {
  /** As the schema's files are named. */
  file: string;
  /** The text as it is; `null` for a file that is new. */
  before: string | null;
  insertions: readonly Insertion[];
  after: string;
}

/** @param like a text whose line ends a new file takes over */
export function changeOf(file: string, before: string | null, insertions: readonly Insertion[], like = before ?? ''): FileChange {
  const sorted = insertions.toSorted((a, b) => a.after - b.after);
  return { file, before, insertions: sorted, after: insert(before ?? '', sorted, lineEndOf(like)) };
}

/** The lines of a text, each with its end. */
export function linesOf(text: string): string[] {
  return text.match(/[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+$/g) ?? [];
}

export function withoutEnd(line: string): string {
  return line.replace(/[\r\n]+$/, '');
}

function insert(text: string, insertions: readonly Insertion[], lineEnd: string): string {
  const lines = linesOf(text);
  const added = new Map(insertions.map(({ after, lines: own }) => [after, own.map((line) => `${line}${lineEnd}`).join('')]));
  const rest = lines.map((line, index) => {
    const own = added.get(index + 1);
    if (own === undefined) return line;
    return `${line === withoutEnd(line) ? `${line}${lineEnd}` : line}${own}`;
  });
  return `${added.get(0) ?? ''}${rest.join('')}`;
}

/** The line end that most lines of the text have. */
function lineEndOf(text: string): string {
  const ends = linesOf(text).map((line) => line.slice(withoutEnd(line).length));
  return ends.filter((end) => end === '\r\n').length * 2 > ends.length ? '\r\n' : '\n';
}
