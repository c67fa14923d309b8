import { PGlite } from '@electric-sql/pglite';
import { PrismaPGlite } from 'pglite-prisma-adapter';
import { pushSchema } from '../../../examples/schema-engine/engine.js';
import { pgliteExecutor } from 'sojourn/sql';
import { numbered } from '../../../test/support/databases/postgresql-database.js';
import { onEnd } from '../../support/disposal.js';
import { schemaPath } from '../app/client.js';
import { createCounter } from './counter.js';
import type { Database, Row } from './database.js';
import { postgresqlStatements } from './postgresql.js';

/** In the memory of this process, with the one connection that everybody shares. */
export async function openPglite(): Promise<Database> {
  const pglite = await PGlite.create();
  const close = onEnd(() => pglite.close());
  await pushSchema({ adapter: new PrismaPGlite(pglite), schemaPath: schemaPath('postgresql') });
  const { rows } = await pglite.query<{ server_version: string }>('SHOW server_version');
  return {
    server: `PGlite of PostgreSQL ${rows[0]!.server_version}`,
    ...postgresqlStatements((sql, values) => pglite.query(sql, values)),
    drivers: [
      {
        name: 'PGlite',
        dialect: 'postgresql',
        async open(logged) {
          const { watch, statements } = createCounter(logged);
          const seen = watch(pglite, ['query']);
          return {
            execute: pgliteExecutor(seen),
            prepare(sql) {
              const text = numbered(sql);
              return async (...values) => (await seen.query<Row>(text, values)).rows;
            },
            statements,
            close: async () => {},
          };
        },
      },
    ],
    close,
  };
}
