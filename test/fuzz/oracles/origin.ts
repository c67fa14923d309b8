import { SocketAddress, isIPv6 } from 'node:net';
import { domainToASCII } from 'node:url';
import type { assertOrigins, isTrustedOrigin, RequestOrigin } from '../../../src/request/origin.js';
import { agree } from './agree.js';

export interface OriginChecks {
  isTrustedOrigin: typeof isTrustedOrigin;
  assertOrigins: typeof assertOrigins;
}

// Named, since a fuzzer records each comparison with a literal, and one for each character is slow.
const [space, lastVisible, noHost] = [' ', '~', '/?#@\\'];
const [smallA, smallZ, bigA, bigZ, zero, nine, hyphen] = ['a', 'z', 'A', 'Z', '0', '9', '-'];

/** Scheme, host and port that a text names, each in the one form that is compared. */
interface Place {
  scheme: string;
  host: string;
  port: number;
}

/** Why a request may act, or `null` if it may not. Stated as grounds, each on its own. */
export function findGround(request: RequestOrigin, allowed: readonly string[]): string | null {
  const { origin, secFetchSite: site } = request;
  if (['get', 'head', 'options', 'trace'].includes(lowerAscii(request.method))) return 'safe method';
  if (origin && allowed.indexOf(origin) >= 0) return 'allowed origin';
  if (site) return site === 'same-origin' || site === 'none' ? 'fetch metadata' : null;
  return origin && request.host && isSamePlace(origin, request.host, request.secure === true) ? 'same host' : null;
}

function isSamePlace(origin: string, host: string, secure: boolean): boolean {
  const source = readOrigin(origin);
  if (source === null || (secure && source.scheme !== 'https')) return false;
  const target = readAuthority(source.scheme, host);
  return target !== null && target.host === source.host && target.port === source.port;
}

/** An http or https origin of visible ASCII, as browsers send it, without path, user or anything else. */
export function readOrigin(text: string): Place | null {
  for (const scheme of ['http', 'https']) {
    const start = `${scheme}://`;
    if (lowerAscii(text.slice(0, start.length)) === start) return readAuthority(scheme, text.slice(start.length));
  }
  return null;
}

function readAuthority(scheme: string, text: string): Place | null {
  for (let index = 0; index < text.length; index++) {
    const unit = text.charAt(index);
    if (unit <= space || unit > lastVisible || noHost.includes(unit)) return null;
  }
  const end = text.startsWith('[') ? text.indexOf(']') + 1 : text.indexOf(':') < 0 ? text.length : text.indexOf(':');
  const host = readHost(text.slice(0, end));
  const port = readPort(text.slice(end), scheme === 'https' ? 443 : 80);
  return host === null || port === null ? null : { scheme, host, port };
}

function readPort(text: string, usual: number): number | null {
  if (text === '' || text === ':') return usual;
  const digits = text.slice(1);
  const port = Number(digits);
  const valid = [...digits].every((unit) => unit >= zero && unit <= nine) && port < 2 ** 16;
  return text.startsWith(':') && valid ? port : null;
}

function readHost(text: string): string | null {
  if (text.startsWith('[')) {
    const address = text.slice(1, -1);
    return isIPv6(address) && !address.includes('%') ? new SocketAddress({ address, family: 'ipv6' }).address : null;
  }
  if (isPlain(text)) return lowerAscii(text);
  // Percent codes, punycode and the many spellings of IPv4, which only a library can bring to one form.
  return domainToASCII(text) || null;
}

/** Letters, digits, hyphens and dots, and no label of `xn--` or of digits first, which have a meaning of their own. */
function isPlain(text: string): boolean {
  const labels = lowerAscii(text).split('.');
  return labels.every((label) => {
    const first = label.charAt(0);
    const plain = [...label].every((unit) => (unit >= smallA && unit <= smallZ) || (unit >= zero && unit <= nine) || unit === hyphen);
    return plain && first >= smallA && first <= smallZ && !label.startsWith('xn--');
  });
}

/** `toLowerCase` would make ASCII of some other characters: the Kelvin sign becomes k. */
function lowerAscii(text: string): string {
  let lower = '';
  for (let index = 0; index < text.length; index++) {
    const unit = text.charAt(index);
    lower += unit >= bigA && unit <= bigZ ? unit.toLowerCase() : unit;
  }
  return lower;
}

/** Throws unless a request is trusted on exactly the grounds that the oracle finds. */
export function checkRequest({ isTrustedOrigin }: OriginChecks, request: RequestOrigin, allowed: readonly string[]): void {
  agree('isTrustedOrigin', { request, allowed }, isTrustedOrigin(request, allowed), findGround(request, allowed) !== null);
}

/** Throws if an origin may be allowed that is not in the form that browsers send. */
export function checkAllowed(checks: OriginChecks, origin: string): boolean {
  try {
    checks.assertOrigins([origin], 'allowedOrigins');
  } catch (error) {
    agree('The error of assertOrigins', origin, error instanceof TypeError && error.message.startsWith('"allowedOrigins"'), true);
    return false;
  }
  const place = readOrigin(origin);
  const port = place === null || place.port === (place.scheme === 'https' ? 443 : 80) ? '' : `:${place.port}`;
  const host = place?.host.includes(':') ? origin.slice(origin.indexOf('['), origin.indexOf(']') + 1) : place?.host;
  agree('An allowed origin', origin, origin, place && `${place.scheme}://${host}${port}`);
  return true;
}
