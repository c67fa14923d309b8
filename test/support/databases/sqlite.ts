import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createClient } from '@libsql/client';
import { PrismaLibSql } from '@prisma/adapter-libsql';
import type { SqlDriverAdapterFactory } from '@prisma/driver-adapter-utils';
import { type SyncSqliteDatabase, betterSqlite3Executor, libsqlExecutor } from '../../../src/adapters/sql/index.js';
import { pushSchema } from '../../../examples/schema-engine/engine.js';
import { schemaNamed, schemaPath, tablesSchema } from '../schemas.js';
import type { Database } from './database.js';
import { driverOf, requireTool } from './drivers.js';

/** @param schema the name of the test schema whose tables to make */
export async function openSqlite(schema = 'sqlite'): Promise<Database> {
  const { url, remove } = await createFile();
  const reader = createClient({ url });
  const driver = createClient({ url });
  await reader.execute('PRAGMA journal_mode = WAL');
  // Prisma 6 spells it PrismaLibSQL.
  const drivers: Record<string, typeof PrismaLibSql> = driverOf(schema, '@prisma/adapter-libsql', { PrismaLibSql });
  const Driver = drivers.PrismaLibSql ?? drivers.PrismaLibSQL!;
  await pushTables(schema, new PrismaLibSql({ url }));
  return {
    connect: () => new Driver({ url }),
    async query(sql, ...values) {
      const { rows, columns } = await reader.execute({ sql, args: values });
      return rows.map((row) => Object.fromEntries(columns.map((column, index) => [column, row[index]])));
    },
    driver: libsqlExecutor(driver),
    quote,
    async close() {
      reader.close();
      driver.close();
      await remove();
    },
  };
}

type Row = Record<string, unknown>;

interface BetterSqlite3 {
  prepare(sql: string): { reader: boolean; all(...values: unknown[]): Row[]; run(...values: unknown[]): unknown };
  pragma(text: string): unknown;
  defaultSafeIntegers(): unknown;
  close(): void;
}

type BetterSqlite3Driver = new (config: { url: string; timeout: number }) => SqlDriverAdapterFactory;

/**
 * SQLite by better-sqlite3. Everybody in this process uses that one build of SQLite: two builds would undo
 * each other's locks on the file.
 */
export async function openBetterSqlite3(schema = 'sqlite'): Promise<Database> {
  const { url, file, remove } = await createFile();
  const { PrismaBetterSqlite3 } = requireTool<{ PrismaBetterSqlite3: BetterSqlite3Driver }>('@prisma/adapter-better-sqlite3');
  const Reader = requireTool<new (file: string) => BetterSqlite3>('better-sqlite3');
  // Who waits for a lock holds up the whole process, the holder of the lock included: there is nothing to wait for.
  const connect = () => new PrismaBetterSqlite3({ url, timeout: 0 });
  const reader = new Reader(file);
  const driver = new Reader(file);
  reader.pragma('journal_mode = WAL');
  reader.defaultSafeIntegers();
  await pushTables(schema, connect());
  return {
    connect,
    async query(sql, ...values) {
      const statement = reader.prepare(sql);
      if (statement.reader) return statement.all(...values);
      statement.run(...values);
      return [];
    },
    driver: betterSqlite3Executor(driver as unknown as SyncSqliteDatabase),
    quote,
    async close() {
      reader.close();
      driver.close();
      await remove();
    },
  };
}

async function createFile() {
  const directory = await mkdtemp(path.join(tmpdir(), 'sojourn-'));
  const file = path.join(directory, 'test.db');
  return { file, url: `file:${file}`, remove: () => rm(directory, { recursive: true, force: true }) };
}

async function pushTables(schema: string, adapter: SqlDriverAdapterFactory): Promise<void> {
  await pushSchema({ adapter, schemaPath: schemaPath(tablesSchema(schemaNamed(schema))) });
}

function quote(name: string): string {
  return `"${name}"`;
}
