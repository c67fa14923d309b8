import type { RequestListener, ServerResponse } from 'node:http';
import { SojournError } from '../../../src/index.js';
import type { HttpOptions, SendUserDataOptions } from '../../../src/integrations/node/index.js';
import type { setUp } from '../auth.js';

export type Auth = ReturnType<typeof setUp>['auth'];

/** What a test says to an app while it runs, and learns of it. */
export interface Observed {
  /** How often the handler of `/me` was reached. */
  reached: number;
  /** Of the next exports. */
  options: SendUserDataOptions;
  /** What each export came to: whether all was handed over, or what was thrown. */
  outcomes: unknown[];
  /** What exports were written to, where the framework shows it. */
  responses: ServerResponse[];
  /** How many listeners these had before and after the export. */
  listeners: [before: number, after: number][];
  /** Run before the export is called. */
  before?: (response: ServerResponse) => Promise<void>;
}

/**
 * The same small app on each framework. `Vary: Accept-Encoding` is there before anything else runs, and every error
 * is answered with its status and, as the body, its code.
 *
 * - `POST /login?user=bob&forget&theme=dark`: sets a cookie of its own, where there is a theme, and signs in (by default
 *   ada, remembered); `<user> <user as known then>`
 * - `POST /begin?user=bob`, `GET /pending`, `POST /complete`: a login in two steps
 * - `POST /reauthenticate`, `POST /logout`
 * - `/me`: the id of the user, who is required
 * - `/fresh`: the same for a fresh login; `/export`: sends the user data; both as `observed.options` says
 * - `/`: the id of the user, or `undefined`
 */
export type CreateApp = (auth: Auth, observed: Observed, options?: HttpOptions) => RequestListener | Promise<RequestListener>;

export function createObserved(options: SendUserDataOptions = {}): Observed {
  return { reached: 0, options, outcomes: [], responses: [], listeners: [] };
}

/** How a login in two steps begins. */
export const twoSteps = { pending: 'second-factor', remember: true, attributes: { theme: 'dark' } };

/** Whom a request wants to sign in. */
export function userOf(url: string | undefined): string {
  return parametersOf(url).get('user') ?? 'ada';
}

/** The cookie of its own that the app sets. */
export function themeOf(url: string | undefined): string | null {
  const theme = parametersOf(url).get('theme');
  return theme && `theme=${theme}`;
}

/** Whether the login is to last beyond the browser. */
export function isRemembered(url: string | undefined): boolean {
  return !parametersOf(url).has('forget');
}

function parametersOf(url: string | undefined): URLSearchParams {
  return new URL(url ?? '/', 'http://app.example').searchParams;
}

export function describePending(login: { user: { id: string }; pending: string } | null): string {
  return String(login && `${login.user.id} ${login.pending}`);
}

/** How an error is answered. */
export function answerTo(error: unknown): { status: number; body: string } {
  return error instanceof SojournError ? { status: error.status, body: error.code } : { status: 500, body: String(error) };
}

/** Runs an export that is written to a response of Node, and keeps what it comes to. */
export async function observe(observed: Observed, response: ServerResponse, send: () => Promise<boolean>): Promise<void> {
  observed.responses.push(response);
  await observed.before?.(response);
  const before = countListeners(response);
  try {
    observed.outcomes.push(await send());
  } catch (error) {
    observed.outcomes.push(error);
    throw error;
  } finally {
    observed.listeners.push([before, countListeners(response)]);
  }
}

function countListeners(response: ServerResponse): number {
  return response.eventNames().reduce((count, event) => count + response.listenerCount(event), 0);
}
