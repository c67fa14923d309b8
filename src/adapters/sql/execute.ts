/** A value bound to a statement. Dates and JSON are text (or a number) by then; never an object. */
export type SqlValue = string | number | bigint | boolean | null;

/** One statement for the driver. */
export interface SqlStatement {
  /** Its text, with `$1`, `$2` … for the values on PostgreSQL, and `?` elsewhere. */
  readonly sql: string;
  /** The values, in order. On SQLite there is no boolean among them, on PostgreSQL no number. */
  readonly params: readonly SqlValue[];
  /** Whether it gives rows, for drivers that call such statements in another way. */
  readonly returnsRows: boolean;
  /**
   * Whether its columns are named `0`, `1` … in their order, so that a row may be an array as well as an object.
   * Some drivers make arrays in less time. Default false.
   */
  readonly isPositional?: boolean;
}

/** What one statement did. */
export interface SqlResult {
  /** The rows it gave, as objects by column name, or where `isPositional` as arrays, in spite of the type; empty if it gives none. */
  readonly rows: readonly Record<string, unknown>[];
  /**
   * How many rows it inserted, deleted or, for an update, matched: on MySQL a row that already had the
   * values counts too. Not looked at where `returnsRows`.
   */
  readonly rowCount: number;
}

/**
 * Runs statements and gives their results in the same order. One statement runs by itself. Several MUST
 * run in order in one transaction on one connection, all or nothing: on the first error the transaction
 * is rolled back and the promise rejects with that error. No other statement may get in between, and a
 * connection of which the state is not known MUST NOT be used again. On SQLite the transaction MUST
 * begin as a writer (`BEGIN IMMEDIATE`).
 */
export type SqlExecute = (statements: readonly SqlStatement[]) => Promise<readonly SqlResult[]>;
