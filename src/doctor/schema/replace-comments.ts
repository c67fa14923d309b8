/**
 * The text with another mark, or nothing, in the place of the comments that begin with one of the marks, and
 * without blanks at the ends of lines. Each line keeps its number.
 */
export function replaceComments(text: string, marks: readonly string[], by: string): string {
  let result = '';
  for (let index = 0; index < text.length; ) {
    const end = endOfPart(text, index);
    const part = text.slice(index, end);
    const isReplaced = marks.some((mark) => part.startsWith(mark));
    result += isReplaced ? part.split('\n').fill(by).join('\n') : part;
    index = end;
  }
  return result
    .split('\n')
    .map((line) => line.trimEnd())
    .join('\n');
}

/** Where the string, comment or single character that begins here ends. A mark within another of these is none. */
function endOfPart(text: string, start: number): number {
  if (text.startsWith('//', start)) return orEnd(text, text.indexOf('\n', start));
  if (text.startsWith('/*', start)) return orEnd(text, text.indexOf('*/', start + 2) + 2, 1);
  if (text[start] !== '"') return start + 1;
  for (let index = start + 1; index < text.length; index++) {
    if (text[index] === '\\') index++;
    else if (text[index] === '"') return index + 1;
    else if (text[index] === '\n') return index;
  }
  return text.length;
}

/** The position, or the end of the text where there is none. */
function orEnd(text: string, position: number, none = -1): number {
  return position === none ? text.length : position;
}
