import type { SessionRow, UserId } from '../session/session.js';
import type { StorageAdapter } from '../storage/storage-adapter.js';

/** What the suite needs to know of the storage under test. */
export interface StorageHarness<Id extends UserId = UserId> {
  /**
   * A new adapter over the same data. Called several times in the cases on concurrency, so let each
   * have a connection of its own where the storage has connections. Its users need an `id`.
   */
  createAdapter(): StorageAdapter<{ id: Id }, Id> | Promise<StorageAdapter<{ id: Id }, Id>>;
  /**
   * An adapter over storage that cannot be reached: a closed pool, a port where nothing listens. A
   * harness without it skips the case on failures, with the reason.
   */
  createUnreachableAdapter?(): StorageAdapter<{ id: Id }, Id> | Promise<StorageAdapter<{ id: Id }, Id>>;
  /** Makes a user and gives the id. */
  createUser(): Promise<Id>;
  /** Deletes a user the way the app would. */
  deleteUser(userId: Id): Promise<void>;
  /** The row as stored, by a way that does not lead through the adapter; `null` if there is none. */
  readSession(sessionId: string): Promise<SessionRow<Id> | null>;
  /** Removes all sessions. Called before each case. */
  reset(): Promise<void>;
  /** Closes what `createAdapter` opened. Called after each case, whether it passed or not. */
  dispose?(): Promise<void>;
  /**
   * Cases that cannot hold for this storage, by full name, each with the reason. `erasure` stands for all of that group,
   * for an adapter without `eraseUser`.
   */
  skip?: Readonly<Record<string, string>>;
}

/** One case of the suite. */
export interface StorageCase {
  name: string;
  run(kit: Kit): Promise<void>;
}

/** What a case works with: the harness, and shorthands. */
export interface Kit {
  adapter: StorageAdapter<{ id: UserId }>;
  anotherAdapter(): Promise<StorageAdapter<{ id: UserId }>>;
  unreachableAdapter(): Promise<StorageAdapter<{ id: UserId }>>;
  createUser(): Promise<UserId>;
  deleteUser(userId: UserId): Promise<void>;
  readSession(sessionId: string): Promise<SessionRow | null>;
}
