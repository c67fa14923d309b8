import { andThen } from './and-then.js';
import { toBase64url } from './base64url.js';
import { sha256 } from './sha256.js';

/**
 * The alphabet of session ids, that of base32: no letter case, so that a database whose collation ignores
 * case still keeps ids apart. 24 characters of it are 120 bits, and no id has a second spelling.
 */
const idAlphabet = 'abcdefghijklmnopqrstuvwxyz234567';
const idLength = 24;
/** 256 bits of entropy; ASVS 5.0 7.2.3 asks for 128. */
const secretBytes = 32;

// Both patterns are anchored and of fixed length, so that a test ends within 68 characters whatever it is given.
const idPattern = /^[a-z2-7]{24}$/;
/** The last of 43 base64url characters carries 4 bits, so only 16 of the 64 are canonical there. */
const tokenPattern = /^[a-z2-7]{24}\.[A-Za-z0-9_-]{42}[AEIMQUYcgkosw048]$/;

/** The version mark of the stored form. Another scheme gets another mark, and rows say which is theirs. */
const hashMark = 'sha256:';

/** What must never leave in an error: whole tokens and stored hashes. */
export const secretPatterns = [/[a-z2-7]{24}\.[A-Za-z0-9_-]{43}/g, /sha256:(?:[A-Za-z0-9_-]{8}:)?[A-Za-z0-9_-]{43}/g];

export interface TokenParts {
  /** The public half; names the row. */
  id: string;
  /** The secret half, as text. */
  secret: string;
}

export interface NewToken {
  token: string;
  id: string;
  secretHash: string;
}

/** A new token with its id and the only form of its secret that is ever stored. */
export async function createToken(
  hash: (secret: string, id: string) => string | Promise<string> = hashSecret,
): Promise<NewToken> {
  const id = newId();
  const secret = toBase64url(randomBytes(secretBytes));
  return { token: `${id}.${secret}`, id, secretHash: await hash(secret, id) };
}

/** A session id that was never given before. */
export function newId(): string {
  // 32 divides 256, so every character is as likely as any other.
  let id = '';
  for (const byte of randomBytes(idLength)) id += idAlphabet[byte % 32];
  return id;
}

/**
 * Splits a token in its one canonical form; anything else is `null`, in bounded time.
 */
export function parseToken(token: unknown): TokenParts | null {
  if (!isToken(token)) return null;
  return { id: token.slice(0, idLength), secret: token.slice(idLength + 1) };
}

export function isToken(value: unknown): value is string {
  return typeof value === 'string' && tokenPattern.test(value);
}

export function isSessionId(value: unknown): value is string {
  return typeof value === 'string' && idPattern.test(value);
}

/**
 * SHA-256 of the secret behind the version mark. A fast hash is right here: the secret has 256 random
 * bits, so there is nothing to guess (ASVS 5.0 11.4.2 is about passwords).
 */
export function hashSecret(secret: string): string | Promise<string> {
  return andThen(sha256(secret), (digest) => hashMark + digest);
}

/**
 * Compares in time that does not depend on where the two differ. A stored value that is no hash is unequal.
 * Lengths are no secret: that of every hash is known.
 */
export function hashesMatch(stored: unknown, computed: string): boolean {
  if (typeof stored !== 'string' || stored.length !== computed.length) return false;
  let difference = 0;
  for (let index = 0; index < computed.length; index++) difference |= stored.charCodeAt(index) ^ computed.charCodeAt(index);
  return difference === 0;
}

function randomBytes(length: number): Uint8Array {
  return crypto.getRandomValues(new Uint8Array(length));
}
