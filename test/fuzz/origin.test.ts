import fc from 'fast-check';
import { expect, test } from 'vitest';
import * as checks from '../../src/request/origin.js';
import { checkAllowed, checkRequest, findGround, readOrigin } from './oracles/origin.js';
import { anyText, often } from './support/arbitraries.js';

const { isTrustedOrigin } = checks;

const hostName = fc.oneof(
  fc.constantFrom('app.example', 'App.EXAMPLE', 'evil.example', 'app.example.evil.example', 'app.example.', 'localhost', 'xn--bcher-kva.example'),
  fc.constantFrom('127.0.0.1', '127.1', '0x7f.1', '2130706433', '[::1]', '[0:0::1]', '[::ffff:127.0.0.1]', '[::1', 'a..b', 'a_b.example'),
  fc.constantFrom('b\u00fccher.example', '\uff41pp.example', 'app\u3002example', 'a\u00adpp.example', '%61pp.example', 'app.example%00', 'app.example\0'),
  fc.domain(),
  anyText,
);
const port = fc.oneof(fc.constantFrom('', '', ':', ':80', ':443', ':0443', ':3000', ':65535', ':65536', ':-1', ':8o', ':443:443'), anyText);
const authority = fc.tuple(hostName, port).map((parts) => parts.join(''));
const scheme = fc.constantFrom('https://', 'http://', 'HTTPS://', 'https:/', 'https:', 'ftp://', 'file://', 'http\u017f://', '');
const ending = fc.constantFrom('', '', '', '/', '/app.example', '?a', '#a', '@evil.example', '\\', '\t', '\0', ' ');
const origin = fc.oneof(fc.tuple(scheme, authority, ending).map((parts) => parts.join('')), fc.constantFrom('null', ''), anyText);
const absent = fc.constantFrom(undefined, null);
const method = fc.oneof(
  fc.constantFrom('POST', 'PUT', 'PATCH', 'DELETE', 'post', 'GET', 'head', 'Options', 'trace', 'opt\u0131ons', 'option\u017f', ' GET', 'GET ', 'GETX', ''),
  anyText,
);
const fetchSite = fc.oneof(absent, fc.constantFrom('', 'same-origin', 'none', 'same-site', 'cross-site', 'Same-Origin', 'same-origin ', 'NONE'), anyText);
const request = fc.record({
  method,
  origin: fc.oneof(origin, absent),
  host: fc.oneof(authority, absent),
  secFetchSite: fc.oneof({ weight: 3, arbitrary: absent }, fetchSite),
  secure: fc.constantFrom(true, false, undefined),
});
const allowed = fc.array(origin, { maxLength: 3 });

test('a request is trusted on the grounds that the oracle finds, and no other', () => {
  fc.assert(fc.property(request, allowed, (each, origins) => checkRequest(checks, each, origins)), { numRuns: 20_000 });
});

test('requests of one site by both headers: alike places are trusted, others are not', () => {
  const trusted = new Map<boolean, number>([[true, 0], [false, 0]]);
  fc.assert(
    fc.property(scheme, authority, authority, fc.boolean(), fc.boolean(), (start, from, to, alike, secure) => {
      const each = { method: 'POST', origin: start + from, host: alike ? from : to, secure };
      checkRequest(checks, each, []);
      const answer = isTrustedOrigin(each);
      trusted.set(answer, trusted.get(answer)! + 1);
    }),
    { numRuns: 10_000 },
  );
  // Neither half of the property is idle.
  expect(Math.min(...trusted.values())).toBeGreaterThan(50);
});

test('an allowed origin is allowed to the letter, and no other for its sake', () => {
  fc.assert(
    fc.property(origin, origin, (one, other) => {
      const each = { method: 'POST', secFetchSite: 'cross-site', origin: one };
      expect(isTrustedOrigin(each, [one])).toBe(one !== '');
      expect(isTrustedOrigin(each, [other])).toBe(one !== '' && one === other);
    }),
    often,
  );
});

test('only origins in the form of browsers can be allowed', () => {
  let accepted = 0;
  fc.assert(
    fc.property(fc.oneof(origin, fc.webAuthority().map((each) => `https://${each}`)), (each) => {
      if (checkAllowed(checks, each)) accepted++;
    }),
    { numRuns: 5000 },
  );
  expect(accepted).toBeGreaterThan(10);
});

test('what is no list of origins cannot be allowed', () => {
  const noOrigins = fc.anything({ withNullPrototype: true }).filter((value) => !Array.isArray(value) || value.length > 0);
  fc.assert(
    fc.property(noOrigins, (value) => {
      expect(() => checks.assertOrigins(value, 'allowedOrigins')).toThrow('"allowedOrigins" option must be');
    }),
    often,
  );
});

// Node 20 and 22 answer URL.canParse otherwise once it is called often: they read Latin-1 as UTF-8.
test('a hundred thousand requests later, the same request gets the same answer', () => {
  const hostile = ['https://xn--bchtchhtt\u00c2\u00adps', 'https://\u00c3\u00a9.example', 'https://a\u00ff.example'];
  const answer = () => hostile.flatMap((each) => [
    isTrustedOrigin({ method: 'POST', origin: each, host: 'app.example' }),
    isTrustedOrigin({ method: 'POST', origin: 'https://app.example', host: each.slice('https://'.length) }),
  ]);
  const before = answer();
  for (let count = 0; count < 100_000; count++) isTrustedOrigin({ method: 'POST', origin: `https://a${count % 1000}.example`, host: 'b.example' });
  expect(before).toEqual([false, false, false, false, false, false]);
  expect(answer()).toEqual(before);
});

test('the oracle reads what browsers send, and tells a check that looks at the end of a name', () => {
  expect(readOrigin('https://app.example')).toEqual({ scheme: 'https', host: 'app.example', port: 443 });
  expect(readOrigin('http://[::1]:8080')).toEqual({ scheme: 'http', host: '::1', port: 8080 });
  expect(readOrigin('https://app.example/')).toBeNull();
  expect(findGround({ method: 'POST', origin: 'https://app.example', host: 'app.example:443' }, [])).toBe('same host');
  const suffix = { ...checks, isTrustedOrigin: ({ origin: from, host }: checks.RequestOrigin) => from?.endsWith(host!) === true };
  const each = { method: 'POST', origin: 'https://evilapp.example', host: 'app.example' };
  expect(() => checkRequest(suffix, each, [])).toThrow('isTrustedOrigin gave true, should be false');
});
