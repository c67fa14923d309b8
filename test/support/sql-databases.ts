import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import { type Client, createClient } from '@libsql/client';
import mysql from 'mysql2/promise';
import pg from 'pg';
import {
  type SqlExecute,
  libsqlExecutor,
  mysql2Executor,
  pgExecutor,
  pgliteExecutor,
} from '../../src/adapters/sql/index.js';
import { uniqueName } from './databases/database.js';
import { createPostgresqlDatabase, numbered } from './databases/postgresql-database.js';
import { connectionsPerDatabase, inRotation } from './rotation.js';
import { type ServerName, servers } from './servers.js';

export type Row = Record<string, unknown>;
export type Query = (sql: string, ...values: (string | number | bigint)[]) => Promise<Row[]>;

/** An empty database, with the driver's own ways in. */
export interface SqlDatabase {
  /** The second reader; question marks in the text stand for the values. */
  query: Query;
  /** An executor with connections of its own, where the driver has connections; after `dispose` the same ones again. */
  connect(): SqlExecute;
  /** An executor over a connection that is closed. */
  unreachable(): SqlExecute;
  dispose(): Promise<void>;
  close(): Promise<void>;
}

/** A kind of database, and what has to be there for it. */
export interface SqlDatabaseKind {
  name: string;
  dialect: 'sqlite' | 'postgresql' | 'mysql';
  needs?: ServerName;
  open(): Promise<SqlDatabase>;
}

export async function openLibsql(): Promise<SqlDatabase & { reader: Client }> {
  const directory = await mkdtemp(path.join(tmpdir(), 'sojourn-'));
  const url = `file:${path.join(directory, 'test.db')}`;
  const reader = createClient({ url });
  await reader.execute('PRAGMA journal_mode = WAL');
  const { opened, take, rewind } = inRotation(() => createClient({ url }));
  return {
    reader,
    async query(sql, ...values) {
      return (await reader.execute({ sql, args: values })).rows as unknown as Row[];
    },
    connect: () => libsqlExecutor(take()),
    unreachable() {
      const client = createClient({ url });
      client.close();
      return libsqlExecutor(client);
    },
    dispose: rewind,
    async close() {
      for (const client of [reader, ...opened]) client.close();
      await rm(directory, { recursive: true, force: true });
    },
  };
}

/** One database in this process, with the one connection that everybody shares. */
async function openPglite(): Promise<SqlDatabase & { pglite: PGlite }> {
  const pglite = await PGlite.create();
  return {
    pglite,
    async query(sql, ...values) {
      return (await pglite.query<Row>(numbered(sql), values)).rows;
    },
    connect: () => pgliteExecutor(pglite),
    unreachable: () => pgliteExecutor(closedPglite),
    dispose: async () => {},
    close: () => pglite.close(),
  };
}

/** To start a second PGlite only to close it takes a second each time. */
const closedPglite = {
  query: () => Promise.reject(new Error('PGlite is closed')),
  transaction: () => Promise.reject(new Error('PGlite is closed')),
};

/** @param settings of the executor; `single` for one client in the place of each pool */
export async function openPostgresql({ prepare = false, single = false } = {}): Promise<SqlDatabase & { pool: pg.Pool; url: string }> {
  const { name, url, admin, drop } = await createPostgresqlDatabase();
  // Nothing here outlives the server, and its disk is what the tests would wait for.
  await admin.query(`ALTER DATABASE ${name} SET synchronous_commit = off`);
  const pool = new pg.Pool({ connectionString: url, max: 2 });
  const { opened, take, rewind } = inRotation(() => {
    if (!single) return new pg.Pool({ connectionString: url, max: 4 });
    const client = new pg.Client({ connectionString: url });
    // It queues what it is asked until it is connected.
    void client.connect();
    return client;
  });
  return {
    pool,
    url,
    query: async (sql, ...values) => (await pool.query<Row>(numbered(sql), values)).rows,
    connect: () => pgExecutor(take(), { prepare }),
    unreachable: () => pgExecutor(new pg.Pool({ host: '127.0.0.1', port: 9 })),
    dispose: rewind,
    async close() {
      await Promise.all([pool, ...opened].map((each) => each.end()));
      await drop();
    },
  };
}

/** @param settings `single` for one connection in the place of each pool; `isolation` as an app may have it by default */
export async function openMariadb({ single = false, isolation = 'REPEATABLE READ' } = {}): Promise<SqlDatabase & { pool: mysql.Pool }> {
  const name = uniqueName();
  const { hostname, port, username, password } = new URL(servers.MariaDB);
  const config = { host: hostname, port: Number(port), user: username, password };
  const admin = await mysql.createConnection(config);
  await admin.query(`CREATE DATABASE ${name} DEFAULT CHARACTER SET utf8mb4`);
  const pool = mysql.createPool({ ...config, database: name, connectionLimit: 2 });
  const connections = await Promise.all(
    Array.from({ length: single ? connectionsPerDatabase : 0 }, () => mysql.createConnection({ ...config, database: name })),
  );
  const { opened, take, rewind } = inRotation(() => {
    const own = mysql.createPool({ ...config, database: name, connectionLimit: 4 });
    own.on('connection', (connection) => void connection.query(`SET SESSION TRANSACTION ISOLATION LEVEL ${isolation}`));
    return own;
  });
  const singles = inRotation(() => connections.pop()!);
  return {
    pool,
    async query(sql, ...values) {
      const [rows] = await pool.query(sql, values.map(String));
      return rows as Row[];
    },
    connect: () => mysql2Executor(single ? singles.take() : take()),
    unreachable: () => mysql2Executor(mysql.createPool({ host: '127.0.0.1', port: 9 })),
    async dispose() {
      await Promise.all([rewind(), singles.rewind()]);
    },
    async close() {
      await Promise.all([pool, ...opened, ...singles.opened, ...connections].map((each) => each.end()));
      await admin.query(`DROP DATABASE ${name}`);
      await admin.end();
    },
  };
}

export const sqlDatabases: readonly SqlDatabaseKind[] = [
  { name: 'libSQL', dialect: 'sqlite', open: openLibsql },
  { name: 'PGlite', dialect: 'postgresql', open: openPglite },
  { name: 'PostgreSQL', dialect: 'postgresql', needs: 'PostgreSQL', open: openPostgresql },
  { name: 'MariaDB', dialect: 'mysql', needs: 'MariaDB', open: openMariadb },
];
