import { PGlite } from '@electric-sql/pglite';
import * as current from '@prisma/adapter-pg';
import type { SqlDriverAdapterFactory } from '@prisma/driver-adapter-utils';
import pg from 'pg';
import { PrismaPGlite } from 'pglite-prisma-adapter';
import { pgExecutor, pgliteExecutor } from '../../../src/adapters/sql/index.js';
import { pushSchema } from '../../../examples/schema-engine/engine.js';
import { schemaNamed, schemaPath, tablesSchema } from '../schemas.js';
import type { Database } from './database.js';
import { driverOf } from './drivers.js';
import { createPostgresqlDatabase, numbered } from './postgresql-database.js';

const textOfTimestamps = { [pg.types.builtins.TIMESTAMP]: (text: string) => text };

interface PostgresqlSettings {
  /** A PostgreSQL schema other than "public", for apps that keep their tables in one. */
  schema?: string;
  /** The name of the test schema whose tables to make. */
  tables?: string;
}

export async function openPostgresql({ schema, tables = 'postgresql' }: PostgresqlSettings = {}): Promise<Database> {
  const { PrismaPg } = driverOf(tables, '@prisma/adapter-pg', current);
  const { url, drop } = await createPostgresqlDatabase();
  const config = { connectionString: url, max: 10 };
  const options = schema === undefined ? {} : { schema };
  const isOlder = PrismaPg !== current.PrismaPg;
  const connect = () => new PrismaPg(isOlder ? lastingPool(tables, config) : config, options);
  await pushSchema({ adapter: new current.PrismaPg(config, options), schemaPath: tablesPath(tables) });
  const reader = new pg.Pool({
    connectionString: url,
    max: 1,
    ...(schema === undefined ? {} : { options: `-c search_path=${schema}` }),
    types: { getTypeParser: (id, format) => textOfTimestamps[id] ?? pg.types.getTypeParser(id, format) },
  });
  const driver = new pg.Pool(config);
  // The end of a pool does not wait for its connections, so a forced drop may find some still open and end them.
  for (const pool of [reader, driver]) pool.on('error', () => {});
  return {
    connect,
    query: async (sql, ...values) => (await reader.query(numbered(sql), values)).rows as Record<string, unknown>[],
    driver: pgExecutor(driver, { prepare: true }),
    quote: (each) => `"${each}"`,
    async close() {
      await reader.end();
      await driver.end();
      await drop({ force: isOlder });
    },
  };
}

/**
 * A pool that ends with the database. Prisma 6 never gives back the connection of a transaction whose COMMIT
 * failed, so that a pool of its own would wait for it when the client disconnects.
 */
function lastingPool(schema: string, config: pg.PoolConfig): pg.Pool {
  const { Pool } = driverOf(schema, 'pg', pg);
  return new Pool(config).on('error', () => {});
}

/**
 * PostgreSQL within this process: one connection, which everybody shares.
 *
 * @param tables the name of the test schema whose tables to make
 */
export async function openPglite(tables = 'postgresql'): Promise<Database> {
  const pglite = await PGlite.create();
  // The published adapter is typed against an older release of the driver interface.
  const connect = () => new PrismaPGlite(pglite) as unknown as SqlDriverAdapterFactory;
  await pushSchema({ adapter: connect(), schemaPath: tablesPath(tables) });
  return {
    connect,
    async query(sql, ...values) {
      const { rows } = await pglite.query<Record<string, unknown>>(numbered(sql), values, { parsers: textOfTimestamps });
      return rows;
    },
    driver: pgliteExecutor(pglite),
    quote: (name) => `"${name}"`,
    close: () => pglite.close(),
  };
}

function tablesPath(schema: string): string {
  return schemaPath(tablesSchema(schemaNamed(schema)));
}
