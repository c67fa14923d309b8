import { openSqlite } from '../support/databases/sqlite.js';
import { prismaConformance } from '../support/prisma-conformance.js';
import { schemasOf } from '../support/schemas.js';

for (const schema of schemasOf('sqlite')) {
  prismaConformance('SQLite by libSQL', schema, { open: openSqlite, joins: true, largeIntegers: false });
}
