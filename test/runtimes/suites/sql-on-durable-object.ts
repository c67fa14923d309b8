import { describe, test } from 'vitest';
import { type SqlExecute, type SqlResult, type SqlStatement, sqlAdapter } from '../../../src/adapters/sql/index.js';
import { type StorageHarness, testStorageAdapter } from '../../../src/testing/index.js';
import { sqlHarness } from '../../support/sql-harness.mjs';
import { type DurableObjectStorage, currentStorage } from '../launchers/durable-object.js';

/** Runs statements on the SQLite that a Durable Object has for itself. */
function durableObjectExecutor(storage: DurableObjectStorage): SqlExecute {
  function run({ sql, params, returnsRows }: SqlStatement): SqlResult {
    const rows = storage.sql.exec(sql, ...params).toArray();
    if (returnsRows) return { rows, rowCount: 0 };
    // What the cursor counts as written are entries of indexes too.
    return { rows: [], rowCount: Number(storage.sql.exec('SELECT changes() AS count').one().count) };
  }

  return async (statements) => storage.transactionSync(() => statements.map(run));
}

const storage = currentStorage();
const execute = durableObjectExecutor(storage);

const harness = sqlHarness({
  dialect: 'sqlite',
  query: async (sql, ...values) => storage.sql.exec(sql, ...values).toArray(),
  createAdapter: (options) => sqlAdapter({ ...options, dialect: 'sqlite', execute }),
  createUnreachable: (options) =>
    sqlAdapter({ ...options, dialect: 'sqlite', execute: () => Promise.reject(new Error('The object was moved')) }),
});
await harness.setUp();

describe('SQL on a Durable Object', () => {
  testStorageAdapter(test, harness as unknown as StorageHarness);
});
