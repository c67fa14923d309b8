import { PGlite } from '@electric-sql/pglite';
import { PrismaPg } from '@prisma/adapter-pg';
import type { SqlDriverAdapterFactory } from '@prisma/driver-adapter-utils';
import pg from 'pg';
import { PrismaPGlite } from 'pglite-prisma-adapter';
import { pushSchema } from '../../../examples/schema-engine/engine.js';
import { schemaPath } from '../schemas.js';
import { servers } from '../servers.js';
import { type Database, uniqueName } from './database.js';

const textOfTimestamps = { [pg.types.builtins.TIMESTAMP]: (text: string) => text };

/** @param schema a PostgreSQL schema other than "public", for apps that keep their tables in one */
export async function openPostgresql({ schema }: { schema?: string } = {}): Promise<Database> {
  const admin = new pg.Client({ connectionString: servers.PostgreSQL });
  const name = uniqueName();
  await admin.connect();
  await admin.query(`CREATE DATABASE ${name}`);
  const url = new URL(servers.PostgreSQL);
  url.pathname = `/${name}`;
  const connect = () => new PrismaPg({ connectionString: url.href, max: 10 }, schema === undefined ? {} : { schema });
  await pushSchema({ adapter: connect(), schemaPath: schemaPath('postgresql') });
  const reader = new pg.Pool({
    connectionString: url.href,
    max: 1,
    ...(schema === undefined ? {} : { options: `-c search_path=${schema}` }),
    types: { getTypeParser: (id, format) => textOfTimestamps[id] ?? pg.types.getTypeParser(id, format) },
  });
  return {
    connect,
    query: async (sql, ...values) => (await reader.query(numbered(sql), values)).rows as Record<string, unknown>[],
    quote: (each) => `"${each}"`,
    async close() {
      await reader.end();
      await untilUnused(admin, name);
      await admin.query(`DROP DATABASE ${name}`);
      await admin.end();
    },
  };
}

/** The server lets go of a connection a little after the client has closed it. */
async function untilUnused(admin: pg.Client, database: string): Promise<void> {
  for (let tries = 0; tries < 100; tries++) {
    const { rowCount } = await admin.query('SELECT 1 FROM pg_stat_activity WHERE datname = $1', [database]);
    if (rowCount === 0) return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** PostgreSQL within this process: one connection, which everybody shares. */
export async function openPglite(): Promise<Database> {
  const pglite = await PGlite.create();
  // The published adapter is typed against an older release of the driver interface.
  const connect = () => new PrismaPGlite(pglite) as unknown as SqlDriverAdapterFactory;
  await pushSchema({ adapter: connect(), schemaPath: schemaPath('postgresql') });
  return {
    connect,
    async query(sql, ...values) {
      const { rows } = await pglite.query<Record<string, unknown>>(numbered(sql), values, { parsers: textOfTimestamps });
      return rows;
    },
    quote: (name) => `"${name}"`,
    close: () => pglite.close(),
  };
}

function numbered(sql: string): string {
  let count = 0;
  return sql.replaceAll('?', () => `$${++count}`);
}
