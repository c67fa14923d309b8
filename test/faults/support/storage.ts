import type { SessionRow, StorageAdapter } from '../../../src/index.js';
import type { ServerName } from '../../support/servers.js';

export type Adapter = StorageAdapter<{ id: string }, string>;

/** An adapter with connections of its own. */
export interface Connection {
  adapter: Adapter;
  close(): Promise<unknown>;
}

/** Storage on a server, to be reached straight or through a proxy. */
export interface OpenStorage {
  server: { host: string; port: number };
  /** @param port where the server, or a proxy in front of it, listens on the loopback interface */
  connect(port: number): Promise<Connection>;
  /** Makes a user and gives the id; all ids are of one length. */
  createUser(): Promise<string>;
  /** The second reader: the rows of the user as stored, ordered by id, past adapter and proxy. */
  readSessions(userId: string): Promise<SessionRow<string>[]>;
  close(): Promise<void>;
}

export interface FaultStorage {
  name: string;
  needs: ServerName;
  /** The operations that are a transaction here, and so end with a COMMIT. */
  transactions?: string[];
  /** What has expired goes without `deleteExpiredSessions`. */
  expiresByItself?: boolean;
  open(): Promise<OpenStorage>;
}
