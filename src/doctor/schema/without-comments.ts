/**
 * The text without comments and without blanks at the ends of lines, so that each line keeps its number. Prisma
 * takes comments in more places than the parser does, such as behind the brace that opens a block.
 */
export function withoutComments(text: string): string {
  let result = '';
  for (let index = 0; index < text.length; ) {
    const end = endOfPart(text, index);
    const part = text.slice(index, end);
    result += isComment(part) ? '\n'.repeat(part.split('\n').length - 1) : part;
    index = end;
  }
  return result
    .split('\n')
    .map((line) => line.trimEnd())
    .join('\n');
}

function isComment(part: string): boolean {
  return part.startsWith('//') || part.startsWith('/*');
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
