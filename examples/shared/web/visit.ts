import type { Current } from '../auth.js';
import type { Answer } from './answers.js';

/** A request as the pages see it, whatever the framework. */
export interface Visit {
  current: Current;
  /** The fields of the form that was sent, unchecked. */
  form: Fields;
  /** The parameters of the address, unchecked. */
  query: Fields;
  /** Signs a user in and sets the cookie. */
  logIn(userId: string, remember: boolean): Promise<unknown>;
  /** Ends the session and clears the cookie. */
  logOut(): Promise<unknown>;
}

export type Fields = Readonly<Record<string, unknown>>;

export type Handler = (visit: Visit) => Answer | Promise<Answer>;

/** One field as text; one that is missing, or there twice, is empty. */
export function text(fields: Fields, name: string): string {
  const value = fields[name];
  return typeof value === 'string' ? value : '';
}
