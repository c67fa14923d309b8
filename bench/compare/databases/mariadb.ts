import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { PrismaMariaDb } from '@prisma/adapter-mariadb';
import mysql from 'mysql2/promise';
import { mysql2Executor } from 'sojourn/sql';
import { mysqlTables } from '../../../test/support/databases/mysql-tables.js';
import { servers } from '../../../test/support/servers.js';
import { onEnd } from '../../support/disposal.js';
import { schemaPath } from '../app/client.js';
import { createCounter } from './counter.js';
import type { Database, Driver, Row } from './database.js';

/** What a pool has by default. */
const connections = 10;

/** A database of its own on the server of the tests, dropped at the end. */
export async function openMariadb(): Promise<Database> {
  const name = `sojourn_bench_${process.pid}_${randomBytes(3).toString('hex')}`;
  const { hostname, port, username, password } = new URL(servers.MariaDB);
  const server = { host: hostname, port: Number(port), user: username, password };
  const config = { ...server, database: name };
  // Dates go in and come out as UTC, which is what Prisma writes.
  const admin = await mysql.createConnection({ ...server, timezone: 'Z' });
  const drop = onEnd(async () => {
    await admin.query(`DROP DATABASE IF EXISTS ${name}`);
    await admin.end();
  });
  await admin.query(`CREATE DATABASE ${name} DEFAULT CHARACTER SET utf8mb4`);
  await admin.query(`USE ${name}`);
  // Rows are right by construction, and many.
  await admin.query('SET SESSION foreign_key_checks = 0, unique_checks = 0');
  for (const table of mysqlTables(readFileSync(schemaPath('mysql'), 'utf8'))) await admin.query(table);

  const [versions] = await admin.query('SELECT VERSION() AS version');

  return {
    server: `MariaDB ${(versions as { version: string }[])[0]!.version}`,
    insertUsers: (ids, time) =>
      admin.query('INSERT INTO `User` (`id`, `email`, `name`, `emailVerified`, `createdAt`, `updatedAt`, `passwordHash`) VALUES ?', [
        ids.map((id) => [id, `${id}@example.com`, 'A user', true, time, time, 'x']),
      ]),
    insertSessions(rows) {
      const columns = Object.keys(rows[0]!);
      const values = rows.map((row) =>
        Object.values(row).map((value) => (isPlainObject(value) ? JSON.stringify(value) : value)),
      );
      return admin.query(`INSERT INTO \`Session\` (${columns.map(quote).join(', ')}) VALUES ?`, [values]);
    },
    async run(statements) {
      for (const statement of statements) await admin.query(statement);
    },
    date: (time) => time.toISOString().slice(0, 23).replace('T', ' '),
    quote,
    concat: (...parts) => `CONCAT(${parts.join(', ')})`,
    analyze: () => admin.query('ANALYZE TABLE `User`, `Session`, `LuciaSession`, `BetterSession`, `AuthSession`, `StoreSession`'),
    prisma: { provider: 'mysql', adapter: () => new PrismaMariaDb({ ...config, connectionLimit: connections }) },
    drivers: [{ name: 'mysql2', dialect: 'mysql', open: async (logged) => openPool(config, logged) }],
    close: drop,
  };
}

function quote(name: string): string {
  return `\`${name}\``;
}

function isPlainObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !(value instanceof Date);
}

function openPool(config: mysql.PoolOptions, logged: boolean): Driver {
  const { watch, statements } = createCounter(logged);
  const pool = watch(mysql.createPool({ ...config, connectionLimit: connections }), ['execute', 'query']);
  return {
    execute: mysql2Executor(pool),
    prepare: (sql) => async (...values) => {
      const [rows] = await pool.execute(sql, values);
      return Array.isArray(rows) ? (rows as Row[]) : [];
    },
    statements,
    close: onEnd(() => pool.end()),
  };
}
