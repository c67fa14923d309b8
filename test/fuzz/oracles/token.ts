import type { isSessionId, isToken, parseToken, TokenParts } from '../../../src/session/token.js';
import { agree } from './agree.js';

export interface TokenParsers {
  parseToken: typeof parseToken;
  isToken: typeof isToken;
  isSessionId: typeof isSessionId;
}

const base32 = 'abcdefghijklmnopqrstuvwxyz234567';
const base64url = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

/**
 * Reads a token by its meaning, without a pattern: an id of 24 characters that each stand for 5 bits, a
 * dot, and the one spelling in base64url of 32 bytes.
 */
export function readToken(text: string): TokenParts | null {
  const dot = text.indexOf('.');
  if (dot < 0) return null;
  const id = text.slice(0, dot);
  const secret = text.slice(dot + 1);
  return isId(id) && isSecret(secret) ? { id, secret } : null;
}

function isId(text: string): boolean {
  return countLeading(text, base32) === text.length && text.length === 24;
}

function isSecret(text: string): boolean {
  if (countLeading(text, base64url) !== text.length || text.length !== 43) return false;
  // 43 characters carry 258 bits, and the last two are no part of the bytes.
  return base64url.indexOf(text.slice(-1)) % 4 === 0;
}

/** How many characters of the alphabet come first. The loop tells a fuzzer how far an input got. */
function countLeading(text: string, alphabet: string): number {
  let count = 0;
  while (count < text.length && alphabet.includes(text.charAt(count))) count++;
  return count;
}

/** Throws unless the three parsers agree with each other and with the oracle. */
export function checkToken({ parseToken, isToken, isSessionId }: TokenParsers, text: string): void {
  const expected = readToken(text);
  const parts = parseToken(text);
  agree('parseToken', text, parts, expected);
  agree('isToken', text, isToken(text), expected !== null);
  agree('isSessionId', text, isSessionId(text), isId(text));
  if (parts === null) return;
  agree('A token put together from its parts', text, `${parts.id}.${parts.secret}`, text);
  agree('isSessionId of the id', text, isSessionId(parts.id), true);
}
