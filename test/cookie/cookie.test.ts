import { expect, test } from 'vitest';
import { createCookie } from '../../src/cookie/cookie.js';
import { createToken } from '../../src/session/token.js';
import { after, noon } from '../../src/testing/fixtures.js';
import { setUp } from '../support/auth.js';

const { token } = await createToken();
const now = () => noon;
const session = { expirationDate: after(89_500), remember: true };

test('the default is a __Host- cookie that lives as long as the session', () => {
  const cookie = createCookie({}, now);
  expect(cookie.name).toBe('__Host-session');
  expect(cookie.serialize(token, session)).toBe(
    `__Host-session=${token}; Max-Age=90; Path=/; HttpOnly; Secure; SameSite=Lax`,
  );
  expect(cookie.clear()).toBe('__Host-session=; Max-Age=0; Path=/; HttpOnly; Secure; SameSite=Lax');
});

test('a session that is not remembered gets a cookie without an end', () => {
  expect(createCookie({}, now).serialize(token, { ...session, remember: false })).toBe(
    `__Host-session=${token}; Path=/; HttpOnly; Secure; SameSite=Lax`,
  );
});

test('a session that is over gets a cookie that is over', () => {
  expect(createCookie({}, now).serialize(token, { ...session, expirationDate: after(-5) })).toContain('Max-Age=0;');
});

test('the prefix follows from the other options', () => {
  expect(createCookie({ name: 'sid' }, now).name).toBe('__Host-sid');
  expect(createCookie({ secure: false }, now).name).toBe('session');
  expect(createCookie({ path: '/app' }, now).name).toBe('__Secure-session');
  expect(createCookie({ domain: 'example.com' }, now).serialize(token, session)).toBe(
    `__Secure-session=${token}; Max-Age=90; Path=/; Domain=example.com; HttpOnly; Secure; SameSite=Lax`,
  );
  expect(createCookie({ secure: false, sameSite: 'strict' }, now).clear()).toBe(
    'session=; Max-Age=0; Path=/; HttpOnly; SameSite=Strict',
  );
});

test.each([
  ['cookie.name', { name: '' }],
  ['cookie.name', { name: 'a b' }],
  ['cookie.name', { name: 'a;b' }],
  ['cookie.name', { name: 'a=b' }],
  ['cookie.name', { name: 'é' }],
  ['cookie.name', { name: 5 }],
  ['cookie.name', { name: '__Host-session' }],
  ['cookie.name', { name: '__secure-session' }],
  ['cookie.secure', { secure: 'yes' }],
  ['cookie.sameSite', { sameSite: 'Lax' }],
  ['cookie.sameSite', { sameSite: 'toString' }],
  ['cookie.sameSite', { sameSite: 'none', secure: false }],
  ['cookie.domain', { domain: 'example.com', secure: false }],
  ['cookie.domain', { domain: '.example.com' }],
  ['cookie.domain', { domain: 'example.com; HttpOnly' }],
  ['cookie.domain', { domain: '' }],
  ['cookie.path', { path: 'app' }],
  ['cookie.path', { path: '/a;b' }],
  ['cookie.path', { path: '/a\r\nSet-Cookie: x=y' }],
  ['cookie', 'session'],
  ['cookie', null],
])('createAuth refuses a wrong option, naming it: %s', (option, cookie) => {
  expect(() => setUp({ cookie: cookie as object })).toThrow(TypeError);
  expect(() => setUp({ cookie: cookie as object })).toThrow(`"${option}"`);
});

test.each(['', 'x', `${token}\r\nSet-Cookie: admin=1`, `${token}; Domain=evil.example`, undefined])(
  'what is no token is not put into a header: %j',
  (value) => {
    expect(() => createCookie({}, now).serialize(value as string, session)).toThrow(TypeError);
  },
);

const { read } = createCookie({}, now);

test.each([
  ['alone', `__Host-session=${token}`, token],
  ['among others', `a=b; __Host-session=${token}; c=d`, token],
  ['without spaces', `a=b;__Host-session=${token};c=d`, token],
  ['with tabs', `a=b;\t__Host-session\t=\t${token}\t; c`, token],
  ['empty value', '__Host-session=', ''],
  ['an equals sign in the value', '__Host-session=a=b', 'a=b'],
  ['quotes are part of the value', '__Host-session="x"', '"x"'],
  ['percent codes are left alone', '__Host-session=%41%zz%', '%41%zz%'],
  ['other white space is part of the name', `\u00a0__Host-session=${token}; \u2000__Host-session=x; __Host-session\u00a0=x`, null],
  ['not there', 'session=x; __Host-sessions=y; X__Host-session=z', null],
  ['another case', '__host-session=x', null],
  ['twice, alike', '__Host-session=x; __Host-session=x', null],
  ['twice, apart', `__Host-session=${token}; a=b; __Host-session=x`, null],
  ['the name without a value', '__Host-session; a=b', null],
  ['the name as a value', 'a=__Host-session', null],
  ['malformed throughout', '=; ;;=; %; %E0%A4%A; a=%; "', null],
  ['empty', '', null],
  ['undefined', undefined, null],
  ['null', null, null],
  ['an array', ['__Host-session=x'], null],
])('reading a header: %s', (_, header, expected) => {
  expect(read(header as string)).toBe(expected);
});

test('a thousand cookies and a megabyte are read like any other', () => {
  const thousand = Array.from({ length: 1000 }, (_, index) => `c${index}=%`).join('; ');
  expect(read(`${thousand}; __Host-session=${token}`)).toBe(token);
  expect(read(`${'x'.repeat(1 << 20)}; __Host-session=${token}`)).toBe(token);
  expect(read(';'.repeat(1 << 20))).toBeNull();
  expect(read(`__Host-session=${' '.repeat(1 << 20)}x${' \t'.repeat(1 << 19)}`)).toBe('x');
});
