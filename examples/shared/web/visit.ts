import type { SendUserDataOptions } from 'sojourn/node';
import type { Current } from '../auth.js';
import type { Answer } from './answers.js';

/** A request as the pages see it, whatever the framework; `File` is how that answers with a file, if not by itself. */
export interface Visit<File extends Response = Response> {
  current: Current;
  /** Where it came from. Behind a proxy that is the proxy, unless the framework was told to trust what it says. */
  ipAddress: string | null;
  /** The fields of the form that was sent, unchecked. */
  form: Fields;
  /** The parameters of the address, unchecked. */
  query: Fields;
  /** Signs a user in and sets the cookie. */
  logIn(userId: string, remember: boolean): Promise<unknown>;
  /** Begins a login that waits for a code. */
  beginLogIn(userId: string, remember: boolean): Promise<unknown>;
  /** The login that waits, if there is one. */
  pendingLogIn(): Promise<{ user: { id: string } } | null>;
  /** Completes the login that waits; `null` if it is no longer there. */
  completeLogIn(): Promise<Current>;
  /** Renews the session of a user who has just proved who they are, and gives it as it then is. */
  reauthenticate(): Promise<NonNullable<Current>>;
  /** Ends the session and clears the cookie. */
  logOut(): Promise<unknown>;
  /** Answers with the data of the user, as a file. */
  sendUserData(options: SendUserDataOptions): Promise<Sending<File>>;
}

/** A file on its way. */
interface Sending<File extends Response> {
  /** What is to be answered with; `null` where that is done already. */
  answer: File | null;
  /** Whether all of it was sent, once it is over. */
  sent: Promise<boolean>;
}

export type Fields = Readonly<Record<string, unknown>>;

/** What handles a request, and gives the answer: a page, a file on its way, or `null` if it has been sent already. */
export type Handler = <File extends Response>(visit: Visit<File>) => Answer | File | null | Promise<Answer | File | null>;

/** The answer for a server that sends files by itself, and so is given none to answer with. */
export function pageOf(answer: Answer | Response | null): Answer | null {
  if (answer instanceof Response) throw new TypeError('There is a file to answer with, which this server cannot send');
  return answer;
}

/** One field as text; one that is missing, or there twice, is empty. */
export function text(fields: Fields, name: string): string {
  const value = fields[name];
  return typeof value === 'string' ? value : '';
}

/** An IPv4 address as such, where the socket gives it in the form of IPv6. */
export function addressOf(given: string | undefined): string | null {
  return given?.replace(/^::ffff:(?=\d+\.)/, '') ?? null;
}
