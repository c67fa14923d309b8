/** Why the server does not start, and what to do about it, in one line. */
export class StartError extends Error {
  override readonly name = 'StartError';

  constructor(problem: string, remedy: string, options?: ErrorOptions) {
    super(`${problem}; ${remedy}`, options);
  }
}
