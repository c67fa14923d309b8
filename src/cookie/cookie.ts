import { assertOneOf } from '../session/arguments.js';
import { isToken } from '../session/token.js';
import type { Session } from '../session/session.js';

/** How the session cookie is set. The prefix of its name follows from the other options. */
export interface CookieOptions {
  /**
   * The name without its prefix. Default `session`. On the wire it is `__Host-session`; with a `domain`
   * or another `path` than `/`, `__Secure-session`; with `secure: false`, `session`.
   */
  name?: string;
  /** false only for development over http; the name then loses its prefix. Default true. */
  secure?: boolean;
  /** Default `lax`. `none` needs `secure`. */
  sameSite?: 'lax' | 'strict' | 'none';
  /** Shares the cookie with every subdomain of this domain. Default none, which is safer. */
  domain?: string;
  /** Default `/`. */
  path?: string;
}

/** The session cookie of one `auth`. */
export interface SessionCookie {
  /** The name on the wire, prefix included. */
  readonly name: string;
  /**
   * A `Set-Cookie` value. For a remembered session `Max-Age` is what remains until its
   * `expirationDate`, rounded up to seconds; for another there is none, and the browser drops the cookie when it closes.
   *
   * @throws TypeError if the token is not one
   */
  serialize(token: string, session: Pick<Session, 'expirationDate' | 'remember'>): string;
  /** A `Set-Cookie` value that removes the cookie. */
  clear(): string;
  /**
   * The value of the cookie in a `Cookie` header, or `null` if it is not there. A header with the name
   * twice reads as `null`: one of the two was planted, and nothing tells which. Never throws.
   */
  read(header: string | null | undefined): string | null;
}

/** RFC 9110 token, which RFC 6265 asks of a cookie name. */
const namePattern = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;
const prefixPattern = /^__(host|secure|http|host-http)-/i;
const domainPattern = /^[a-z0-9][a-z0-9.-]{0,252}$/i;
/** A path of visible ASCII without `;` (RFC 6265, 4.1.1). */
const pathPattern = /^\/[\x21-\x3a\x3c-\x7e]*$/;
const sameSites = { lax: 'Lax', strict: 'Strict', none: 'None' };

/** @param suffix what comes after the name, for a cookie beside that of sessions */
export function createCookie(options: CookieOptions, now: () => Date, suffix = ''): SessionCookie {
  const { name: base = 'session', secure = true, sameSite = 'lax', domain, path = '/' } = options;
  if (typeof base !== 'string' || !namePattern.test(base)) {
    throw new TypeError('"cookie.name" option must be a cookie name');
  }
  if (prefixPattern.test(base)) {
    throw new TypeError('"cookie.name" option must come without a prefix');
  }
  if (typeof secure !== 'boolean') throw new TypeError('"cookie.secure" option must be a boolean');
  assertOneOf(sameSite, Object.keys(sameSites), 'cookie.sameSite');
  if (sameSite === 'none' && !secure) {
    throw new TypeError('"cookie.sameSite" option must not be \'none\' with "cookie.secure" false');
  }
  if (domain !== undefined && (typeof domain !== 'string' || !domainPattern.test(domain))) {
    throw new TypeError('"cookie.domain" option must be a domain name without a leading dot');
  }
  if (domain !== undefined && !secure) {
    throw new TypeError('"cookie.domain" option must not be used with "cookie.secure" false');
  }
  if (typeof path !== 'string' || !pathPattern.test(path)) {
    throw new TypeError('"cookie.path" option must begin with / and be visible ASCII without ;');
  }

  const prefix = !secure ? '' : domain === undefined && path === '/' ? '__Host-' : '__Secure-';
  const name = prefix + base + suffix;
  const attributes = [
    `Path=${path}`,
    ...(domain === undefined ? [] : [`Domain=${domain}`]),
    'HttpOnly',
    ...(secure ? ['Secure'] : []),
    `SameSite=${sameSites[sameSite]}`,
  ].join('; ');

  return {
    name,
    serialize(token, { expirationDate, remember }) {
      if (!isToken(token)) throw new TypeError('"token" must be a token made by createSession');
      if (!remember) return `${name}=${token}; ${attributes}`;
      const maxAge = Math.max(0, Math.ceil((expirationDate.getTime() - now().getTime()) / 1000));
      return `${name}=${token}; Max-Age=${maxAge}; ${attributes}`;
    },
    clear() {
      return `${name}=; Max-Age=0; ${attributes}`;
    },
    read(header) {
      return readCookie(header, name);
    },
  };
}

/** See `SessionCookie.read`. */
export function readCookie(header: unknown, name: string): string | null {
  if (typeof header !== 'string') return null;
  let found: string | null = null;
  for (const pair of header.split(';')) {
    const equals = pair.indexOf('=');
    if (equals === -1 || trim(pair.slice(0, equals)) !== name) continue;
    if (found !== null) return null;
    found = trim(pair.slice(equals + 1));
  }
  return found;
}

/** Takes off spaces and tabs only: `String.trim` takes more for white space, and so would make other names alike. */
function trim(text: string): string {
  return text.replace(/^[ \t]+|(?<![ \t])[ \t]+$/g, '');
}
