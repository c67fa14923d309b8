import { expect, test } from 'vitest';
import { type RequestOrigin, isTrustedOrigin } from '../../src/index.js';
import { assertOrigins } from '../../src/request/origin.js';

const post = (request: Partial<RequestOrigin>): RequestOrigin => ({ method: 'POST', host: 'app.example', ...request });

test.each(['GET', 'HEAD', 'OPTIONS', 'TRACE', 'get'])('%s may come from anywhere', (method) => {
  expect(isTrustedOrigin({ method, secFetchSite: 'cross-site', origin: 'https://evil.example' })).toBe(true);
});

test.each([
  [{ secFetchSite: 'same-origin' }, true],
  [{ secFetchSite: 'none' }, true],
  [{ secFetchSite: 'same-site' }, false],
  [{ secFetchSite: 'cross-site' }, false],
  [{ secFetchSite: 'Same-Origin' }, false],
  [{ secFetchSite: 'cross-site', origin: 'https://app.example' }, false],
  [{ secFetchSite: 'same-origin', origin: 'https://evil.example' }, true],
  [{ origin: 'https://app.example' }, true],
  [{ origin: 'http://app.example' }, true],
  [{ origin: 'http://app.example', secure: true }, false],
  [{ origin: 'https://app.example', secure: true }, true],
  [{ origin: 'https://app.example:443' }, true],
  [{ origin: 'https://app.example', host: 'app.example:443' }, true],
  [{ origin: 'http://localhost:3000', host: 'localhost:3000' }, true],
  [{ origin: 'http://localhost:3001', host: 'localhost:3000' }, false],
  [{ origin: 'https://APP.example', host: 'App.Example' }, true],
  [{ origin: 'https://evil.example' }, false],
  [{ origin: 'https://app.example.evil.example' }, false],
  [{ origin: 'https://evil.example/app.example' }, false],
  [{ origin: 'https://app.example@evil.example' }, false],
  [{ origin: 'https://evil.example', host: 'app.example@evil.example' }, false],
  [{ origin: 'null' }, false],
  [{ origin: 'file://' }, false],
  [{ origin: 'app.example' }, false],
  [{ origin: 'javascript:alert(1)' }, false],
  [{ origin: '' }, false],
  [{ origin: 'https://app.example', host: '' }, false],
  [{ origin: 'https://app.example', host: undefined }, false],
  [{}, false],
])('POST %j: %s', (request, expected) => {
  expect(isTrustedOrigin(post(request))).toBe(expected);
});

test('a further origin may be allowed, to the letter', () => {
  const allowed = ['https://admin.example'];
  expect(isTrustedOrigin(post({ secFetchSite: 'cross-site', origin: 'https://admin.example' }), allowed)).toBe(true);
  expect(isTrustedOrigin(post({ secFetchSite: 'cross-site', origin: 'http://admin.example' }), allowed)).toBe(false);
  expect(isTrustedOrigin(post({ origin: 'https://admin.example:8443' }), allowed)).toBe(false);
});

test.each(['https://a.example/', 'https://A.example', 'a.example', '*', 'https://a.example:443', '', null])(
  'an allowed origin that no browser would send is refused: %j',
  (origin) => {
    expect(() => assertOrigins([origin], 'allowedOrigins')).toThrow('"allowedOrigins"');
  },
);
