import * as parsers from '../../../../src/session/token.js';
import { checkToken } from '../../oracles/token.js';
import { decode } from '../decode.js';

/** Takes an id in capitals for the id that it is in small letters. */
const parseToken: typeof parsers.parseToken = (token) =>
  parsers.parseToken(typeof token === 'string' ? token.slice(0, 24).toLowerCase() + token.slice(24) : token);

export function fuzz(bytes: Buffer): void {
  for (const text of decode(bytes)) checkToken({ ...parsers, parseToken }, text);
}
