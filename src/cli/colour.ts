import process from 'node:process';
import type { WriteStream } from 'node:tty';

/** Whether to colour what goes there: only where somebody looks at it, and did not ask for none (https://no-color.org). */
export function hasColour(stream: Pick<WriteStream, 'isTTY'>): boolean {
  return Boolean(stream.isTTY) && !process.env.NO_COLOR;
}
