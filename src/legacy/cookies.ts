import { readCookie } from '../cookie/cookie.js';
import type { LegacyCookie } from './legacy-sessions.js';

/** The former library's cookies in headers. */
export function legacyCookies(names: readonly string[], { domain, path = '/' }: LegacyCookie) {
  const place = `Path=${path}${domain === undefined ? '' : `; Domain=${domain}`}`;

  return {
    read(header: string | null | undefined): string | null {
      for (const name of names) {
        const value = readCookie(header, name);
        if (value) return decoded(value);
      }
      return null;
    },

    clear(header: string | null | undefined): string[] {
      const present = names.filter((name) => readCookie(header, name) !== null);
      // Browsers take no cookie with such a prefix that is not secure, not even to remove it.
      return present.map((name) => `${name}=; Max-Age=0; ${place}; HttpOnly${name.startsWith('__') ? '; Secure' : ''}; SameSite=Lax`);
    },
  };
}

function decoded(value: string): string | null {
  try {
    return decodeURIComponent(value);
  } catch {
    return null;
  }
}
