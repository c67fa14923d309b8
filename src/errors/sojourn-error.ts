/**
 * Why an operation failed.
 *
 * - `ERR_STORAGE`: the storage adapter rejected; nothing is known about the session.
 * - `ERR_SESSION_LIMIT`: the user has as many sessions as `maxSessionsPerUser` allows.
 * - `ERR_USER_NOT_FOUND`: there is no user with the id given.
 * - `ERR_EXPORT_CREDENTIAL`: an export would have held a value under a key that names a credential.
 * - `ERR_EXPORT_VALUE`: an export holds a value that has no JSON form (a function, a cycle).
 * - `ERR_EXPORT_SECTION`: a section registered in `exports` failed.
 * - `ERR_EXPORT_RUNNING`: an export of this user is being sent already.
 * - `ERR_ERASURE`: an eraser failed, or the database keeps the user because rows refer to it.
 * - `ERR_ORIGIN`: a request that may change something came from another origin.
 * - `ERR_UNAUTHENTICATED`: the request carries no valid session, and one is required.
 * - `ERR_NOT_FRESH`: the user proved too long ago who they are.
 * - `ERR_METHOD`: the request has another method than this needs.
 */
export type SojournErrorCode =
  | 'ERR_STORAGE'
  | 'ERR_SESSION_LIMIT'
  | 'ERR_USER_NOT_FOUND'
  | 'ERR_EXPORT_CREDENTIAL'
  | 'ERR_EXPORT_VALUE'
  | 'ERR_EXPORT_SECTION'
  | 'ERR_EXPORT_RUNNING'
  | 'ERR_ERASURE'
  | 'ERR_ORIGIN'
  | 'ERR_UNAUTHENTICATED'
  | 'ERR_NOT_FRESH'
  | 'ERR_METHOD';

/** Whatever is not here is an error of the app's own: 500. */
const statusOf: { readonly [Code in SojournErrorCode]?: number } = {
  ERR_STORAGE: 503,
  ERR_SESSION_LIMIT: 409,
  ERR_USER_NOT_FOUND: 404,
  ERR_EXPORT_RUNNING: 429,
  ERR_ORIGIN: 403,
  ERR_UNAUTHENTICATED: 401,
  ERR_NOT_FRESH: 403,
  ERR_METHOD: 405,
};

/**
 * The one class of error this package throws for things that go wrong at run time; misuse is a
 * `TypeError` instead. Neither the message nor the cause ever holds a token, secret or hash.
 */
export class SojournError extends Error {
  override readonly name = 'SojournError';
  /** What went wrong, for `switch`. */
  readonly code: SojournErrorCode;
  /**
   * The HTTP status that fits the code, under the name that Express, Koa and connect look for:
   * 503 for a storage failure, 403 for a foreign origin, 401 for a missing session, 500 for what the app itself got wrong.
   */
  readonly status: number;
  /** Whether the client may read the message, under the name that Koa looks for: not from status 500 up. */
  readonly expose: boolean;

  constructor(code: SojournErrorCode, message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.code = code;
    this.status = statusOf[code] ?? 500;
    this.expose = this.status < 500;
  }
}
