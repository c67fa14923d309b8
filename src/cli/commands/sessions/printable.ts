/**
 * Text from outside for a terminal: what would move the cursor, change colours or turn the direction of writing
 * comes out as an escape. A user agent is whatever somebody sent.
 */
export function printable(text: string): string {
  return text.replaceAll(/[\p{Cc}\p{Cf}\u2028\u2029]/gu, escaped);
}

/** As in JSON, which has pairs for what is beyond 16 bits. */
function escaped(character: string): string {
  return Array.from({ length: character.length }, (_, index) => `\\u${character.charCodeAt(index).toString(16).padStart(4, '0')}`).join('');
}
