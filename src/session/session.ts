/** The id of a user: a string, a safe integer or a bigint, whichever the user model has. */
export type UserId = string | number | bigint;

export type JsonValue = string | number | boolean | null | JsonValue[] | JsonObject;
export type JsonObject = { [key: string]: JsonValue };

/** One signed-in device of one user. Holds neither the token's secret nor its hash. */
export interface Session<Id extends UserId = UserId, Attributes extends object = JsonObject> {
  /** Public name of the session, the first half of its token; safe in lists, logs and URLs. */
  id: string;
  userId: Id;
  createdAt: Date;
  /** Last renewal. Doubles as "last seen", to the precision of `lifetime.renewEvery`. */
  updatedAt: Date;
  /** At this very moment the session is dead, and from then on. */
  expirationDate: Date;
  /** When the user last proved who they are; the absolute timeout counts from here. */
  authenticatedAt: Date;
  /** false: the shorter `unremembered` lifetime, and a cookie that ends with the browser session. */
  remember: boolean;
  ipAddress: string | null;
  userAgent: string | null;
  attributes: Attributes;
}

/** A session as storage keeps it, without the hash. */
export type StoredSession<Id extends UserId = UserId> = Session<Id, JsonObject>;

/** A session as storage keeps it, with the hash of its secret. Never leaves the core. */
export type SessionRow<Id extends UserId = UserId> = StoredSession<Id> & {
  /** Opaque to storage: a version mark and a hash, at most 191 characters of ASCII. */
  secretHash: string;
};

export function withoutHash<Id extends UserId>({ secretHash: _, ...session }: SessionRow<Id>): StoredSession<Id> {
  // The compiler does not see that a row without its hash is what is left of the intersection.
  return session as unknown as StoredSession<Id>;
}
