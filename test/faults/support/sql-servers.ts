import { randomUUID } from 'node:crypto';
import { openMariadb } from '../../support/databases/mariadb.js';
import { openPostgresql } from '../../support/databases/postgresql.js';
import type { Database } from '../../support/databases/database.js';
import { toSessionRow } from '../../support/harnesses.js';
import { servers } from '../../support/servers.js';
import { plainNames } from '../../support/sql-tables.mjs';
import type { Connection, FaultStorage, OpenStorage } from './storage.js';

type Traits = Pick<FaultStorage, 'transactions'>;

/** Storage in tables of which other statements may change the rows, too. */
export interface OpenSqlStorage extends OpenStorage {
  database: string;
  query: Database['query'];
}

export interface SqlStorage extends FaultStorage {
  open(): Promise<OpenSqlStorage>;
}

type Connect = (port: number, database: string) => Promise<Connection>;

export function postgresqlAt(port: number, database: string): string {
  const url = new URL(servers.PostgreSQL);
  url.hostname = '127.0.0.1';
  url.port = String(port);
  url.pathname = `/${database}`;
  return url.href;
}

export function mariadbAt(port: number, database: string) {
  const { username, password } = new URL(servers.MariaDB);
  return { host: '127.0.0.1', port, user: username, password, database };
}

export function postgresqlStorage(name: string, traits: Traits, connect: Connect): SqlStorage {
  const open = async () => openStorage('postgresql', await openPostgresql(), 'current_database()', connect);
  return { name, ...traits, needs: 'PostgreSQL', open };
}

export function mariadbStorage(name: string, traits: Traits, connect: Connect): SqlStorage {
  const open = async () => openStorage('mysql', await openMariadb(), 'DATABASE()', connect);
  return { name, ...traits, needs: 'MariaDB', open };
}

/** Storage in the tables of the plain test schema. */
async function openStorage(
  provider: 'postgresql' | 'mysql',
  database: Database,
  nameOfDatabase: string,
  connect: Connect,
): Promise<OpenSqlStorage> {
  const { hostname, port } = new URL(provider === 'mysql' ? servers.MariaDB : servers.PostgreSQL);
  const [row] = await database.query(`SELECT ${nameOfDatabase} AS name`);
  const databaseName = String(row!.name);
  const quote = database.quote;
  return {
    database: databaseName,
    query: database.query,
    server: { host: hostname, port: Number(port) },
    connect: (at) => connect(at, databaseName),
    async createUser() {
      const id = randomUUID();
      const columns = ['id', 'email', 'passwordHash'].map(quote).join(', ');
      await database.query(`INSERT INTO ${quote('User')} (${columns}) VALUES (?, ?, ?)`, id, `${id}@example.com`, 'x');
      return id;
    },
    async readSessions(userId) {
      const rows = await database.query(
        `SELECT * FROM ${quote('Session')} WHERE ${quote('userId')} = ? ORDER BY ${quote('id')}`,
        userId,
      );
      return rows.map((row) => toSessionRow(row, plainNames.columns, String));
    },
    close: () => database.close(),
  };
}
