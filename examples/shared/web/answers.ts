import type { Html } from '../views/html.js';
import { errorView } from '../views/error.js';
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
export function redirect(path: '/' | '/login' | '/sessions', notice?: NoticeCode): Answer {
  return answer(303, { Location: notice ? `${path}?notice=${notice}` : path, 'Cache-Control': 'no-store' }, '');
}

export function download(filename: string, document: object): Answer {
  return answer(
    200,
    {
      'Content-Type': 'application/json; charset=utf-8',
      'Content-Disposition': `attachment; filename="${filename}"`,
      'Cache-Control': 'no-store',
    },
    JSON.stringify(document, null, 2),
  );
}

export function plainText(body: string): Answer {
  return answer(200, { 'Content-Type': 'text/plain; charset=utf-8', 'Cache-Control': 'no-store' }, body);
}

export function asset(contentType: string, body: string): Answer {
  return answer(200, { 'Content-Type': contentType, 'Cache-Control': 'public, max-age=300' }, body);
}

export function errorPage(status: number, headers: Record<string, string> = {}): Answer {
  const { body, headers: pageHeaders } = page(errorView(status));
  return { status, headers: { ...pageHeaders, ...headers }, body };
}

function answer(status: number, headers: Record<string, string>, body: string): Answer {
  return { status, headers: { ...securityHeaders, ...headers }, body };
}
