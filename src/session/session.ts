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

/** A session as storage keeps it, without hashes. */
export type StoredSession<Id extends UserId = UserId> = Session<Id, JsonObject> & {
  /** What the login still waits for; `null` once it is complete. */
  pending: string | null;
};

/** A session as storage keeps it, with the hash of its secret. Never leaves the core. */
export type SessionRow<Id extends UserId = UserId> = StoredSession<Id> & SecretFields;

interface SecretFields {
  /** Opaque to storage: a version mark and a hash, at most 191 characters of ASCII. */
  secretHash: string;
  /** The id before the last rotation, `null` if it is not to be known any more. */
  previousId: string | null;
  /** The hash that went with it. */
  previousHash: string | null;
  /** Before this moment the token that these are of is still answered. */
  previousUntil: Date | null;
}

/** The properties of a row that are for lookups only. */
export const secretFields = ['secretHash', 'previousId', 'previousHash', 'previousUntil'] as const satisfies (keyof SecretFields)[];

export function withoutSecrets<Id extends UserId>(row: SessionRow<Id>): StoredSession<Id> {
  const { secretHash: _, previousId: __, previousHash: ___, previousUntil: ____, ...session } = row;
  // The compiler does not see that this is what is left of the intersection.
  return session as unknown as StoredSession<Id>;
}
