import type { createCookie, CookieOptions, SessionCookie } from '../../../src/cookie/cookie.js';
import { agree } from './agree.js';

export type CreateCookie = typeof createCookie;

// Named, since a fuzzer records each comparison with a literal, and one for each character is slow.
const [equalsSign, semicolon, space, tab, lastVisible] = ['=', ';', ' ', '\t', '~'];

/** Where there is no equals sign. */
const none = -1;

const isBlank = (character: string) => character === space || character === tab;

/**
 * The values of a cookie in a `Cookie` header, found in one walk over its characters: a pair ends at `;`, the
 * first `=` parts name and value, and blanks around both are no part of them.
 */
function readValues(header: string, name: string): string[] {
  const values: string[] = [];
  let start = 0;
  let equals = none;
  for (let index = 0; index <= header.length; index++) {
    const character = header.charAt(index);
    if (character === equalsSign && equals === none) equals = index;
    if (character !== semicolon && index < header.length) continue;
    if (equals !== none && cutBlanks(header, start, equals) === name) values.push(cutBlanks(header, equals + 1, index));
    start = index + 1;
    equals = none;
  }
  return values;
}

/** A part of a text without the spaces and tabs at its ends. */
function cutBlanks(text: string, start: number, end: number): string {
  while (start < end && isBlank(text.charAt(start))) start++;
  while (end > start && isBlank(text.charAt(end - 1))) end--;
  return text.slice(start, end);
}

/** Throws unless the cookie reads of a header what the oracle does: the one value of its name, or nothing. */
export function checkRead(cookie: Pick<SessionCookie, 'name' | 'read'>, header: string): void {
  const values = readValues(header, cookie.name);
  agree(`read of ${cookie.name}`, header, cookie.read(header), values.length === 1 ? values[0] : null);
}

/** Throws unless what is written comes back from among other cookies, and does not if these hold the name too. */
export function checkRoundTrip(cookie: SessionCookie, token: string, before: string, after: string): void {
  const pair = cookie.serialize(token, { expirationDate: new Date(0), remember: true }).split(';', 1)[0]!;
  const header = `${before};${pair};${after}`;
  const alone = readValues(`${before};${after}`, cookie.name).length === 0;
  agree(`read of ${cookie.name} as written`, header, cookie.read(header), alone ? token : null);
}

const attributeNames = ['Path', 'Domain', 'HttpOnly', 'Secure', 'SameSite', 'Max-Age'];
const sameSites = ['Lax', 'Strict', 'None'];

/**
 * Makes a cookie of any options. Throws unless they are refused with a `TypeError` that names one of them,
 * or give a header that a browser takes to say what was asked for, and nothing more (RFC 6265bis, 5.6 and 5.7).
 */
export function checkOptions(create: CreateCookie, options: Record<string, unknown>, token: string, now: Date): SessionCookie | null {
  let cookie: SessionCookie;
  try {
    cookie = create(options as CookieOptions, () => now);
  } catch (error) {
    const named = error instanceof TypeError && /^"cookie\.(name|secure|sameSite|domain|path)"( option)? must/.test(error.message);
    agree('The error of createCookie', options, named ? 'a TypeError that names the option' : String(error), 'a TypeError that names the option');
    return null;
  }
  const lines = [
    cookie.serialize(token, { expirationDate: now, remember: true }),
    cookie.serialize(token, { expirationDate: now, remember: false }),
    cookie.clear(),
  ];
  for (const line of lines) checkHeader(line, cookie.name, options);
  return cookie;
}

function checkHeader(line: string, name: string, options: Record<string, unknown>): void {
  for (let index = 0; index < line.length; index++) {
    const unit = line.charAt(index);
    if (unit < space || unit > lastVisible) agree('Set-Cookie', options, line, 'a header of visible ASCII and spaces');
  }
  const [pair, ...rest] = line.split(';');
  agree('The name set', options, pair!.slice(0, pair!.indexOf('=')), name);
  const attributes = new Map(rest.map((attribute) => splitAttribute(attribute.slice(1))));
  const names = [...attributes.keys()];
  agree('Attributes set twice', options, names.length, rest.length);
  agree('Attributes not known', options, names.filter((each) => !attributeNames.includes(each)), []);
  agree('HttpOnly', options, attributes.get('HttpOnly'), '');
  agree('Secure', options, attributes.has('Secure'), options.secure !== false);
  agree('Path', options, attributes.get('Path'), options.path ?? '/');
  agree('Domain', options, attributes.get('Domain'), options.domain);
  agree('SameSite', options, sameSites.includes(attributes.get('SameSite') ?? ''), true);
  checkPrefix(name, attributes, options);
}

/** What browsers ask of a prefix, compared as they do, without letter case (RFC 6265bis, 4.1.3). */
function checkPrefix(name: string, attributes: Map<string, string>, options: Record<string, unknown>): void {
  const lower = name.toLowerCase();
  const host = lower.startsWith('__host-');
  if (host || lower.startsWith('__secure-')) agree('A prefix', options, attributes.has('Secure'), true);
  if (host) agree('__Host-', options, attributes.get('Path') === '/' && !attributes.has('Domain'), true);
  if (attributes.get('SameSite') === 'None') agree('SameSite=None', options, attributes.has('Secure'), true);
  agree('The prefix', options, /^(?:__Host-|__Secure-)?/.exec(name)![0], findPrefix(options));
}

/** The strictest prefix that the options allow. */
function findPrefix({ secure, domain, path }: Record<string, unknown>): string {
  if (secure === false) return '';
  return domain === undefined && (path === undefined || path === '/') ? '__Host-' : '__Secure-';
}

function splitAttribute(text: string): [string, string] {
  const equals = text.indexOf('=');
  return equals < 0 ? [text, ''] : [text.slice(0, equals), text.slice(equals + 1)];
}
