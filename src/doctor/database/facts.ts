/** What a database said of itself; a part is absent where it cannot be asked. Times in milliseconds. */
export interface DatabaseFacts {
  /** Such as `PostgreSQL`. */
  name: string;
  /** Of the shortest of a few questions. */
  roundTrip?: number;
  /** How far the app's clock is ahead of the database's; negative: behind. */
  clockSkew?: number;
  /** How far `clockSkew` may be off: half the round trip. */
  clockPrecision?: number;
  /** How many sessions are past their expiry and still there; counted up to `mostExpired`. */
  expiredSessions?: number;
}

/** Where the count of dead sessions ends, so that it costs little. */
export const mostExpired = 10_000;
