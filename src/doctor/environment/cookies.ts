import { isObject } from '../../session/arguments.js';
import { member } from '../members.js';
import type { Problem } from '../report.js';

/** Where the app runs. */
export interface Place {
  /** `NODE_ENV`. */
  mode: string | undefined;
  /** Where browsers reach the app; `undefined` where nobody said. */
  origin: URL | undefined;
}

/** Whether browsers would keep the session cookie, and send it where nobody can read it. */
export function checkCookies(auth: object | undefined, { mode, origin }: Place): Problem[] {
  const cookie = member(auth, 'cookie');
  const clear = member(cookie, 'clear');
  if (!isObject(cookie) || typeof clear !== 'function') return [];
  const isSecure = /;\s*Secure\b/.test(String((clear as () => unknown).call(cookie)));
  if (!isSecure) {
    const reason = origin?.protocol === 'https:' ? `the app is at ${origin.origin}` : mode === 'production' ? 'NODE_ENV is production' : null;
    if (reason === null) return [];
    return [
      {
        code: 'insecure-cookie',
        level: 'error',
        model: null,
        message: `The session cookie is not secure, and ${reason}: over http anybody on the way can read it`,
        remedy: "leave out cookie.secure, or set it to process.env.NODE_ENV === 'production'",
      },
    ];
  }
  if (origin?.protocol !== 'http:') return [];
  const isLocal = /^(?:localhost|.*\.localhost|127(?:\.\d+){3}|\[::1\])$/.test(origin.hostname);
  return [
    {
      code: 'cookie-over-http',
      level: isLocal ? 'warning' : 'error',
      model: null,
      message: isLocal
        ? `The session cookie is secure, and the app is at ${origin.origin}: Safari does not keep it there, so nobody stays signed in`
        : `The session cookie is secure, and the app is at ${origin.origin}: no browser keeps it, so nobody stays signed in`,
      remedy: 'serve the app over https; or, for development only, set cookie.secure to false',
    },
  ];
}
