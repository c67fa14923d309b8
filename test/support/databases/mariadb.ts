import * as current from '@prisma/adapter-mariadb';
import mariadb from 'mariadb';
import { createPool } from 'mysql2/promise';
import { mysql2Executor } from '../../../src/adapters/sql/index.js';
import { schemaFiles, schemaNamed, tablesSchema } from '../schemas.js';
import { servers } from '../servers.js';
import { type Database, uniqueName } from './database.js';
import { driverOf } from './drivers.js';
import { mysqlTables } from './mysql-tables.js';

/** @param schema the name of the test schema whose tables to make */
export async function openMariadb(schema = 'mysql'): Promise<Database> {
  const { PrismaMariaDb } = driverOf(schema, '@prisma/adapter-mariadb', current);
  const { hostname, port, username, password } = new URL(servers.MariaDB);
  const config = { host: hostname, port: Number(port), user: username, password };
  const database = uniqueName();
  const admin = await mariadb.createConnection(config);
  await admin.query(`CREATE DATABASE ${database} DEFAULT CHARACTER SET utf8mb4`);
  const reader = await mariadb.createConnection({ ...config, database, dateStrings: true });
  const text = Object.values(schemaFiles(tablesSchema(schemaNamed(schema)))).join('\n');
  for (const table of mysqlTables(text)) await reader.query(table);
  const driver = createPool({ ...config, database, connectionLimit: 5 });
  return {
    connect: () => new PrismaMariaDb({ ...config, database, connectionLimit: 10 }),
    query: async (sql, ...values) => (await reader.query<Record<string, unknown>[]>(sql, values)),
    driver: mysql2Executor(driver),
    quote: (name) => `\`${name}\``,
    async close() {
      await reader.end();
      await driver.end();
      await admin.query(`DROP DATABASE ${database}`);
      await admin.end();
    },
  };
}
