import { PrismaMariaDb } from '@prisma/adapter-mariadb';
import { PrismaPg } from '@prisma/adapter-pg';
import { prismaAdapter } from '../../../src/adapters/prisma/index.js';
import { createPlainClient } from '../../support/harnesses.js';
import { mariadbAt, mariadbStorage, postgresqlAt, postgresqlStorage } from './sql-servers.js';

const transactions = [
  'insertSession at the limit, evicting',
  'insertSession below the limit',
  'insertSession in the place of another',
  'eraseUserData',
];

export const prismaOnPostgresql = postgresqlStorage('Prisma on PostgreSQL', { transactions }, async (port, database) => {
  const client = createPlainClient('postgresql', new PrismaPg({ connectionString: postgresqlAt(port, database), max: 2 }));
  return { adapter: prismaAdapter(client), close: () => client.$disconnect() };
});

export const prismaOnMariadb = mariadbStorage('Prisma on MariaDB', { transactions }, async (port, database) => {
  // Faults go by the number of the request. Spare connections that the pool opens in the background would
  // count, and of two statements sent at once it is chance whether the first is answered before the second.
  const config = { ...mariadbAt(port, database), connectionLimit: 1, pipelining: false };
  const client = createPlainClient('mysql', new PrismaMariaDb(config));
  return { adapter: prismaAdapter(client), close: () => client.$disconnect() };
});
