import { sha256 } from '@oslojs/crypto/sha2';
import { constantTimeEqual } from '@oslojs/crypto/subtle';
import { encodeBase32LowerCaseNoPadding, encodeBase64urlNoPadding } from '@oslojs/encoding';

/**
 * 120 random bits in 24 characters of lower-case base32: no slack bits, so every id has one spelling,
 * and no letter case, so a database whose collation ignores case still keeps ids apart.
 */
const idBytes = 15;
/** 256 bits of entropy; ASVS 5.0 7.2.3 asks for 128. */
const secretBytes = 32;

const idPattern = /^[a-z2-7]{24}$/;
/** The last of 43 base64url characters carries 4 bits, so only 16 of the 64 are canonical there. */
const tokenPattern = /^[a-z2-7]{24}\.[A-Za-z0-9_-]{42}[AEIMQUYcgkosw048]$/;
const tokenLength = 24 + 1 + 43;

/** The version mark of the stored form. Another scheme gets another mark, and rows say which is theirs. */
const hashMark = 'sha256:';

/** What must never leave in an error: whole tokens and stored hashes. */
export const secretPatterns = [/[a-z2-7]{24}\.[A-Za-z0-9_-]{43}/g, /sha256:[A-Za-z0-9_-]{43}/g];

const encoder = new TextEncoder();

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
export function createToken(): NewToken {
  const id = encodeBase32LowerCaseNoPadding(randomBytes(idBytes));
  const secret = encodeBase64urlNoPadding(randomBytes(secretBytes));
  return { token: `${id}.${secret}`, id, secretHash: hashSecret(secret) };
}

/**
 * Splits a token in its one canonical form; anything else is `null`. Work is bounded whatever the
 * size of the input, because the length is looked at first.
 */
export function parseToken(token: unknown): TokenParts | null {
  if (!isToken(token)) return null;
  return { id: token.slice(0, 24), secret: token.slice(25) };
}

export function isToken(value: unknown): value is string {
  return typeof value === 'string' && value.length === tokenLength && tokenPattern.test(value);
}

export function isSessionId(value: unknown): value is string {
  return typeof value === 'string' && value.length === 24 && idPattern.test(value);
}

/**
 * SHA-256 of the secret behind the version mark. A fast hash is right here: the secret has 256 random
 * bits, so there is nothing to guess (ASVS 5.0 11.4.2 is about passwords).
 */
export function hashSecret(secret: string): string {
  return hashMark + encodeBase64urlNoPadding(sha256(encoder.encode(secret)));
}

/** Compares in time that does not depend on where the two differ. A stored value that is no hash is unequal. */
export function hashesMatch(stored: unknown, computed: string): boolean {
  return typeof stored === 'string' && constantTimeEqual(encoder.encode(stored), encoder.encode(computed));
}

function randomBytes(length: number): Uint8Array {
  return crypto.getRandomValues(new Uint8Array(length));
}
