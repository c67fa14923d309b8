import type { SqlStatement } from '../../src/adapters/sql/index.js';
import type { SessionRow, StorageAdapter } from '../../src/index.js';
import type { Population } from './rows.js';

export type Adapter = StorageAdapter<{ id: string }, string>;
export type AdapterName = 'prisma' | 'sql';
export const adapterNames: readonly AdapterName[] = ['prisma', 'sql'];

/** One database with the tables of the fragment; filled and read by the driver, measured through the adapter. */
export interface Store {
  adapter: Adapter;
  insertUsers(ids: readonly string[]): Promise<void>;
  /** In one statement. */
  insertSessions(rows: readonly SessionRow<string>[]): Promise<void>;
  deleteSessions(ids: readonly string[]): Promise<void>;
  /** Clears away dead rows and brings the planner's statistics up to date, which happens at no other time. */
  settle(): Promise<void>;
  footprint(): Promise<Footprint>;
  /** Runs a statement on the bare driver, with as many connections as the adapter has. Gives how many rows it gave or changed. */
  send(statement: SqlStatement): Promise<number>;
  /** Says how the database goes about a statement that reads. */
  explain(statement: SqlStatement): Promise<Plan>;
  /** Makes every page's next change write the whole page to the log, as after any checkpoint of the server. */
  checkpoint(): Promise<void>;
  /** Inserts the rows and gives the bytes of write-ahead log that took. */
  insertLogged(rows: readonly SessionRow<string>[]): Promise<number>;
  close(): Promise<unknown>;
}

export interface Plan {
  /** Which tables it reads, and how, in a few words. */
  steps: string;
  /** How many pages it looked at, and how many of them it first had to fetch into its cache; `null` if the database does not say. */
  pages: { all: number; fetched: number } | null;
}

/** What the sessions take on disk. */
interface Footprint {
  /** Bytes of the table with all its indexes. */
  total: number;
  /** Bytes of the primary key's index. */
  primaryKey: number;
  /** How full the leaves of that index are, from 0 to 1; `null` where the server lacks pgstattuple. */
  fullness: number | null;
}

export interface StoreOptions {
  /** Whether PostgreSQL gets statements by name, prepared once on each connection. Default false, as by default in the adapter. */
  prepare?: boolean;
}

export type OpenStore = (adapter: AdapterName, options?: StoreOptions) => Promise<Store>;

export const engines = ['PostgreSQL', 'SQLite'] as const;
export type Engine = (typeof engines)[number];

const batch = 10_000;

export async function fillUsers(store: Store, population: Population): Promise<void> {
  for (let first = 0; first < population.userCount; first += batch) {
    const length = Math.min(batch, population.userCount - first);
    await store.insertUsers(Array.from({ length }, (_, index) => population.userId(first + index)));
  }
}

/** Fills a store in the order of creation, into the tables with all their indexes, as an app would. */
export async function fill(store: Store, population: Population): Promise<void> {
  await fillUsers(store, population);
  for (let first = 0; first < population.size; first += batch) {
    const length = Math.min(batch, population.size - first);
    await store.insertSessions(Array.from({ length }, (_, index) => population.row(first + index)));
  }
  await store.settle();
  await store.checkpoint();
}
