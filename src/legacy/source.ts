import type { UserId } from '../session/session.js';
import type { LegacyRow, LegacyRows } from './legacy-sessions.js';

/** What an old row says. */
export interface LegacySession {
  userId: UserId;
  expirationDate: Date;
  /** When the user signed in, as far as the row tells. */
  createdAt: Date | null;
}

/** What differs between libraries. */
export interface Source {
  /** The key of the row that the token names; `null` if it is no token of the library, or not signed by it. */
  keyOf(token: string): Promise<string | null>;
  rows: LegacyRows;
  /**
   * @returns `nobody` for the session of a visitor who is not signed in; `null` if the row is not that of this key, or has
   * no end
   */
  read(row: LegacyRow, key: string): LegacySession | 'nobody' | null;
}
