import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, inject, test } from 'vitest';
import { betterSqlite3Executor, sqlAdapter } from '../../src/adapters/sql/index.js';
import type { StorageAdapter, UserId } from '../../src/index.js';
import { type StorageHarness, testStorageAdapter } from '../../src/testing/index.js';
import { lateHarness } from '../support/late-harness.js';
import { requireTool } from '../support/databases/drivers.js';
import {
  type SqlDatabase,
  type SqlDatabaseKind,
  openMariadb,
  openPostgresql,
  sqlDatabases,
} from '../support/sql-databases.js';
import { sqlHarness } from '../support/sql-harness.mjs';
import { type IdType, type Names, awkwardNames, plainNames } from '../support/sql-tables.mjs';
import { type SyncDatabase, syncSqliteHarness } from '../support/sqlite-harness.mjs';
import { findMissingTools } from '../support/tools.js';

type Adapter = StorageAdapter<{ id: UserId }>;
type Open = StorageHarness & { setUp(): Promise<void>; close(): Promise<void> };

interface Tables {
  idType?: IdType;
  names?: Names;
}

/** Registers the suite at once, over a database that is opened when the tests begin. */
function conformance(title: string, open: () => Promise<Open>, skip: boolean): void {
  describe.skipIf(skip)(title, () => {
    let harness: Open;
    beforeAll(async () => {
      harness = await open();
      await harness.setUp();
    });
    afterAll(() => harness?.close());
    testStorageAdapter(test, lateHarness(() => harness));
  });
}

async function openHarness(kind: SqlDatabaseKind, tables: Tables, more: object = {}): Promise<Open> {
  const database: SqlDatabase = await kind.open();
  const { dialect } = kind;
  const adapterWith = (options: object) => sqlAdapter({ ...options, ...more, dialect } as never) as unknown as Adapter;
  const harness = sqlHarness({
    ...tables,
    dialect,
    query: database.query,
    createAdapter: (options) => adapterWith({ ...options, execute: database.connect() }),
    createUnreachable: (options) => adapterWith({ ...options, execute: database.unreachable() }),
    dispose: database.dispose,
  });
  return { ...(harness as unknown as Open), close: database.close };
}

const isMissing = ({ needs }: SqlDatabaseKind) => needs !== undefined && inject('missing').includes(needs);

const matrix: [string, Tables][] = [
  ['', { idType: 'string', names: plainNames }],
  [', renamed, user ids number', { idType: 'number', names: awkwardNames }],
];

for (const kind of sqlDatabases) {
  for (const [title, tables] of matrix) {
    conformance(`SQL on ${kind.name}${title}`, () => openHarness(kind, tables), isMissing(kind));
  }
}

const [libsql, pglite, postgresql, mariadb] = sqlDatabases as [SqlDatabaseKind, SqlDatabaseKind, SqlDatabaseKind, SqlDatabaseKind];

const variants: [string, SqlDatabaseKind, Tables, object?][] = [
  ['libSQL, user ids bigint, dates as numbers', libsql, { idType: 'bigint' }, { timestampFormat: 'unixepoch-ms' }],
  ['PGlite, user ids bigint', pglite, { idType: 'bigint' }],
  ['PostgreSQL, renamed, user ids UUID', postgresql, { idType: 'uuid', names: awkwardNames }],
  ['PostgreSQL, user ids bigint, prepared statements', { ...postgresql, open: () => openPostgresql({ prepare: true }) }, { idType: 'bigint' }],
  ['PostgreSQL, single clients', { ...postgresql, open: () => openPostgresql({ single: true }) }, {}],
  // What was stored while a lock was waited for is then hidden by the snapshot.
  ['PostgreSQL, repeatable read by default', { ...postgresql, open: openRepeatableRead }, {}],
  ['PostgreSQL, timestamps with time zone', { ...postgresql, open: openWithTimeZones }, {}],
  ['MariaDB, single connections', { ...mariadb, open: () => openMariadb({ single: true }) }, {}],
  [
    'MariaDB, user ids bigint, read committed by default',
    { ...mariadb, open: () => openMariadb({ isolation: 'READ COMMITTED' }) },
    { idType: 'bigint' },
  ],
];

for (const [title, kind, tables, more] of variants) {
  conformance(`SQL on ${title}`, () => openHarness(kind, tables, more), isMissing(kind));
}

async function openRepeatableRead() {
  const database = await openPostgresql();
  const [row] = await database.query('SELECT current_database() AS name');
  await database.query(`ALTER DATABASE ${String(row!.name)} SET default_transaction_isolation = 'repeatable read'`);
  return database;
}

/** As `@db.Timestamptz(3)` makes them, in a database that is nowhere near UTC. */
async function openWithTimeZones() {
  const database = await openPostgresql();
  const [row] = await database.query('SELECT current_database() AS name');
  await database.query(`ALTER DATABASE ${String(row!.name)} SET TimeZone = 'Asia/Kathmandu'`);
  const query: typeof database.query = (sql, ...values) =>
    database.query(
      sql
        .replaceAll('TIMESTAMP(3)', 'TIMESTAMPTZ(3)')
        .replaceAll(/CAST\(("\w+(?:Date|At|Until)") AS TEXT\)/g, `CAST($1 AT TIME ZONE 'UTC' AS TEXT)`),
      ...values,
    );
  return { ...database, query };
}

const missingDriver = findMissingTools().includes('better-sqlite3');

/** better-sqlite3 is compiled, and installed apart from the other dependencies. */
const compiled: [string, Tables & { timestampFormat?: 'iso8601' | 'unixepoch-ms' }][] = [
  ['', {}],
  [', renamed, user ids bigint, dates as numbers', { idType: 'bigint', names: awkwardNames, timestampFormat: 'unixepoch-ms' }],
];

for (const [title, tables] of compiled) {
  const name = `SQL on better-sqlite3${title}${missingDriver ? ' (not tested: the driver is not installed)' : ''}`;
  conformance(
    name,
    async () => {
      const directory = mkdtempSync(path.join(tmpdir(), 'sojourn-'));
      const Database = requireTool<new (file: string) => SyncDatabase>('better-sqlite3');
      const harness = syncSqliteHarness({
        ...tables,
        open: () => new Database(path.join(directory, 'test.db')),
        executor: (db) => betterSqlite3Executor(db as never),
        sqlAdapter,
      });
      const close = async () => {
        await harness.close();
        rmSync(directory, { recursive: true, force: true });
      };
      return { ...(harness as unknown as Open), close };
    },
    missingDriver,
  );
}
