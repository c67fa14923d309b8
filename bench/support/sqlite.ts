import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { createClient } from '@libsql/client';
import { PrismaLibSql } from '@prisma/adapter-libsql';
import { pushSchema } from '../../examples/schema-engine/engine.js';
import { prismaAdapter } from '../../src/adapters/prisma/index.js';
import { libsqlExecutor, sqlAdapter } from '../../src/adapters/sql/index.js';
import { PrismaClient } from '../../test/.generated/sqlite/client/client.js';
import { generatedDirectory } from '../../test/support/schemas.js';
import { columns } from './columns.js';
import { onEnd } from './disposal.js';
import type { Adapter, AdapterName, Store } from './store.js';

/** The driver never leaves the process to its event loop, so a run could not be interrupted. */
const letSignalsThrough = setImmediate;

/** A file of its own with a write-ahead log, removed at the end. */
export async function openSqlite(adapterName: AdapterName): Promise<Store> {
  const directory = await mkdtemp(path.join(tmpdir(), 'sojourn-bench-'));
  const remove = onEnd(() => rm(directory, { recursive: true, force: true }));
  const file = path.join(directory, 'bench.db');
  const url = `file:${file}`;
  const driver = createClient({ url });
  await driver.execute('PRAGMA journal_mode = WAL');
  await pushSchema({ adapter: new PrismaLibSql({ url }), schemaPath: path.join(generatedDirectory, 'sqlite/schema.prisma') });
  const subject = openSubject(adapterName, url);
  const bare = openClient(url);
  const names = columns.map((column) => `"${column}"`).join(', ');
  const values = columns.map((column) => `value ${column === 'attributes' ? '->' : '->>'} '${column}'`).join(', ');

  return {
    adapter: subject.adapter,
    async insertUsers(ids) {
      await driver.execute({
        sql: `INSERT INTO "User" ("id", "email", "passwordHash") SELECT value, value || '@example.com', 'x' FROM json_each(?)`,
        args: [JSON.stringify(ids)],
      });
    },
    async insertSessions(rows) {
      // Dates as Prisma's driver writes them.
      const text = JSON.stringify(rows, (_, value: unknown) =>
        typeof value === 'string' ? value.replace(/^(\d{4}-\d\d-\d\dT[\d:.]+)Z$/, '$1+00:00') : value,
      );
      await driver.execute({ sql: `INSERT INTO "Session" (${names}) SELECT ${values} FROM json_each(?)`, args: [text] });
      await letSignalsThrough();
    },
    async deleteSessions(ids) {
      await driver.execute({
        sql: 'DELETE FROM "Session" WHERE "id" IN (SELECT value FROM json_each(?))',
        args: [JSON.stringify(ids)],
      });
      await letSignalsThrough();
    },
    async settle() {
      await driver.execute('ANALYZE');
      await driver.execute('PRAGMA wal_checkpoint(TRUNCATE)');
    },
    async footprint() {
      const { rows } = await driver.execute(
        `SELECT name = 'sqlite_autoindex_Session_1' AS isKey, pgsize, 1.0 * payload / pgsize AS part FROM dbstat
         WHERE aggregate = 1 AND name IN (SELECT name FROM sqlite_schema WHERE tbl_name = 'Session')`,
      );
      const key = rows.find(({ isKey }) => isKey === 1)!;
      const total = rows.reduce((sum, { pgsize }) => sum + Number(pgsize), 0);
      return { total, primaryKey: Number(key.pgsize), fullness: Number(key.part) };
    },
    async send({ sql, params }) {
      const { rows, rowsAffected } = await bare.execute({ sql, args: params as (string | number | null)[] });
      return rows.length || rowsAffected;
    },
    async explain({ sql, params }) {
      const { rows } = await driver.execute({ sql: `EXPLAIN QUERY PLAN ${sql}`, args: params as (string | number | null)[] });
      return { steps: rows.map(({ detail }) => String(detail)).join(', '), pages: null };
    },
    async checkpoint() {
      await driver.execute('PRAGMA wal_checkpoint(TRUNCATE)');
    },
    async insertLogged(rows) {
      let bytes = 0;
      // Few enough that the log does not reach the size at which it starts anew.
      for (let first = 0; first < rows.length; first += 50) {
        await driver.execute('PRAGMA wal_checkpoint(TRUNCATE)');
        for (const row of rows.slice(first, first + 50)) await subject.adapter.insertSession(row);
        bytes += (await stat(`${file}-wal`)).size;
      }
      return bytes;
    },
    async close() {
      await subject.close();
      bare.close();
      driver.close();
      await remove();
    },
  };
}

function openClient(url: string) {
  return createClient({ url, timeout: 5000 });
}

function openSubject(name: AdapterName, url: string): { adapter: Adapter; close(): Promise<unknown> } {
  switch (name) {
    case 'sql': {
      const client = openClient(url);
      return { adapter: sqlAdapter({ dialect: 'sqlite', execute: libsqlExecutor(client) }), close: async () => client.close() };
    }
    case 'prisma': {
      const client = new PrismaClient({ adapter: new PrismaLibSql({ url }) });
      return { adapter: prismaAdapter(client), close: () => client.$disconnect() };
    }
  }
}
