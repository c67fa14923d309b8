import { copyFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { type Client, createClient } from '@libsql/client';
import { PrismaLibSql } from '@prisma/adapter-libsql';
import { pushSchema } from '../../../examples/schema-engine/engine.js';
import {
  type SyncSqliteDatabase,
  betterSqlite3Executor,
  libsqlExecutor,
  nodeSqliteExecutor,
} from 'sojourn/sql';
import { requireTool } from '../../../test/support/databases/drivers.js';
import { findMissingTools } from '../../../test/support/tools.js';
import { onEnd } from '../../support/disposal.js';
import { schemaPath } from '../app/client.js';
import { createCounter } from './counter.js';
import type { Database, Driver, DriverKind, Row } from './database.js';

const checkpoint = 'PRAGMA wal_checkpoint(TRUNCATE)';

interface SyncDatabase extends SyncSqliteDatabase {
  close(): void;
}

/**
 * A file of its own with a write-ahead log, removed at the end. Drivers with another SQLite than that of libsql get copies
 * of it: two libraries that have one file open in one process release each other's locks.
 */
export async function openSqlite(): Promise<Database & { file: string }> {
  const directory = await mkdtemp(path.join(tmpdir(), 'sojourn-bench-'));
  const remove = onEnd(() => rm(directory, { recursive: true, force: true }));
  const file = path.join(directory, 'bench.db');
  const url = `file:${file}`;

  async function withClient(use: (client: Client) => Promise<unknown>): Promise<void> {
    const client = createClient({ url });
    try {
      await use(client);
    } finally {
      client.close();
    }
    // The driver works in this thread, and lets no signal through.
    await setImmediate();
  }

  let copies = 0;

  function onCopy(kindOf: (file: string) => DriverKind): DriverKind {
    return {
      ...kindOf(file),
      async open(logged) {
        await withClient((client) => client.execute(checkpoint));
        const copy = `${file}.${++copies}`;
        await copyFile(file, copy);
        const driver = await kindOf(copy).open(logged);
        return {
          ...driver,
          async close() {
            await driver.close();
            await rm(copy);
          },
        };
      },
    };
  }

  await withClient((client) => client.execute('PRAGMA journal_mode = WAL'));
  await pushSchema({ adapter: new PrismaLibSql({ url }), schemaPath: schemaPath('sqlite') });
  let version = '';
  await withClient(async (client) => {
    version = String((await client.execute('SELECT sqlite_version() AS version')).rows[0]!.version);
  });

  return {
    file,
    server: `SQLite ${version} of libsql`,
    insertUsers: (ids, time) =>
      withClient((client) =>
        client.execute({
          sql: `INSERT INTO "User" ("id", "email", "name", "emailVerified", "createdAt", "updatedAt", "passwordHash")
                SELECT value, value || '@example.com', 'A user', 1, ?2, ?2, 'x' FROM json_each(?1)`,
          args: [JSON.stringify(ids), dateText(time)],
        }),
      ),
    insertSessions: (rows) =>
      withClient((client) => {
        const columns = Object.keys(rows[0]!);
        const values = columns.map((column) => `value ${column === 'attributes' ? '->' : '->>'} '${column}'`);
        const text = JSON.stringify(rows, (_, value: unknown) =>
          typeof value === 'string' ? value.replace(/^(\d{4}-\d\d-\d\dT[\d:.]+)Z$/, '$1+00:00') : value,
        );
        const sql = `INSERT INTO "Session" (${columns.map(quote).join(', ')}) SELECT ${values.join(', ')} FROM json_each(?)`;
        return client.execute({ sql, args: [text] });
      }),
    run: (statements) =>
      withClient(async (client) => {
        for (const statement of statements) await client.execute(statement);
      }),
    date: dateText,
    quote,
    concat: (...parts) => parts.join(' || '),
    analyze: () =>
      withClient(async (client) => {
        await client.execute('ANALYZE');
        await client.execute(checkpoint);
      }),
    prisma: { provider: 'sqlite', adapter: () => new PrismaLibSql({ url }) },
    drivers: [
      onCopy(betterSqlite3),
      { name: 'libsql', dialect: 'sqlite', open: async (logged) => openLibsql(url, logged) },
      onCopy(nodeSqlite),
    ],
    close: remove,
  };
}

/** As Prisma's driver writes a date. */
function dateText(time: Date): string {
  return time.toISOString().replace('Z', '+00:00');
}

function quote(name: string): string {
  return `"${name}"`;
}

function openLibsql(url: string, logged: boolean): Driver {
  const { watch, statements } = createCounter(logged);
  const client = watch(createClient({ url, timeout: 5000 }), ['execute', 'batch']);
  return {
    execute: libsqlExecutor(client),
    prepare: (sql) => async (...args) => (await client.execute({ sql, args })).rows as unknown as Row[],
    statements,
    close: onEnd(async () => client.close()),
  };
}

export function betterSqlite3(file: string): DriverKind {
  const missing = findMissingTools().includes('better-sqlite3') ? { missing: 'it is not compiled in .ci/tools' } : {};
  return {
    name: 'better-sqlite3',
    dialect: 'sqlite',
    ...missing,
    async open(logged) {
      const Opened = requireTool<new (file: string) => SyncDatabase>('better-sqlite3');
      return openSync(new Opened(file), betterSqlite3Executor, logged);
    },
  };
}

function nodeSqlite(file: string): DriverKind {
  const [major = 0] = process.versions.node.split('.').map(Number);
  return {
    name: 'node:sqlite',
    dialect: 'sqlite',
    ...(major < 22 ? { missing: `Node ${process.versions.node} does not have it; Node 22.13 does` } : {}),
    async open(logged) {
      const { DatabaseSync } = process.getBuiltinModule('node:sqlite') as unknown as {
        DatabaseSync: new (file: string) => SyncDatabase;
      };
      return openSync(new DatabaseSync(file), nodeSqliteExecutor, logged);
    },
  };
}

function openSync(db: SyncDatabase, executor: typeof betterSqlite3Executor, logged: boolean): Driver {
  const { watch, statements } = createCounter(logged);
  db.exec('PRAGMA busy_timeout = 5000');
  // Where there are statistics, the driver's own: some builds keep more of them (STAT4) than libsql does.
  if (db.prepare("SELECT 1 FROM sqlite_schema WHERE name = 'sqlite_stat1'").all().length > 0) db.exec('ANALYZE');
  // Statements run through `prepare`; what is only prepared does not go to the database.
  const seen = logged ? { exec: db.exec.bind(db), prepare: (sql: string) => watch(db.prepare(sql), ['run', 'all']) } : db;
  return {
    execute: executor(seen),
    prepare(sql) {
      const statement = seen.prepare(sql);
      if (sql.startsWith('SELECT')) return (...values) => statement.all(...values) as Row[];
      return (...values) => {
        statement.run(...values);
        return [];
      };
    },
    statements,
    close: onEnd(async () => db.close()),
  };
}
