import { andThen } from './and-then.js';
import type { SessionRow } from './session.js';
import { hashSecret, hashesMatch } from './token.js';

/** Whose secret it is; what a keyed hash is bound to. */
export type Holder = Pick<SessionRow, 'id' | 'userId'>;

/** How secrets are kept and compared. */
export interface SecretHasher {
  /** The form to store. */
  hash(secret: string, holder: Holder): string | Promise<string>;
  /**
   * Whether the stored form is that of the secret. Hashes and compares whatever is given, `undefined` too, so
   * that a session that is not there takes as long as a wrong secret.
   */
  matches(stored: unknown, secret: string, holder: Holder): boolean | Promise<boolean>;
  /** Whether the stored form, which matched, is the one that `hash` gives now. */
  isCurrent(stored: string): boolean;
}

export const plainHasher: SecretHasher = {
  hash: hashSecret,
  matches: (stored, secret) => andThen(hashSecret(secret), (hash) => hashesMatch(stored, hash)),
  isCurrent: () => true,
};
