import { openPostgresql } from '../support/databases/postgresql.js';
import { prismaConformance } from '../support/prisma-conformance.js';
import { schemaNamed, schemasOf } from '../support/schemas.js';

for (const schema of schemasOf('postgresql')) {
  const open = (tables: string) => openPostgresql({ tables });
  prismaConformance('PostgreSQL', schema, { open, needs: ['PostgreSQL'], joins: true });
}

prismaConformance('PostgreSQL, in a schema of its own', schemaNamed('postgresql'), {
  open: () => openPostgresql({ schema: 'identity' }),
  needs: ['PostgreSQL'],
  joins: true,
});
