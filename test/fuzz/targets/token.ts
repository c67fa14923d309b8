import * as parsers from '../../../src/session/token.js';
import { checkToken } from '../oracles/token.js';
import { decode } from './decode.js';

export function fuzz(bytes: Buffer): void {
  for (const text of decode(bytes)) checkToken(parsers, text);
}
