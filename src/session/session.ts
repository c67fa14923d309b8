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

const secretFields: Record<keyof SecretFields, true> = { secretHash: true, previousId: true, previousHash: true, previousUntil: true };

/** Whether a property of a row is for lookups only. */
export function isSecretField(property: string): boolean {
  return Object.hasOwn(secretFields, property);
}

export function withoutSecrets<Id extends UserId>(row: SessionRow<Id>): StoredSession<Id> {
  return Object.fromEntries(Object.entries(row).filter(([property]) => !isSecretField(property))) as unknown as StoredSession<Id>;
}
