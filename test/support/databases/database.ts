import type { SqlDriverAdapterFactory } from '@prisma/driver-adapter-utils';
import type { SqlExecute } from '../../../src/adapters/sql/index.js';

/** A database made for one test file, with the tables of a test schema and nothing in them. */
export interface Database {
  /** A driver adapter for a Prisma client of its own, with connections of its own where the database has those. */
  connect(): SqlDriverAdapterFactory;
  /**
   * The second reader: runs a statement past Prisma, by the driver. Question marks stand for the values.
   * Dates come out as text.
   */
  query(sql: string, ...values: (string | number | bigint)[]): Promise<Record<string, unknown>[]>;
  /** Runs statements on the driver, past Prisma; closed with the database. */
  driver: SqlExecute;
  /** Quotes a name. */
  quote(name: string): string;
  close(): Promise<void>;
}

/** A name no other test file has. */
export function uniqueName(): string {
  return `sojourn_test_${process.pid}_${Math.random().toString(36).slice(2, 8)}`;
}
