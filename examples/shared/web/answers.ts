import type { Html } from '../views/html.js';
import { errorView } from '../views/error.js';
import type { Destination, Path } from './destinations.js';
import type { NoticeCode } from './notices.js';
import { securityHeaders } from './security-headers.js';

/** What to send back, whatever the framework. */
export interface Answer {
  status: number;
  headers: Record<string, string>;
  body: string;
}

/** A page. Never stored: the next person at this computer must not find it with the back button. */
export function page(view: Html, status = 200): Answer {
  return answer(status, { 'Content-Type': 'text/html; charset=utf-8', 'Cache-Control': 'no-store' }, String(view));
}

/** After a form: the browser gets the next page with GET, so that a reload sends nothing twice. */
export function redirect(path: Path, notice?: NoticeCode): Answer {
  return seeOther(notice ? `${path}?notice=${notice}` : path);
}

/** To where the password is asked again, and from there to where one was. */
export function confirmFirst(next: Destination): Answer {
  return seeOther(`/confirm?next=${next}`);
}

/** For a script of ours. */
export function json(value: object | null): Answer {
  return answer(
    200,
    { 'Content-Type': 'application/json; charset=utf-8', 'Cache-Control': 'no-store' },
    JSON.stringify(value),
  );
}

export function plainText(body: string): Answer {
  return answer(200, { 'Content-Type': 'text/plain; charset=utf-8', 'Cache-Control': 'no-store' }, body);
}

export function asset(contentType: string, body: string): Answer {
  return answer(200, { 'Content-Type': contentType, 'Cache-Control': 'public, max-age=300' }, body);
}

/** @param retryAfter in seconds */
export function errorPage(status: number, retryAfter?: number): Answer {
  const { headers, ...rest } = page(errorView(status, retryAfter), status);
  return { ...rest, headers: retryAfter === undefined ? headers : { ...headers, 'Retry-After': String(retryAfter) } };
}

function seeOther(location: string): Answer {
  return answer(303, { Location: location, 'Cache-Control': 'no-store' }, '');
}

function answer(status: number, headers: Record<string, string>, body: string): Answer {
  return { status, headers: { ...securityHeaders, ...headers }, body };
}
