import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, test } from 'vitest';
import { nodeSqliteExecutor, sqlAdapter } from '../../../src/adapters/sql/index.js';
import { type StorageHarness, testStorageAdapter } from '../../../src/testing/index.js';
import { type SyncDatabase, syncSqliteHarness } from '../../support/sqlite-harness.mjs';

type Open = new (file: string) => SyncDatabase;

// Bun's own came first, and has most of what Node's has.
const module = process.versions.bun ? 'bun:sqlite' : 'node:sqlite';
const { Database, DatabaseSync = Database! } = (await import(module)) as { Database?: Open; DatabaseSync?: Open };

const directory = mkdtempSync(path.join(tmpdir(), 'sojourn-'));
const harness = syncSqliteHarness({
  open: () => new DatabaseSync(path.join(directory, 'test.db')),
  executor: (db) => nodeSqliteExecutor(db as never),
  sqlAdapter,
});
await harness.setUp();

describe(`SQL on ${module}`, () => {
  testStorageAdapter(test, harness as unknown as StorageHarness);
});

afterAll(async () => {
  await harness.close();
  rmSync(directory, { recursive: true, force: true });
});
