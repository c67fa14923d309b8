import { randomBytes } from 'node:crypto';
import path from 'node:path';
import { PrismaPg } from '@prisma/adapter-pg';
import pg from 'pg';
import { pushSchema } from '../../examples/schema-engine/engine.js';
import { prismaAdapter } from '../../src/adapters/prisma/index.js';
import { pgExecutor, sqlAdapter } from '../../src/adapters/sql/index.js';
import { PrismaClient } from '../../test/.generated/postgresql/client/client.js';
import { generatedDirectory } from '../../test/support/schemas.js';
import { servers } from '../../test/support/servers.js';
import { onEnd } from './disposal.js';
import type { Adapter, AdapterName, Plan, Store, StoreOptions } from './store.js';

/** For each table and way; few, since a server allows about a hundred in all, and a run has up to five tables. */
const connections = 4;

const insertion = 'INSERT INTO "Session" SELECT * FROM json_populate_recordset(NULL::"Session", $1::json)';

/** A database of its own on the server of the tests, dropped at the end. */
export async function openPostgresql(adapterName: AdapterName, { prepare = false }: StoreOptions = {}): Promise<Store> {
  const name = `sojourn_bench_${process.pid}_${randomBytes(3).toString('hex')}`;
  const url = new URL(servers.PostgreSQL);
  url.pathname = `/${name}`;
  const connectionString = url.href;
  const server = await connectToServer();
  // Registered first, so that an interruption at any moment finds it; FORCE ends connections that are still open.
  const drop = onEnd(() => server.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`));
  await server.query(`CREATE DATABASE ${name}`);
  await pushSchema({ adapter: new PrismaPg({ connectionString }), schemaPath: path.join(generatedDirectory, 'postgresql/schema.prisma') });
  const driver = new pg.Client({ connectionString });
  // The server ends it when an interrupted run drops the database.
  driver.on('error', () => {});
  await driver.connect();
  // Vacuuming of its own accord would fall into the measurement of one subject and not of another.
  for (const table of ['"Session"', '"User"']) await driver.query(`ALTER TABLE ${table} SET (autovacuum_enabled = false)`);
  const subject = openSubject(adapterName, connectionString, prepare);
  const bare = openPool(connectionString);

  return {
    adapter: subject.adapter,
    async insertUsers(ids) {
      await driver.query(
        `INSERT INTO "User" ("id", "email", "passwordHash")
         SELECT id, id || '@example.com', 'x' FROM unnest($1::text[]) AS id`,
        [ids],
      );
    },
    async insertSessions(rows) {
      await driver.query(insertion, [JSON.stringify(rows)]);
    },
    async deleteSessions(ids) {
      await driver.query('DELETE FROM "Session" WHERE "id" = ANY($1::text[])', [ids]);
    },
    async settle() {
      await driver.query('VACUUM (ANALYZE) "Session", "User"');
    },
    async footprint() {
      const { rows } = await driver.query<{ total: number; primaryKey: number }>(
        `SELECT pg_total_relation_size('"Session"')::float8 AS total, pg_relation_size('"Session_pkey"')::float8 AS "primaryKey"`,
      );
      return { ...rows[0]!, fullness: await fullnessOf(driver, '"Session_pkey"') };
    },
    async send({ sql, params }) {
      const name = prepare ? { name: nameOf(sql) } : {};
      const { rowCount } = await bare.query({ text: sql, values: [...params], ...name });
      return rowCount ?? 0;
    },
    async explain({ sql, params }) {
      const { rows } = await driver.query<{ 'QUERY PLAN': [{ Plan: PlanNode }] }>(`EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) ${sql}`, [...params]);
      return planOf(rows[0]!['QUERY PLAN'][0].Plan);
    },
    async checkpoint() {
      await driver.query('CHECKPOINT');
    },
    async insertLogged(rows) {
      let bytes = 0;
      // The log's position would count what other databases of the server write, too.
      for (let first = 0; first < rows.length; first += 1000) {
        const result = await driver.query<{ 'QUERY PLAN': [{ Plan: { 'WAL Bytes': number } }] }>(
          `EXPLAIN (ANALYZE, WAL, FORMAT JSON) ${insertion}`,
          [JSON.stringify(rows.slice(first, first + 1000))],
        );
        bytes += result.rows[0]!['QUERY PLAN'][0].Plan['WAL Bytes'];
      }
      return bytes;
    },
    async close() {
      await subject.close();
      await bare.end();
      await driver.end();
      await drop();
    },
  };
}

const ignore = () => {};

function openPool(connectionString: string): pg.Pool {
  const pool = new pg.Pool({ connectionString, max: connections });
  pool.on('error', ignore);
  return pool;
}

const names = new Map<string, string>();

/** A name for a statement by its text. */
function nameOf(sql: string): string {
  if (!names.has(sql)) names.set(sql, `bench_${names.size}`);
  return names.get(sql)!;
}

/** One step of a plan, as EXPLAIN gives it. */
interface PlanNode {
  'Node Type': string;
  'Relation Name'?: string;
  'Shared Hit Blocks': number;
  'Shared Read Blocks': number;
  Plans?: PlanNode[];
}

function planOf(root: PlanNode): Plan {
  const steps: string[] = [];
  const visit = (node: PlanNode) => {
    const name = node['Node Type'];
    const table = node['Relation Name'];
    if (table !== undefined) steps.push(`${table} by ${name}`);
    else if (/Join|Nested Loop/.test(name)) steps.push(`${name} of`);
    node.Plans?.forEach(visit);
  };
  visit(root);
  const [hit, fetched] = [root['Shared Hit Blocks'], root['Shared Read Blocks']];
  return { steps: steps.join(', ').replaceAll(' of,', ' of'), pages: { all: hit + fetched, fetched } };
}

function openSubject(name: AdapterName, connectionString: string, prepare: boolean): { adapter: Adapter; close(): Promise<unknown> } {
  switch (name) {
    case 'sql': {
      const pool = openPool(connectionString);
      return { adapter: sqlAdapter({ dialect: 'postgresql', execute: pgExecutor(pool, { prepare }) }), close: () => pool.end() };
    }
    case 'prisma': {
      const driver = new PrismaPg({ connectionString, max: connections }, { onPoolError: ignore });
      const client = new PrismaClient({ adapter: driver });
      return { adapter: prismaAdapter(client), close: () => client.$disconnect() };
    }
  }
}

async function fullnessOf(driver: pg.Client, index: string): Promise<number | null> {
  const { rowCount } = await driver.query(`SELECT FROM pg_available_extensions WHERE name = 'pgstattuple'`);
  if (rowCount === 0) return null;
  await driver.query('CREATE EXTENSION IF NOT EXISTS pgstattuple');
  const { rows } = await driver.query<{ part: number }>('SELECT avg_leaf_density / 100 AS part FROM pgstatindex($1)', [index]);
  return rows[0]!.part;
}

let connection: Promise<pg.Client> | undefined;

/** One connection, kept to the end: a server that has none left must not keep a run from removing what it made. */
function connectToServer(): Promise<pg.Client> {
  connection ??= (async () => {
    const client = new pg.Client({ connectionString: servers.PostgreSQL });
    await client.connect();
    onEnd(() => client.end());
    return client;
  })();
  return connection;
}
