import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { PrismaLibSql } from '@prisma/adapter-libsql';
import { PrismaPg } from '@prisma/adapter-pg';
import mariadb from 'mariadb';
import { applyMigrations, createEngine } from '../../../examples/schema-engine/engine.js';
import { uniqueName } from '../../support/databases/database.js';
import { mysqlTables } from '../../support/databases/mysql-tables.js';
import { createPostgresqlDatabase } from '../../support/databases/postgresql-database.js';
import type { Provider } from '../../support/schemas.js';
import { servers } from '../../support/servers.js';

type Files = Readonly<Record<string, string>>;

/** An empty database for one app. */
export interface AppDatabase {
  /** The expression with which the app's own module makes its driver adapter, and the import that it needs. */
  driver: { from: string; name: string; options: object };
  /** Migrates from nothing to the first schema, and from there to the second; gives the text of the second migration. */
  migrate(before: Files, after: Files): Promise<string>;
  drop(): Promise<void>;
}

export function createDatabase(provider: Provider, folder: string): Promise<AppDatabase> {
  const create = { sqlite: createSqlite, postgresql: createPostgresql, mysql: createMysql }[provider];
  return create(folder);
}

async function createSqlite(folder: string): Promise<AppDatabase> {
  const options = { url: `file:${path.join(folder, 'app.db')}` };
  return {
    driver: { from: '@prisma/adapter-libsql', name: 'PrismaLibSql', options },
    migrate: (before, after) => migrate(new PrismaLibSql(options), folder, 'sqlite', before, after),
    drop: async () => {},
  };
}

async function createPostgresql(folder: string): Promise<AppDatabase> {
  const { url, drop } = await createPostgresqlDatabase();
  const options = { connectionString: url };
  return {
    driver: { from: '@prisma/adapter-pg', name: 'PrismaPg', options },
    migrate: (before, after) => migrate(new PrismaPg(options), folder, 'postgresql', before, after),
    drop: () => drop({ force: true }),
  };
}

/** Its schema engine has no WebAssembly build, so its tables are made another way, and at once. */
async function createMysql(): Promise<AppDatabase> {
  const { hostname, port, username, password } = new URL(servers.MariaDB);
  const config = { host: hostname, port: Number(port), user: username, password };
  const database = uniqueName();
  const admin = await mariadb.createConnection(config);
  await admin.query(`CREATE DATABASE ${database} DEFAULT CHARACTER SET utf8mb4`);
  await admin.query(`USE ${database}`);
  return {
    driver: { from: '@prisma/adapter-mariadb', name: 'PrismaMariaDb', options: { ...config, database, connectionLimit: 5 } },
    async migrate(_before, after) {
      const tables = mysqlTables(Object.values(after).join('\n'));
      for (const table of tables) await admin.query(table);
      return tables.find((table) => table.includes('secretHash'))!;
    },
    async drop() {
      await admin.query(`DROP DATABASE ${database}`);
      await admin.end();
    },
  };
}

type Adapter = Parameters<typeof createEngine>[0]['adapter'];

async function migrate(adapter: Adapter, folder: string, provider: Provider, before: Files, after: Files): Promise<string> {
  const migrationsDirectory = path.join(folder, 'prisma/migrations');
  const [first, second] = await scripts(adapter, before, after);
  const files = {
    'migration_lock.toml': `provider = "${provider}"\n`,
    '1_init/migration.sql': first,
    '2_sessions/migration.sql': second,
  };
  for (const [name, text] of Object.entries(files)) {
    const file = path.join(migrationsDirectory, name);
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(file, text);
  }
  await applyMigrations({ adapter, migrationsDirectory });
  return second;
}

/** What `prisma migrate dev` would write for each of the schemas. */
async function scripts(adapter: Adapter, before: Files, after: Files): Promise<[string, string]> {
  const { engine, close } = await createEngine({ adapter });
  const target = (files: Files) => ({
    tag: 'schemaDatamodel' as const,
    files: Object.entries(files).map(([name, content]) => ({ path: name, content })),
  });
  const settings = { script: true, exitCode: null, filters: { externalTables: [], externalEnums: [] } };
  try {
    const first = await engine.diff({ ...settings, from: { tag: 'empty' }, to: target(before) });
    const second = await engine.diff({ ...settings, from: target(before), to: target(after) });
    return [first.stdout ?? '', second.stdout ?? ''];
  } finally {
    await close();
  }
}
