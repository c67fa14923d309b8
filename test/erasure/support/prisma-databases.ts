import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { createClient } from '@libsql/client';
import { PrismaLibSql } from '@prisma/adapter-libsql';
import { PrismaMariaDb } from '@prisma/adapter-mariadb';
import { PrismaPg } from '@prisma/adapter-pg';
import type { SqlDriverAdapterFactory } from '@prisma/driver-adapter-utils';
import mariadb from 'mariadb';
import pg from 'pg';
import { pushSchema } from '../../../examples/schema-engine/engine.js';
import { uniqueName } from '../../support/databases/database.js';
import { mysqlTables } from '../../support/databases/mysql-tables.js';
import { createPostgresqlDatabase, numbered } from '../../support/databases/postgresql-database.js';
import { runPrisma } from '../../support/generate-clients.js';
import { type Provider, generatedDirectory, root } from '../../support/schemas.js';
import { servers } from '../../support/servers.js';
import type { Query } from './lanes.js';
import { schemaText } from './tables.js';

export interface Client {
  $disconnect(): Promise<void>;
  $transaction<T>(run: (client: Client) => Promise<T>): Promise<T>;
}

interface OpenDatabase {
  adapter: SqlDriverAdapterFactory;
  query: Query;
  close(): Promise<void>;
}

/** The folder of the schema for this kind of database, with its client, which is made if it is not there. */
async function generate(provider: Provider): Promise<string> {
  const text = schemaText(provider);
  const digest = createHash('sha256').update(text).digest('hex').slice(0, 12);
  const folder = path.join(generatedDirectory, `erasure-${provider}-${digest}`);
  if (existsSync(folder)) return folder;
  // Made apart and then moved, since another test run may be doing the same.
  const draft = `${folder}-${process.pid}`;
  mkdirSync(draft, { recursive: true });
  writeFileSync(path.join(draft, 'schema.prisma'), text);
  await runPrisma(['generate', '--schema', path.join(draft, 'schema.prisma')], root);
  try {
    renameSync(draft, folder);
  } catch (error) {
    rmSync(draft, { recursive: true });
    if (!existsSync(folder)) throw error;
  }
  return folder;
}

/** A new database with the tables, and a client for it. */
export async function openPrisma(provider: Provider): Promise<{ client: Client; query: Query; close(): Promise<void> }> {
  const folder = await generate(provider);
  const { PrismaClient } = (await import(pathToFileURL(path.join(folder, 'client/client.ts')).href)) as {
    PrismaClient: new (options: { adapter: SqlDriverAdapterFactory }) => Client;
  };
  const { adapter, query, close } = await openers[provider](path.join(folder, 'schema.prisma'));
  const client = new PrismaClient({ adapter });
  return {
    client,
    query,
    async close() {
      await client.$disconnect();
      await close();
    },
  };
}

const openers: Record<Provider, (schemaPath: string) => Promise<OpenDatabase>> = {
  async sqlite(schemaPath) {
    const directory = await mkdtemp(path.join(tmpdir(), 'sojourn-'));
    const url = `file:${path.join(directory, 'test.db')}`;
    const reader = createClient({ url });
    await reader.execute('PRAGMA journal_mode = WAL');
    await pushSchema({ adapter: new PrismaLibSql({ url }), schemaPath });
    return {
      adapter: new PrismaLibSql({ url }),
      async query(sql, ...values) {
        const { rows, columns } = await reader.execute({ sql, args: values });
        return rows.map((row) => Object.fromEntries(columns.map((column, index) => [column, row[index]])));
      },
      async close() {
        reader.close();
        await rm(directory, { recursive: true, force: true });
      },
    };
  },

  async postgresql(schemaPath) {
    const { url, drop } = await createPostgresqlDatabase();
    await pushSchema({ adapter: new PrismaPg({ connectionString: url }), schemaPath });
    const reader = new pg.Pool({ connectionString: url, max: 1 });
    return {
      adapter: new PrismaPg({ connectionString: url }),
      query: async (sql, ...values) => (await reader.query<Record<string, unknown>>(numbered(sql), values)).rows,
      async close() {
        await reader.end();
        await drop();
      },
    };
  },

  async mysql() {
    const { hostname, port, username, password } = new URL(servers.MariaDB);
    const config = { host: hostname, port: Number(port), user: username, password };
    const database = uniqueName();
    const admin = await mariadb.createConnection(config);
    await admin.query(`CREATE DATABASE ${database} DEFAULT CHARACTER SET utf8mb4`);
    const reader = await mariadb.createConnection({ ...config, database });
    for (const table of mysqlTables(schemaText('mysql'))) await reader.query(table);
    return {
      adapter: new PrismaMariaDb({ ...config, database, connectionLimit: 5 }),
      query: (sql, ...values) => reader.query<Record<string, unknown>[]>(sql, values),
      async close() {
        await reader.end();
        await admin.query(`DROP DATABASE ${database}`);
        await admin.end();
      },
    };
  },
};
