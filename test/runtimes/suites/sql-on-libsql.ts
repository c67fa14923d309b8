import { afterAll, describe, test } from 'vitest';
import { sqlAdapter } from '../../../src/adapters/sql/index.js';
import { type StorageHarness, testStorageAdapter } from '../../../src/testing/index.js';
import { openLibsql } from '../../support/sql-databases.js';
import { sqlHarness } from '../../support/sql-harness.mjs';

const database = await openLibsql();
const harness = sqlHarness({
  dialect: 'sqlite',
  query: database.query,
  createAdapter: (options) => sqlAdapter({ ...options, dialect: 'sqlite', execute: database.connect() }),
  createUnreachable: (options) => sqlAdapter({ ...options, dialect: 'sqlite', execute: database.unreachable() }),
  dispose: database.dispose,
});
await harness.setUp();

describe('SQL on libSQL', () => {
  testStorageAdapter(test, harness as unknown as StorageHarness);
});

afterAll(() => database.close());
