import type { Schema } from '../doctor/schema/schema.js';
import { InitError } from './init-error.js';

const names: Readonly<Record<string, string>> = {
  mongodb: 'MongoDB',
  cockroachdb: 'CockroachDB',
  sqlserver: 'SQL Server',
};

/** @throws InitError if the adapter does not support the database of the schema */
export function assertDatabase({ provider }: Schema): void {
  const name = provider === null ? undefined : names[provider];
  if (name === undefined) return;
  throw new InitError(
    `the schema is for ${name}, and sojourn/prisma is made for SQLite, PostgreSQL, and MySQL or MariaDB; keep sessions in one of these, or in Redis by sojourn/redis, or write a storage adapter (docs/adapters.md)`,
  );
}
