/**
 * The texts that bytes may stand for where a parser meets them: one character a byte, as Node's HTTP parser
 * reads headers; UTF-8, as other servers do; and UTF-16, which alone makes single surrogates.
 */
export function decode(bytes: Buffer): string[] {
  const texts = [bytes.toString('latin1')];
  if (bytes.some((byte) => byte > 0x7f)) texts.push(bytes.toString('utf8'));
  if (bytes.includes(0)) texts.push(bytes.toString('utf16le'));
  return texts;
}

/** The lines of a text; those that are not there, or are a lone `-`, stand for values that are not there. */
export function splitFields(text: string): (string | undefined)[] {
  return text.split('\n').map((field) => (field === '-' ? undefined : field));
}
