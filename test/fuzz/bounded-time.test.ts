import { expect, test } from 'vitest';
import { createCookie } from '../../src/cookie/cookie.js';
import { namesCredential } from '../../src/export/credentials.js';
import { assertOrigins, isTrustedOrigin } from '../../src/request/origin.js';
import { isSessionId, isToken, parseToken } from '../../src/session/token.js';
import { countSteps } from './support/count-steps.js';
import { sampleToken } from './support/samples.js';

/** Texts of about a length that make a pattern with two ways to match the same take them all. */
const shapes: [string, (length: number) => string][] = [
  ['one letter', (length) => 'a'.repeat(length)],
  ['one capital', (length) => 'A'.repeat(length)],
  ['capitals before a digit', (length) => `${'A'.repeat(length)}1`],
  ['letters in both cases', (length) => 'aA'.repeat(length / 2)],
  ['words in camel case', (length) => 'passWord'.repeat(length / 8)],
  ['words with capitals', (length) => 'APIKey'.repeat(length / 6)],
  ['almost words', (length) => 'passwor'.repeat(length / 7)],
  ['hash after hash', (length) => `${'hash'.repeat(length / 4)}x`],
  ['separators', (length) => '_-'.repeat(length / 2)],
  ['spaces', (length) => ' '.repeat(length)],
  ['spaces before a letter', (length) => `${' \t'.repeat(length / 2)}x`],
  ['spaces inside', (length) => `a${' '.repeat(length)}b`],
  ['spaces and letters', (length) => ' a'.repeat(length / 2)],
  ['equals signs', (length) => '='.repeat(length)],
  ['semicolons', (length) => ';'.repeat(length)],
  ['pairs', (length) => '__Host-session = ; '.repeat(length / 19)],
  ['a cookie of spaces', (length) => `__Host-session=${' '.repeat(length)}x${' '.repeat(length)}`],
  ['tokens', (length) => sampleToken.repeat(length / 68)],
  ['ids', (length) => `${sampleToken.slice(0, 24)}.`.repeat(length / 25)],
  ['a token and more', (length) => sampleToken + 'A'.repeat(length)],
  ['an origin', (length) => `https://${'a'.repeat(length)}`],
  ['an origin with a path', (length) => `https://${'a'.repeat(length)}/`],
  ['labels', (length) => `https://${'a.'.repeat(length / 2)}`],
  ['origins', (length) => 'https://'.repeat(length / 8)],
  ['slashes', (length) => `/${'/'.repeat(length)};`],
  ['what is not ASCII', (length) => '\u00e9\u0131\ud835'.repeat(length / 3)],
];

const cookie = createCookie({}, () => new Date(0));

/** Also what refuses its input with an error has read it first. */
const attempt = (work: () => unknown) => {
  try {
    work();
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
  }
};

const parsers: [string, (text: string) => void][] = [
  ['parseToken', (text) => void parseToken(text)],
  ['isToken', (text) => void isToken(text)],
  ['isSessionId', (text) => void isSessionId(text)],
  ['cookie.read', (text) => void cookie.read(text)],
  ['cookie.serialize', (text) => attempt(() => cookie.serialize(text, { expirationDate: new Date(0), remember: true }))],
  ['the cookie options', (text) => {
    for (const name of ['name', 'domain', 'path', 'sameSite']) attempt(() => createCookie({ [name]: text }, () => new Date(0)));
  }],
  ['isTrustedOrigin, by Origin', (text) => void isTrustedOrigin({ method: 'POST', origin: text, host: 'app.example' })],
  ['isTrustedOrigin, by Host', (text) => void isTrustedOrigin({ method: 'POST', origin: 'https://app.example', host: text })],
  ['isTrustedOrigin, by method', (text) => void isTrustedOrigin({ method: text })],
  ['assertOrigins', (text) => attempt(() => assertOrigins([text], 'allowedOrigins'))],
  ['namesCredential', (text) => void namesCredential(text)],
];

/** For each character at most so many: 28 words that `namesCredential` looks for at each place, and what leads there. */
const stepsPerCharacter = 60;

test.each(parsers)('%s takes no more steps for a character of a long text than of a short one', (_, parse) => {
  for (const [shape, make] of shapes) {
    for (const length of [1, 2, 4, 8, 16].map((times) => times * 128)) {
      const text = make(length);
      const steps = countSteps(() => parse(text));
      expect(steps, `${shape}, ${text.length} characters`).toBeLessThanOrEqual(stepsPerCharacter * (text.length + 64));
    }
  }
});

test.each([
  ['two repetitions in a row', /([A-Z]+)([A-Z][a-z])/g, 'A'],
  ['an end after blanks', /[ \t]+$/, ' '],
  ['words of words', /^(?:a+b?)*c/, 'a'],
])('the count tells a pattern that takes more and more: %s', (_, pattern, unit) => {
  const count = (length: number) => countSteps(() => `${unit.repeat(length)}!`.replace(pattern, ''));
  const [short, long] = unit === 'a' && pattern.source.startsWith('^') ? [8, 16] : [128, 512];
  expect(count(long) / count(short)).toBeGreaterThan((3 * long) / short);
});

test('the count is of all that a text passes through, and leaves the engine as it was', () => {
  const { exec } = RegExp.prototype;
  const once = countSteps(() => /^a{8}b$/.test('a'.repeat(8)));
  expect(once).toBeGreaterThan(8);
  expect(countSteps(() => 'a-b_c'.split(/[^a-z]/).map((part) => part.replace(/[a-z]/, '')))).toBeGreaterThan(5);
  expect(countSteps(() => undefined)).toBe(0);
  expect(RegExp.prototype.exec).toBe(exec);
});
