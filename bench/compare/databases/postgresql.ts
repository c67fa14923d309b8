import { randomBytes } from 'node:crypto';
import { PrismaPg } from '@prisma/adapter-pg';
import pg from 'pg';
import { pushSchema } from '../../../examples/schema-engine/engine.js';
import { pgExecutor } from 'sojourn/sql';
import { numbered } from '../../../test/support/databases/postgresql-database.js';
import { servers } from '../../../test/support/servers.js';
import { onEnd } from '../../support/disposal.js';
import { schemaPath } from '../app/client.js';
import { createCounter } from './counter.js';
import type { Database, Driver, Row } from './database.js';

/** What a pool has by default, and Prisma's driver too. */
const connections = 10;

const sessionTables = ['Session', 'LuciaSession', 'BetterSession', 'AuthSession', 'StoreSession'];

const ignore = () => {};

/** A database of its own on the server of the tests, dropped at the end. */
export async function openPostgresql(): Promise<Database> {
  const name = `sojourn_bench_${process.pid}_${randomBytes(3).toString('hex')}`;
  const url = new URL(servers.PostgreSQL);
  url.pathname = `/${name}`;
  const connectionString = url.href;
  const server = new pg.Client({ connectionString: servers.PostgreSQL });
  await server.connect();
  const drop = onEnd(async () => {
    await server.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
    await server.end();
  });
  await server.query(`CREATE DATABASE ${name}`);
  await pushSchema({ adapter: new PrismaPg({ connectionString }), schemaPath: schemaPath('postgresql') });
  const admin = new pg.Client({ connectionString });
  // The server ends it when an interrupted run drops the database.
  admin.on('error', ignore);
  await admin.connect();
  // Vacuuming of its own accord would fall into the measurement of one subject and not of another.
  for (const table of sessionTables) await admin.query(`ALTER TABLE "${table}" SET (autovacuum_enabled = false)`);

  const { rows } = await admin.query<{ server_version: string }>('SHOW server_version');

  return {
    server: `PostgreSQL ${rows[0]!.server_version}`,
    ...postgresqlStatements((sql, values) => admin.query(sql, values)),
    prisma: {
      provider: 'postgresql',
      adapter: ({ named }) =>
        new PrismaPg(
          { connectionString, max: connections },
          { onPoolError: ignore, ...(named ? { statementNameGenerator: ({ sql }) => nameOf(sql) } : {}) },
        ),
    },
    drivers: [
      { name: 'pg', dialect: 'postgresql', open: async (logged) => openPool(connectionString, false, logged) },
      { name: 'pg, named statements', dialect: 'postgresql', open: async (logged) => openPool(connectionString, true, logged) },
    ],
    async close() {
      await admin.end();
      await drop();
    },
  };
}

/** What is the same whatever reaches the database. */
export function postgresqlStatements(
  query: (sql: string, values?: unknown[]) => Promise<unknown>,
): Pick<Database, 'insertUsers' | 'insertSessions' | 'run' | 'date' | 'quote' | 'concat' | 'analyze'> {
  return {
    insertUsers: (ids, time) =>
      query(
        `INSERT INTO "User" ("id", "email", "name", "emailVerified", "createdAt", "updatedAt", "passwordHash")
         SELECT id, id || '@example.com', 'A user', true, $2::timestamp, $2::timestamp, 'x' FROM unnest($1::text[]) AS id`,
        [ids, time.toISOString()],
      ),
    insertSessions: (rows) =>
      query('INSERT INTO "Session" SELECT * FROM json_populate_recordset(NULL::"Session", $1::json)', [JSON.stringify(rows)]),
    async run(statements) {
      for (const statement of statements) await query(statement);
    },
    date: (time) => time.toISOString(),
    quote: (name) => `"${name}"`,
    concat: (...parts) => parts.join(' || '),
    analyze: () => query('VACUUM (ANALYZE)'),
  };
}

const names = new Map<string, string>();

/** A name for each text, short enough for the server. */
function nameOf(sql: string): string {
  const name = names.get(sql) ?? `bench_${names.size}`;
  names.set(sql, name);
  return name;
}

function openPool(connectionString: string, named: boolean, logged: boolean): Driver {
  const { watch, statements } = createCounter(logged);
  const pool = watch(new pg.Pool({ connectionString, max: connections }), ['query']);
  pool.on('error', ignore);
  return {
    execute: pgExecutor(pool, { prepare: named }),
    prepare(sql) {
      const text = numbered(sql);
      const name = named ? { name: nameOf(text) } : {};
      return async (...values) => (await pool.query<Row>({ text, values, ...name })).rows;
    },
    statements,
    close: onEnd(() => pool.end()),
  };
}
