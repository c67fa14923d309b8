import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createClient } from '@libsql/client';
import { PrismaLibSql } from '@prisma/adapter-libsql';
import { PrismaPg } from '@prisma/adapter-pg';
import pg from 'pg';
import { pushSchema } from '../../examples/schema-engine/engine.js';
import { createPostgresqlDatabase } from '../../test/support/databases/postgresql-database.js';
import { generatedDirectory } from '../../test/support/schemas.js';
import { onEnd } from '../support/disposal.js';
import type { Engine } from '../support/store.js';
import { large, small, smallCount } from './run.js';

/** One note: 24 to 31 characters of text beside its two ids. */
const noteText = "'note number ' || n || ', with text'";

/** Makes a database of its own in which one user has so many notes, and another a few; removed at the end. */
export async function openNotes(engine: Engine, count: number): Promise<string> {
  return engine === 'SQLite' ? openSqlite(count) : openPostgresql(count);
}

async function openSqlite(count: number): Promise<string> {
  const directory = await mkdtemp(path.join(tmpdir(), 'sojourn-bench-'));
  onEnd(() => rm(directory, { recursive: true, force: true }));
  const url = `file:${path.join(directory, 'bench.db')}`;
  const driver = createClient({ url });
  await driver.execute('PRAGMA journal_mode = WAL');
  await pushSchema({ adapter: new PrismaLibSql({ url }), schemaPath: path.join(generatedDirectory, 'sqlite/schema.prisma') });
  const numbers = (limit: number) => `WITH RECURSIVE numbers (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < ${limit})`;
  for (const [user, limit] of [[small, smallCount], [large, count]] as const) {
    await driver.execute(`INSERT INTO "User" ("id", "email", "passwordHash") VALUES ('${user}', '${user}@example.com', 'x')`);
    await driver.execute(`${numbers(limit)} INSERT INTO "Note" ("text", "userId") SELECT ${noteText}, '${user}' FROM numbers`);
  }
  await driver.execute('ANALYZE');
  await driver.execute('PRAGMA wal_checkpoint(TRUNCATE)');
  driver.close();
  return url;
}

async function openPostgresql(count: number): Promise<string> {
  const { url, drop } = await createPostgresqlDatabase();
  onEnd(() => drop({ force: true }));
  await pushSchema({ adapter: new PrismaPg({ connectionString: url }), schemaPath: path.join(generatedDirectory, 'postgresql/schema.prisma') });
  const driver = new pg.Client({ connectionString: url });
  await driver.connect();
  for (const [user, limit] of [[small, smallCount], [large, count]] as const) {
    await driver.query(`INSERT INTO "User" ("id", "email", "passwordHash") VALUES ('${user}', '${user}@example.com', 'x')`);
    await driver.query(`INSERT INTO "Note" ("text", "userId") SELECT ${noteText}, '${user}' FROM generate_series(1, ${limit}) AS n`);
  }
  await driver.query('VACUUM (ANALYZE) "Note"');
  await driver.end();
  return url;
}
