/** Lines that are added to a file. */
export interface Insertion {
  /** The number of the line that they follow; 0 for the beginning. */
  after: number;
  /** Without their ends. */
  lines: readonly string[];
}

/** A line that takes the place of another, without its end. */
export interface Replacement {
  /** The number of the line, from 1. */
  line: number;
  text: string;
}

/** One file, what is added to it, and which of its lines become others; no line of it is removed. */
export interface FileChange {
  /** As the schema's files are named. */
  file: string;
  /** The text as it is; `null` for a file that is new. */
  before: string | null;
  /** Both by the numbers of the lines before. */
  insertions: readonly Insertion[];
  replacements: readonly Replacement[];
  after: string;
}

/** @param like a text whose line ends a new file takes over */
export function changeOf(
  file: string,
  before: string | null,
  insertions: readonly Insertion[],
  like = before ?? '',
  replacements: readonly Replacement[] = [],
): FileChange {
  const sorted = insertions.toSorted((a, b) => a.after - b.after);
  const after = insert(replace(before ?? '', replacements), sorted, lineEndOf(like));
  return { file, before, insertions: sorted, replacements, after };
}

/** The lines of a text, each with its end. */
export function linesOf(text: string): string[] {
  return text.match(/[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+$/g) ?? [];
}

export function withoutEnd(line: string): string {
  return line.replace(/[\r\n]+$/, '');
}

function replace(text: string, replacements: readonly Replacement[]): string {
  const lines = linesOf(text);
  for (const { line, text: own } of replacements) {
    const old = lines[line - 1]!;
    lines[line - 1] = `${own}${old.slice(withoutEnd(old).length)}`;
  }
  return lines.join('');
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
