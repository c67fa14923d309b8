import type { CreatedSession } from '../auth/create-session.js';
import type { DeviceDetails } from '../auth/details.js';
import type { UserId } from '../session/session.js';
import type { SqlRows } from './rows/sql-rows.js';

/** The sessions that another library left, for the option `legacy` of `createAuth`: what one of the functions of `sojourn/legacy` makes. */
export interface LegacySessions {
  /** Used by `createAuth`. */
  '~connect'(context: object): object;
}

/** `auth.legacy`: how sessions of the library that was there before become sessions of this one. */
export interface LegacyExchange<Id extends UserId, Attributes extends object> {
  /**
   * Exchanges what the former library gave the browser or client for a session: it is stored, hashed, and only then
   * the old row is deleted, so that a failure between the two signs nobody out. Of several callers with the same token
   * one gets a session; those of this process that come while it does, or in the 10 seconds after, get the same one. No
   * limit of sessions is heeded, since there is none more than before.
   *
   * Nothing is prolonged: the session ends when the old one would have, until it is renewed. Its `authenticatedAt` is
   * when the old one began, where its row tells; else a day ago, so that it is fresh for nothing.
   *
   * @param token what `read` gave, or what a client sent as a bearer token
   * @param details where they are given, the address and browser, and attributes
   * @returns `null` if the former library would not accept it, if `until` is past, or if the user is gone
   * @throws TypeError if a detail is not of its type; nothing changed
   * @throws SojournError `ERR_STORAGE`
   */
  exchange(token: string | null | undefined, details?: DeviceDetails<Attributes>): Promise<CreatedSession<Id, Attributes> | null>;
  /** The former library's token in a `Cookie` header, or `null` if there is none, or the cookie is there twice. Never throws. */
  read(header: string | null | undefined): string | null;
  /**
   * Deletes the former sessions of a user; `invalidateUserSessions` does so too. Whoever is exchanging one of them at
   * this moment is refused or ended by it.
   *
   * @returns how many there were
   * @throws TypeError if it is no user id
   * @throws SojournError `ERR_STORAGE`
   */
  removeOfUser(userId: Id): Promise<number>;
  /** Used by the integrations: as `exchange`, but `nobody` for the session of a visitor, whose cookie is to stay. */
  '~attempt'(
    token: string | null | undefined,
    details?: DeviceDetails<Attributes>,
  ): Promise<CreatedSession<Id, Attributes> | 'nobody' | null>;
  /** Values of `Set-Cookie`, each of which removes one of the former library's cookies that the header has. */
  clear(header: string | null | undefined): string[];
}

/** One row of the former library's table, by the names of its fields or columns. */
export type LegacyRow = Readonly<Record<string, unknown>>;

/** The former library's table, by functions of your own. */
export interface LegacyRows {
  /** The row whose key is exactly this text, or `null`. */
  find(key: string): Promise<LegacyRow | null>;
  /** Deletes that row. MUST tell whether it was there: of several callers, exactly one gets `true`. */
  remove(key: string): Promise<boolean>;
  /** Deletes all rows of a user, and tells how many there were: else who ends all sessions leaves these. */
  removeOfUser(userId: UserId): Promise<number>;
}

/** The calls made on a model of a Prisma client. */
export interface LegacyDelegate {
  findFirst(args: { where: Record<string, string> }): PromiseLike<object | null>;
  findMany(args: { where: Record<string, { contains: string }> }): PromiseLike<object[]>;
  deleteMany(args: { where: Record<string, UserId> }): PromiseLike<{ count: number }>;
}

/** The former library's cookie, where the app did not leave it as it was. */
export interface LegacyCookie {
  /** Default what the library calls it by itself, with and without prefix. */
  name?: string;
  /** The domain that it was set for, without which it cannot be removed. Default none. */
  domain?: string;
  /** Default `/`. */
  path?: string;
}

export interface LegacyOptions<Field extends string> {
  /** The table: a model of the Prisma client, such as `prisma.legacySession`, what `sqlRows` makes, or functions of your own. */
  rows: LegacyDelegate | SqlRows | LegacyRows;
  /** When this ends: from then on nothing is exchanged. At the latest when the last old session would have ended. */
  until: Date;
  cookie?: LegacyCookie;
  /** The names of its fields or columns, where they differ from those in brackets. */
  fields?: Partial<Record<Field, string>>;
}
