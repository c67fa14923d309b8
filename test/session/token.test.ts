import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { createToken, hashSecret, hashesMatch, parseToken } from '../../src/session/token.js';
import { sha256, webSha256 } from '../../src/session/sha256.js';
import { setUp } from '../support/auth.js';

test('a token is a public id of 120 bits and a secret of 256, and the hash is SHA-256 of the secret', async () => {
  const { token, id, secretHash } = await createToken();
  expect(token).toMatch(/^[a-z2-7]{24}\.[A-Za-z0-9_-]{43}$/);
  const [publicHalf, secret] = token.split('.');
  expect(publicHalf).toBe(id);
  expect(secretHash).toBe(`sha256:${createHash('sha256').update(secret!).digest('base64url')}`);
  expect(parseToken(token)).toEqual({ id, secret });
});

test('ten thousand tokens: all are canonical, no id or secret comes twice', async () => {
  const seen = new Set<string>();
  for (let count = 0; count < 10_000; count++) {
    const { token } = await createToken();
    const parts = parseToken(token);
    expect(parts).not.toBeNull();
    seen.add(parts!.id).add(parts!.secret);
    expect(Buffer.from(parts!.secret, 'base64url').toString('base64url')).toBe(parts!.secret);
  }
  expect(seen.size).toBe(20_000);
});

const { token } = await createToken();
const [id, secret] = token.split('.') as [string, string];

/** The same bits in another base64url spelling: the last character carries two bits of slack. */
const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
const slack = secret.slice(0, -1) + alphabet[alphabet.indexOf(secret.at(-1)!) + 1];

const malformed: [string, unknown][] = [
  ['undefined', undefined],
  ['null', null],
  ['empty', ''],
  ['a number', 5],
  ['an object', { toString: () => token }],
  ['a String object', Object(token)],
  ['an array', [token]],
  ['the id alone', id],
  ['the secret alone', secret],
  ['without the dot', id + secret],
  ['two dots', `${id}.${secret}.`],
  ['another separator', `${id}:${secret}`],
  ['the id in capitals', `${id.toUpperCase()}.${secret}`],
  ['a digit that base32 lacks', `1${id.slice(1)}.${secret}`],
  ['the id too short', `${id.slice(1)}.${secret}`],
  ['the secret too long', `${id}.${secret}A`],
  ['padding', `${id}.${secret}=`],
  ['plain base64', `${id}.${'+'.repeat(42)}A`],
  ['another spelling of the same secret', `${id}.${slack}`],
  ['space before', ` ${token}`],
  ['a line break after', `${token}\n`],
  ['a line break in the place of a character', `${token.slice(0, -1)}\n`],
  ['quotes', `"${token}"`],
  ['percent code', token.replace('.', '%2E')],
  ['NUL', `${token.slice(0, -1)}\0`],
  ['a full-width letter', `ａ${token.slice(1)}`],
  ['1 MB', 'a'.repeat(1 << 20)],
  ['1 MB of tokens', token.repeat(15_000)],
];

test.each(malformed)('%s is no token, and storage is not asked', async (_, input) => {
  const { auth, calls } = setUp();
  expect(parseToken(input)).toBeNull();
  expect(await auth.validateSession(input as string)).toBeNull();
  expect(calls).toEqual([]);
});

test('a hash matches itself and nothing else', async () => {
  const hash = await hashSecret(secret);
  const other = await hashSecret('other');
  expect(hashesMatch(hash, hash)).toBe(true);
  for (const stored of [undefined, null, '', 0, {}, hash.slice(0, -1), `${hash}A`, other, hash.toUpperCase()]) {
    expect(hashesMatch(stored, hash)).toBe(false);
  }
});

test.each(['', 'abc', 'é👩‍💻', 'x'.repeat(1000)])('Node and Web Crypto hash alike: %j', async (text) => {
  const expected = createHash('sha256').update(text).digest('base64url');
  expect(await sha256(text)).toBe(expected);
  expect(await webSha256(text)).toBe(expected);
});
