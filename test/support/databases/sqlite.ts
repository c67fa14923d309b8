import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createClient } from '@libsql/client';
import { PrismaLibSql } from '@prisma/adapter-libsql';
import { pushSchema } from '../../../examples/schema-engine/engine.js';
import { type SchemaName, schemaPath } from '../schemas.js';
import type { Database } from './database.js';

export async function openSqlite(schema: SchemaName): Promise<Database> {
  const directory = await mkdtemp(path.join(tmpdir(), 'sojourn-'));
  const url = `file:${path.join(directory, 'test.db')}`;
  const reader = createClient({ url });
  await reader.execute('PRAGMA journal_mode = WAL');
  const connect = () => new PrismaLibSql({ url });
  await pushSchema({ adapter: connect(), schemaPath: schemaPath(schema) });
  return {
    connect,
    async query(sql, ...values) {
      const { rows, columns } = await reader.execute({ sql, args: values });
      return rows.map((row) => Object.fromEntries(columns.map((column, index) => [column, row[index]])));
    },
    quote: (name) => `"${name}"`,
    async close() {
      reader.close();
      await rm(directory, { recursive: true, force: true });
    },
  };
}
