import { openPglite } from '../support/databases/postgresql.js';
import { prismaConformance } from '../support/prisma-conformance.js';
import { schemasOf } from '../support/schemas.js';

// Its driver adapter is for Prisma 7 alone.
for (const schema of schemasOf('postgresql', { older: false })) {
  prismaConformance('PGlite', schema, { open: openPglite, joins: true });
}
