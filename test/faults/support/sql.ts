import mysql from 'mysql2/promise';
import pg from 'pg';
import { mysql2Executor, pgExecutor, sqlAdapter } from '../../../src/adapters/sql/index.js';
import { mariadbAt, mariadbStorage, postgresqlAt, postgresqlStorage } from './sql-servers.js';
import type { Adapter } from './storage.js';

const transactions = [
  'insertSession at the limit, evicting',
  'insertSession below the limit',
  'insertSession in the place of another',
  'eraseUserData',
];

export const sqlByPg = postgresqlStorage('sojourn/sql by pg', { transactions }, async (port, database) => {
  const pool = new pg.Pool({ connectionString: postgresqlAt(port, database), max: 2 });
  // A connection that is cut while idle would end the process.
  pool.on('error', () => {});
  return { adapter: sqlAdapter({ dialect: 'postgresql', execute: pgExecutor(pool) }) as Adapter, close: () => pool.end() };
});

export const sqlByMysql2 = mariadbStorage('sojourn/sql by mysql2', { transactions }, async (port, database) => {
  const pool = mysql.createPool({ ...mariadbAt(port, database), connectionLimit: 2 });
  return { adapter: sqlAdapter({ dialect: 'mysql', execute: mysql2Executor(pool) }) as Adapter, close: () => pool.end() };
});
