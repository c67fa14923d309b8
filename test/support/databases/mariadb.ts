import { PrismaMariaDb } from '@prisma/adapter-mariadb';
import mariadb from 'mariadb';
import { servers } from '../servers.js';
import { type Database, uniqueName } from './database.js';

/** The tables as Prisma migrates the test schema on MySQL, whose engine has no WebAssembly build. */
const tables = [
  `CREATE TABLE User (
    id VARCHAR(191) NOT NULL, email VARCHAR(191) NOT NULL, name VARCHAR(191) NULL, passwordHash VARCHAR(191) NOT NULL,
    logins INTEGER NOT NULL DEFAULT 0, score DOUBLE NOT NULL DEFAULT 0, credit BIGINT NOT NULL DEFAULT 0,
    verified BOOLEAN NOT NULL DEFAULT false, joinedAt DATETIME(3) NULL, settings JSON NULL,
    UNIQUE INDEX User_email_key(email), PRIMARY KEY (id)
  ) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci`,
  `CREATE TABLE Session (
    id VARCHAR(191) NOT NULL, secretHash VARCHAR(191) NOT NULL, expirationDate DATETIME(3) NOT NULL,
    createdAt DATETIME(3) NOT NULL, updatedAt DATETIME(3) NOT NULL, authenticatedAt DATETIME(3) NOT NULL,
    remember BOOLEAN NOT NULL, ipAddress VARCHAR(191) NULL, userAgent VARCHAR(191) NULL, attributes JSON NOT NULL,
    userId VARCHAR(191) NOT NULL,
    INDEX Session_userId_idx(userId), INDEX Session_expirationDate_idx(expirationDate), PRIMARY KEY (id),
    CONSTRAINT Session_userId_fkey FOREIGN KEY (userId) REFERENCES User(id) ON DELETE CASCADE ON UPDATE CASCADE
  ) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci`,
  `CREATE TABLE Note (
    id INTEGER NOT NULL AUTO_INCREMENT, text VARCHAR(191) NOT NULL, userId VARCHAR(191) NOT NULL, PRIMARY KEY (id),
    CONSTRAINT Note_userId_fkey FOREIGN KEY (userId) REFERENCES User(id) ON DELETE CASCADE ON UPDATE CASCADE
  ) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci`,
];

export async function openMariadb(): Promise<Database> {
  const { hostname, port, username, password } = new URL(servers.MariaDB);
  const config = { host: hostname, port: Number(port), user: username, password };
  const database = uniqueName();
  const admin = await mariadb.createConnection(config);
  await admin.query(`CREATE DATABASE ${database} DEFAULT CHARACTER SET utf8mb4`);
  const reader = await mariadb.createConnection({ ...config, database, dateStrings: true });
  for (const table of tables) await reader.query(table);
  return {
    connect: () => new PrismaMariaDb({ ...config, database, connectionLimit: 10 }),
    query: async (sql, ...values) => (await reader.query<Record<string, unknown>[]>(sql, values)),
    quote: (name) => `\`${name}\``,
    async close() {
      await reader.end();
      await admin.query(`DROP DATABASE ${database}`);
      await admin.end();
    },
  };
}
