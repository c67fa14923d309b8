import fc from 'fast-check';
import { expect, test } from 'vitest';
import * as parsers from '../../src/session/token.js';
import { checkToken, readToken } from './oracles/token.js';
import { anyText, often, token, unit } from './support/arbitraries.js';

const { isSessionId, isToken, parseToken } = parsers;

const check = (text: string) => checkToken(parsers, text);

/** Puts a text in the place of some characters of another. */
const splice = (text: string, start: number, count: number, put: string) => text.slice(0, start) + put + text.slice(start + count);

const place = fc.nat({ max: 67 });

test('a token is taken apart and put together again', () => {
  fc.assert(
    fc.property(token, (text) => {
      const parts = parseToken(text);
      expect(parts && `${parts.id}.${parts.secret}`).toBe(text);
      check(text);
    }),
    often,
  );
});

test('any text is read as by its meaning, and none makes the parsers throw', () => {
  fc.assert(fc.property(anyText, check), often);
});

test('any value that is no string is refused', () => {
  const noString = fc.anything({ withBigInt: true, withDate: true, withNullPrototype: true }).filter((value) => typeof value !== 'string');
  fc.assert(
    fc.property(noString, (value) => {
      expect([parseToken(value), isToken(value), isSessionId(value)]).toEqual([null, false, false]);
    }),
    often,
  );
});

test('an object that turns into a token is none', () => {
  fc.assert(
    fc.property(token, (text) => {
      const poses = [Object(text), [text], { toString: () => text }, { [Symbol.toPrimitive]: () => text, length: text.length }];
      expect(poses.map(parseToken)).toEqual(poses.map(() => null));
    }),
  );
});

test('a character more, less or in the place of another: another token of other parts, or none', () => {
  const counts = fc.constantFrom([0, 1], [1, 0], [1, 1], [1, 2], [2, 1]);
  fc.assert(
    fc.property(token, place, counts, fc.array(unit, { minLength: 2, maxLength: 2 }), (text, start, [taken, put], units) => {
      const other = splice(text, start, taken!, units.slice(0, put).join(''));
      check(other);
      if (other !== text) expect(parseToken(other)).not.toEqual(parseToken(text));
    }),
    { numRuns: 10_000 },
  );
});

test('of the four spellings of the same bytes only one is a token', () => {
  fc.assert(
    fc.property(token, (text) => {
      const bytes = Buffer.from(text.slice(25), 'base64url');
      const spellings = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_']
        .map((last) => text.slice(0, -1) + last)
        .filter((spelling) => Buffer.from(spelling.slice(25), 'base64url').equals(bytes));
      expect(spellings).toHaveLength(4);
      expect(spellings.filter(isToken)).toEqual([text]);
    }),
    often,
  );
});

const respellings: [string, (text: string, index: number) => string][] = [
  ['a capital in the id', (text, index) => splice(text, index % 24, 1, text.charAt(index % 24).toUpperCase())],
  ['a percent code', (text, index) => splice(text, index, 1, `%${text.charCodeAt(index).toString(16)}`)],
  ['a percent code in capitals', (text, index) => splice(text, index, 1, `%${text.charCodeAt(index).toString(16).toUpperCase()}`)],
  ['a full-width character', (text, index) => splice(text, index, 1, String.fromCharCode(text.charCodeAt(index) + 0xfee0))],
  ['a mathematical letter', (text, index) => splice(text, index % 24, 1, String.fromCodePoint(0x1d5ba + (index % 26)))],
  ['an HTML entity', (text, index) => splice(text, index, 1, `&#${text.charCodeAt(index)};`)],
  ['an escape of JSON', (text, index) => splice(text, index, 1, `\\u00${text.charCodeAt(index).toString(16)}`)],
  ['overlong UTF-8', (text, index) => splice(text, index, 1, `\xc1${String.fromCharCode(0x80 | (text.charCodeAt(index) & 0x3f))}`)],
  ['a mark combined with a letter', (text, index) => splice(text, index + 1, 0, '\u0301')],
  ['what is not seen', (text, index) => splice(text, index, 0, ['\u200b', '\u00ad', '\ufeff', '\u2060', '\u202e'][index % 5]!)],
  ['NUL', (text, index) => splice(text, index, 0, '\0')],
  ['NUL at the end', (text) => `${text}\0`],
  ['half a surrogate pair', (text, index) => splice(text, index, 1, index % 2 ? '\ud835' : '\udc00')],
  ['white space', (text, index) => splice(text, index, 0, [' ', '\t', '\r', '\n', '\v', '\u00a0', '\u2028', '\u3000'][index % 8]!)],
  ['white space before', (text, index) => [' ', '\t', '\n', '\u00a0'][index % 4] + text],
  ['white space after', (text, index) => text + [' ', '\t', '\n', '\r\n'][index % 4]],
  ['padding', (text, index) => text + '='.repeat((index % 3) + 1)],
  ['quotes', (text) => `"${text}"`],
  ['another token after it', (text) => text + text],
];

test.each(respellings)('a token with %s is none', (_, respell) => {
  fc.assert(
    fc.property(token, place, (text, index) => {
      const other = respell(text, index);
      if (other === text) return;
      expect(isToken(other)).toBe(false);
      check(other);
    }),
    often,
  );
});

test('the oracle takes tokens and refuses what is none: the properties can fail', () => {
  const [sample] = fc.sample(token, 1) as [string];
  expect(readToken(sample)).toEqual(parseToken(sample));
  const lenient = { ...parsers, isToken: (value: unknown): value is string => isToken(String(value).trim()) };
  expect(() => checkToken(lenient, ` ${sample}`)).toThrow('isToken gave true, should be false');
});
