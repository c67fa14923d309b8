import { openMariadb } from '../support/databases/mariadb.js';
import { prismaConformance } from '../support/prisma-conformance.js';
import { schemasOf } from '../support/schemas.js';

for (const schema of schemasOf('mysql')) {
  prismaConformance('MariaDB', schema, { open: openMariadb, needs: ['MariaDB'], joins: false });
}
