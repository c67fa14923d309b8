import { randomUUID } from 'node:crypto';
import { memoryAdapter } from '../../src/adapters/memory/index.js';
import { prismaAdapter } from '../../src/adapters/prisma/index.js';
import { redisAdapter } from '../../src/adapters/redis/index.js';
import { sqlAdapter } from '../../src/adapters/sql/index.js';
import type { StorageAdapter } from '../../src/index.js';
import { PrismaClient as MysqlClient } from '../.generated/mysql/client/client.js';
import { PrismaClient as PostgresqlClient } from '../.generated/postgresql/client/client.js';
import { PrismaClient as SqliteClient } from '../.generated/sqlite/client/client.js';
import { createToken } from '../../src/session/token.js';
import type { Database } from '../support/databases/database.js';
import { openMariadb } from '../support/databases/mariadb.js';
import { openPglite, openPostgresql } from '../support/databases/postgresql.js';
import { openSqlite } from '../support/databases/sqlite.js';
import { libraries, openIoredis } from '../support/redis-connections.js';
import { deleteKeys } from '../support/redis-harness.js';
import { type ServerName, servers } from '../support/servers.js';
import { type Row, sqlDatabases } from '../support/sql-databases.js';
import { plainNames, quoteName, tableStatements } from '../support/sql-tables.mjs';

type Adapter = StorageAdapter<{ id: string }, string>;
type Query = (sql: string, ...values: string[]) => Promise<Row[]>;

/** Something that goes wrong within the storage, so that its errors are the storage's own. */
export type Fault = 'rows of short sessions are refused' | 'a column is missing' | 'the table is missing';
export const faults: readonly Fault[] = ['rows of short sessions are refused', 'a column is missing', 'the table is missing'];

/** Storage whose errors and logs are looked through. */
export interface OpenPlace {
  adapter: Adapter;
  /** Makes the users `ada` and `bob`. */
  prepare(): Promise<void>;
  /** Once broken it stays so. */
  breakBy(fault: Fault): Promise<void>;
  close(): Promise<void>;
}

export interface Place {
  name: string;
  needs?: ServerName;
  open(): Promise<OpenPlace>;
}

type Dialect = 'sqlite' | 'postgresql' | 'mysql';

/** Statements that break the table. A row that is refused is what databases quote, with every value. */
function breaking(dialect: Dialect, fault: Fault): string {
  const [sessions, remember, updatedAt] = ['Session', 'remember', 'updatedAt'].map((name) => quoteName(dialect, name));
  switch (fault) {
    case 'rows of short sessions are refused':
      return dialect === 'sqlite'
        ? `CREATE TRIGGER refuse BEFORE INSERT ON ${sessions} WHEN NOT NEW.${remember} BEGIN SELECT RAISE(ABORT, 'refused'); END`
        : `ALTER TABLE ${sessions} ADD CONSTRAINT refuse CHECK (${dialect === 'mysql' ? `${remember} = 1` : remember})`;
    case 'a column is missing':
      return `ALTER TABLE ${sessions} RENAME COLUMN ${updatedAt} TO elsewhere`;
    case 'the table is missing':
      return `DROP TABLE ${sessions}`;
  }
}

function sqlFaults(dialect: Dialect, query: Query): OpenPlace['breakBy'] {
  return async (fault) => void (await query(breaking(dialect, fault)));
}

/** Prisma with everything logged that it can print. */
function prismaPlace(name: string, dialect: Dialect, open: () => Promise<Database>, needs?: ServerName): Place {
  const Client = { sqlite: SqliteClient, postgresql: PostgresqlClient, mysql: MysqlClient }[dialect] as typeof SqliteClient;
  return {
    name: `Prisma on ${name}`,
    ...(needs && { needs }),
    async open() {
      const database = await open();
      const prisma = new Client({
        adapter: database.connect(),
        log: ['query', 'info', 'warn', 'error'],
        errorFormat: 'pretty',
      });
      return {
        adapter: prismaAdapter(prisma),
        prepare: async () =>
          void (await prisma.user.createMany({ data: ['ada', 'bob'].map((id) => ({ id, email: `${id}@example.com`, passwordHash: 'x' })) })),
        breakBy: sqlFaults(dialect, database.query),
        async close() {
          await prisma.$disconnect();
          await database.close();
        },
      };
    },
  };
}

const drivers: Place[] = sqlDatabases.map(({ name, dialect, needs, open }) => ({
  name: `sql on ${name}`,
  ...(needs && { needs }),
  async open() {
    const database = await open();
    return {
      adapter: sqlAdapter({ dialect, execute: database.connect() }),
      async prepare() {
        for (const sql of tableStatements({ dialect, idType: 'string', names: plainNames })) await database.query(sql);
        for (const id of ['ada', 'bob']) {
          await database.query(`INSERT INTO ${quoteName(dialect, 'User')} (id, email) VALUES (?, ?)`, id, `${id}@example.com`);
        }
      },
      breakBy: sqlFaults(dialect, database.query),
      close: () => database.close(),
    };
  },
}));

const redis: Place[] = libraries.map((library) => ({
  name: `redis by ${library.name}`,
  needs: 'Redis' as const,
  async open() {
    const url = { url: servers.Redis };
    const { client, close } = await library.open(url);
    const reader = openIoredis(url);
    const prefix = `leaks-${randomUUID()}:`;
    const key = `${prefix}{u:"ada"}`;
    return {
      adapter: redisAdapter(client, { prefix, loadUser: async (id: string) => ({ id }), deleteUser: (id) => id === 'bob' }),
      prepare: async () => {},
      async breakBy(fault) {
        const hash = (await createToken()).secretHash;
        switch (fault) {
          case 'rows of short sessions are refused':
            await reader.hset(key, 'a'.repeat(24), `1\n${hash}`);
            break;
          case 'a column is missing':
            await reader.hset(key, 'b'.repeat(24), `1\n${'9'.repeat(13)}\n1\n1\n{"${hash}`);
            break;
          case 'the table is missing':
            await reader.del(key);
            await reader.set(key, hash);
        }
      },
      async close() {
        await deleteKeys(reader, prefix);
        reader.disconnect();
        close();
      },
    };
  },
}));

export const places: readonly Place[] = [
  {
    name: 'memory',
    open: async () => ({
      adapter: memoryAdapter<{ id: string }, string>(),
      prepare: async () => {},
      breakBy: async () => {},
      close: async () => {},
    }),
  },
  prismaPlace('SQLite', 'sqlite', () => openSqlite()),
  prismaPlace('PGlite', 'postgresql', () => openPglite()),
  prismaPlace('PostgreSQL', 'postgresql', () => openPostgresql(), 'PostgreSQL'),
  prismaPlace('MariaDB', 'mysql', () => openMariadb(), 'MariaDB'),
  ...drivers,
  ...redis,
];
