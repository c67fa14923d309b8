/** One request and the headers of its answer, as an integration shows them to a visit, whatever the framework. */
export interface Exchange {
  readonly method: string;
  /** `Host`, or what takes its place in HTTP/2. */
  readonly host: string | undefined;
  /** Whether the request is known to have come by https. */
  readonly isSecure: boolean;
  /** Of the client, as far as it is known. */
  readonly ipAddress: string | undefined;
  /** A header of the request by its name in lower case, `undefined` or `null` if it is not there. */
  header(name: string): string | null | undefined;
  /**
   * Sets a cookie with the answer. What was set under its name before is replaced, other cookies stay, and the answer
   * is marked so that no cache keeps it for somebody else.
   *
   * @param line the value of `Set-Cookie`
   */
  setCookie(name: string, line: string): void;
  /** Sets another header of the answer. */
  setHeader(name: string, value: string): void;
}
