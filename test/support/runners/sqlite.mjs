import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { nodeSqliteExecutor, sqlAdapter } from '../../../dist/sql.js';
import { testStorageAdapter } from '../../../dist/testing.js';
import { syncSqliteHarness } from '../sqlite-harness.mjs';
import { perhapsBroken, test } from './runner.mjs';

/** The SQLite that the runtime has built in. */
const { Database, DatabaseSync = Database } = await import(process.versions.bun ? 'bun:sqlite' : 'node:sqlite');

const directory = mkdtempSync(path.join(tmpdir(), 'sojourn-'));
process.once('exit', () => rmSync(directory, { recursive: true, force: true }));

const harness = syncSqliteHarness({
  open: () => new DatabaseSync(path.join(directory, 'test.db')),
  executor: nodeSqliteExecutor,
  sqlAdapter: (options) => perhapsBroken(sqlAdapter(options)),
});
await harness.setUp();
testStorageAdapter(test, harness);
