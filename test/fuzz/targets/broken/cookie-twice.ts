import { createCookie } from '../../../../src/cookie/cookie.js';
import { checkRead } from '../../oracles/cookie.js';
import { decode } from '../decode.js';

const cookie = createCookie({}, () => new Date());

/** Reads the first of two cookies of one name. */
const read: typeof cookie.read = (header) => {
  const pairs = (header ?? '').split(';');
  const first = pairs.findIndex((pair) => cookie.read(pair) !== null);
  return first < 0 ? null : cookie.read(pairs[first]);
};

export function fuzz(bytes: Buffer): void {
  for (const text of decode(bytes)) checkRead({ ...cookie, read }, text);
}
