import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createCookie, type CookieOptions } from '../../src/cookie/cookie.js';
import { checkOptions, checkRead, checkRoundTrip } from './oracles/cookie.js';
import { anyText, often, token } from './support/arbitraries.js';
import { sampleToken } from './support/samples.js';

const now = new Date('2031-05-17T12:00:00.123Z');
const make = (options: CookieOptions = {}) => createCookie(options, () => now);
const cookies = [make(), make({ domain: 'example.com' }), make({ path: '/app', name: 'sid' }), make({ secure: false })];
const cookie = fc.constantFrom(...cookies);

/** Names and values as other cookies have them, and what no one should send. */
const pair = fc.tuple(
  fc.oneof(fc.constantFrom('theme', '__Host-session', '__Secure-session', '__host-session', 'session', 'sid', ''), anyText),
  fc.constantFrom('=', ' = ', '\t=', '', '=='),
  fc.oneof(token, anyText),
);
const header = fc.array(pair.map((parts) => parts.join('')), { maxLength: 8 }).chain((pairs) =>
  fc.constantFrom(';', '; ', ' ;\t', ',').map((separator) => pairs.join(separator)),
);

test('any header is read as by a walk over its characters, and none makes the reader throw', () => {
  fc.assert(fc.property(cookie, fc.oneof(header, anyText), checkRead), { numRuns: 10_000 });
});

test('what is no header reads as nothing', () => {
  const noString = fc.anything({ withNullPrototype: true }).filter((value) => typeof value !== 'string');
  fc.assert(
    fc.property(cookie, noString, ({ read }, value) => {
      expect(read(value as string)).toBeNull();
    }),
    often,
  );
});

test('what is written is read, among any other cookies', () => {
  fc.assert(
    fc.property(cookie, token, header, header, (each, text, before, after) => checkRoundTrip(each, text, before, after)),
    { numRuns: 5000 },
  );
});

test('the name twice reads as nothing, whatever the two values are and stand among', () => {
  fc.assert(
    fc.property(cookie, header, header, anyText, anyText, ({ name, read }, before, between, first, second) => {
      expect(read(`${before};${name}=${first.replaceAll(';', '')};${between};${name}=${second}`)).toBeNull();
    }),
    often,
  );
});

const otherNames: [string, (name: string, index: number) => string][] = [
  ['in another letter case', (name, index) => switchCase(name, index)],
  ['without its prefix', (name) => name.replace(/^__(Host|Secure)-/, '')],
  ['with another prefix', (name) => (name.startsWith('__Host-') ? name.replace('__Host-', '__Secure-') : `__Host-${name}`)],
  ['with a character more', (name, index) => `${name}${String.fromCharCode(0x30 + (index % 10))}`],
  ['with a character less', (name) => name.slice(0, -1)],
  ['in quotes', (name) => `"${name}"`],
  ['with a percent code', (name, index) => name.replace(name.charAt(index % name.length), (unit) => `%${unit.charCodeAt(0).toString(16)}`)],
  ['after white space that is no space or tab', (name, index) => otherSpaces[index % otherSpaces.length] + name],
  ['before white space that is no space or tab', (name, index) => name + otherSpaces[index % otherSpaces.length]],
  ['with a space inside', (name, index) => `${name.slice(0, 1 + (index % (name.length - 1)))} ${name.slice(1 + (index % (name.length - 1)))}`],
  ['with NUL', (name) => `${name}\0`],
  ['with an attribute of old before it', (name) => `$${name}`],
];

const otherSpaces = ['\n', '\r', '\v', '\f', '\0', '\u0085', '\u00a0', '\u2003', '\u2028', '\u3000', '\ufeff'];

/** Turns a letter, the first at or after the place, to its other case. */
function switchCase(name: string, index: number): string {
  const letters = [...name.matchAll(/[a-z]/gi)].map((match) => match.index);
  const at = letters[index % letters.length]!;
  const letter = name.charAt(at);
  return name.slice(0, at) + (letter === letter.toLowerCase() ? letter.toUpperCase() : letter.toLowerCase()) + name.slice(at + 1);
}

test.each(otherNames)('a name %s is another name', (_, rename) => {
  fc.assert(
    fc.property(cookie, fc.nat({ max: 200 }), token, (each, index, text) => {
      const other = rename(each.name, index);
      if (other === each.name) return;
      expect(each.read(`a=b; ${other}=${text}`)).toBeNull();
      expect(each.read(`${other}=x; ${each.name}=${text}`)).toBe(text);
    }),
    often,
  );
});

const value = <T>(usual: fc.Arbitrary<T>) => fc.oneof({ weight: 20, arbitrary: usual }, anyText, fc.anything({ withNullPrototype: true }));
const options = fc.record(
  {
    name: value(fc.constantFrom('session', 'sid', '!#$%&', '__Host-session', '__secure-x', 'a b', 'a=b')),
    secure: value(fc.boolean()),
    sameSite: value(fc.constantFrom('lax', 'strict', 'none', 'Lax', 'toString', '__proto__')),
    domain: value(fc.constantFrom(undefined, 'example.com', 'LOCALHOST', '.example.com', 'a;b', '\u017fample', '')),
    path: value(fc.constantFrom('/', '/app', '/a;b', 'a', '/\u00e9', '/a b')),
  },
  { requiredKeys: [] },
);

test('options are refused with a TypeError that names one, or make a header that says them and nothing more', () => {
  let accepted = 0;
  fc.assert(
    fc.property(options, header, (each, other) => {
      const made = checkOptions(createCookie, each, sampleToken, now);
      if (!made) return;
      accepted++;
      checkRoundTrip(made, sampleToken, other, '');
    }),
    { numRuns: 10_000 },
  );
  // Neither half of the property is idle.
  expect(accepted).toBeGreaterThan(100);
  expect(accepted).toBeLessThan(9600);
});

test('what is no token is never put into a header', () => {
  const noToken = fc.oneof(anyText, token.map((text) => `${text}; Domain=evil.example`), token.map((text) => `${text}\r\nA: b`), fc.anything());
  fc.assert(
    fc.property(cookie, noToken, (each, text) => {
      expect(() => each.serialize(text as string, { expirationDate: now, remember: true })).toThrow(TypeError);
    }),
    often,
  );
});

test('the oracle tells a reader that takes the first of two, and a writer that leaves out Secure', () => {
  const first = { name: 'a', read: (text: string | null | undefined) => /(?:^|; )a=([^;]*)/.exec(text ?? '')?.[1] ?? null };
  expect(() => checkRead(first, 'a=1; b=2')).not.toThrow();
  expect(() => checkRead(first, 'a=1; a=2')).toThrow('read of a gave "1", should be null');
  const insecure: typeof createCookie = (each) => ({ ...make(each), clear: () => '__Host-session=; Max-Age=0; Path=/; HttpOnly; SameSite=Lax' });
  expect(() => checkOptions(insecure, {}, sampleToken, now)).toThrow('Secure gave false, should be true');
});
