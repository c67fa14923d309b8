import { SojournError } from '../errors/sojourn-error.js';
import { assertNothingLeft, assertObject, assertUserId } from '../session/arguments.js';
import { expirationAt } from '../session/lifetime.js';
import type { JsonObject, Session, SessionRow, UserId } from '../session/session.js';
import { toStoredAttributes, toStoredText } from '../session/stored-values.js';
import { createToken } from '../session/token.js';
import type { Context } from './context.js';

/** What the app may say of a new session. Ids, owner, dates and hash are not among it. */
export interface SessionDetails<Attributes extends object = JsonObject> {
  /** Where the login came from. Cut at 45 characters, the longest an IPv6 address gets. */
  ipAddress?: string | null | undefined;
  /** The `User-Agent` header of the login. Cut at 191 UTF-16 code units. */
  userAgent?: string | null | undefined;
  /** false for the `unremembered` lifetime and a cookie that ends with the browser session. Default true. */
  remember?: boolean | undefined;
  /** Anything else to keep with the session, as JSON; never a credential. */
  attributes?: Partial<Attributes> | undefined;
}

/** A session that was just made, with the only copy of its token there will ever be. */
export interface CreatedSession<Id extends UserId, Attributes extends object> {
  /** `<id>.<secret>`: goes into the cookie, and nowhere else. */
  token: string;
  session: Session<Id, Attributes>;
}

/** So many ids of 120 random bits cannot all be taken; if they seem to be, the storage is broken. */
const attempts = 3;
const longestIpAddress = 45;
/** What a Prisma `String` holds on MySQL. */
const longestUserAgent = 191;

export function createSession<Id extends UserId, Attributes extends object>(
  { adapter, now, lifetimeOf, present, emit, storage }: Context<unknown, Id, Attributes>,
  defaults: Attributes | undefined,
) {
  /**
   * Signs a user in: stores a new session, in one insert, and gives its token.
   *
   * @throws TypeError if `userId` is no user id or a detail is not of its type; nothing was stored
   * @throws SojournError `ERR_USER_NOT_FOUND`, `ERR_STORAGE`
   */
  return async function createSession(
    userId: Id,
    details: SessionDetails<Attributes> = {},
  ): Promise<CreatedSession<Id, Attributes>> {
    assertUserId(userId, 'userId');
    assertObject(details, 'details');
    const { remember = true, attributes = {}, ipAddress, userAgent, ...rest } = details;
    assertNothingLeft(rest, 'detail of a session');
    assertObject(attributes, 'details.attributes');
    if (typeof remember !== 'boolean') throw new TypeError('"details.remember" must be a boolean');
    const time = now();
    const given = {
      userId,
      createdAt: time,
      updatedAt: new Date(time),
      authenticatedAt: new Date(time),
      expirationDate: expirationAt(time, time, lifetimeOf({ remember })),
      remember,
      ipAddress: toStoredText(ipAddress, longestIpAddress, 'details.ipAddress'),
      userAgent: toStoredText(userAgent, longestUserAgent, 'details.userAgent'),
      attributes: toStoredAttributes({ ...defaults, ...attributes }, 'details.attributes'),
    };

    for (let attempt = 1; attempt <= attempts; attempt++) {
      const { token, id, secretHash } = await createToken();
      const row: SessionRow<Id> = { id, secretHash, ...given };
      const outcome = await storage('createSession', () => adapter.insertSession(row));
      if (outcome === 'unknown-user') {
        throw new SojournError('ERR_USER_NOT_FOUND', 'There is no user with this id');
      }
      if (outcome === 'inserted') {
        emit({ type: 'session.created', sessionId: id, userId, ipAddress: row.ipAddress });
        return { token, session: present(row) };
      }
    }
    return storage('createSession', () => Promise.reject(new Error(`${attempts} new session ids in a row were taken`)));
  };
}
