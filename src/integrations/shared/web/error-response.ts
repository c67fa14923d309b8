import type { SojournError } from '../../../errors/sojourn-error.js';

/** The answer to an error that is the client's to know of: its status, and as text its code. */
export function errorResponse({ code, status }: SojournError): Response {
  return new Response(code, { status, headers: { 'Content-Type': 'text/plain; charset=utf-8', 'Cache-Control': 'no-store' } });
}
