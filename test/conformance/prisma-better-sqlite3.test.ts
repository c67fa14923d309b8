import { openBetterSqlite3 } from '../support/databases/sqlite.js';
import { prismaConformance } from '../support/prisma-conformance.js';
import { schemasOf } from '../support/schemas.js';

for (const schema of schemasOf('sqlite', { older: false })) {
  prismaConformance('SQLite by better-sqlite3', schema, { open: openBetterSqlite3, needs: ['better-sqlite3'], joins: true });
}
