import type { StorageAdapter } from '../../../src/index.js';
import type { ServerName } from '../../support/servers.js';
import type { Provider } from '../../support/schemas.js';
import type { AppTable } from './tables.js';

export type Adapter = StorageAdapter<{ id: string }, string>;

/** A section to be erased: its table, and what its rows become where they are not deleted. */
export interface Section {
  table: AppTable;
  erase?: false | { userId: string | null };
}

export type Query = (sql: string, ...values: string[]) => Promise<Record<string, unknown>[]>;

/** An adapter over a database with the tables of the app. */
export interface Lane {
  dialect: Provider;
  adapterWith(sections: Record<string, Section>): Adapter;
  /** The second reader; question marks in the text stand for the values. */
  query: Query;
  close(): Promise<void>;
}

export interface LaneKind {
  name: string;
  needs?: ServerName;
  /** Whether rows can be changed instead of deleted, or kept, which the option of `sqlAdapter` cannot say. */
  changes: boolean;
  open(): Promise<Lane>;
}
