import { afterAll, beforeAll, describe, inject, test } from 'vitest';
import { type StorageHarness, testStorageAdapter } from '../../src/testing/index.js';
import type { Database } from '../support/databases/database.js';
import { openMariadb } from '../support/databases/mariadb.js';
import { openPglite, openPostgresql } from '../support/databases/postgresql.js';
import { openSqlite } from '../support/databases/sqlite.js';
import { plainHarness, renamedHarness } from '../support/harnesses.js';
import type { ServerName } from '../support/servers.js';
import type { UserId } from '../../src/index.js';

type Open = StorageHarness & { close(): Promise<void> };

/** Registers the suite at once, over a database that is opened when the tests begin. */
function conformance(
  name: string,
  { needs, open }: { needs?: ServerName; open: () => Promise<Database> },
  harnessOf: (database: Database, rawQueries: boolean) => unknown,
): void {
  const missing = needs !== undefined && inject('missing').includes(needs);
  describe.skipIf(missing).each([
    [`${name}, raw join`, true],
    [`${name}, the client's own queries`, false],
  ])('%s', (_, rawQueries) => {
    let harness: Open;
    beforeAll(async () => {
      harness = harnessOf(await open(), rawQueries) as Open;
    });
    afterAll(() => harness?.close());
    testStorageAdapter(test, {
      createAdapter: () => harness.createAdapter(),
      createUnreachableAdapter: () => harness.createUnreachableAdapter!(),
      createUser: () => harness.createUser(),
      deleteUser: (userId: UserId) => harness.deleteUser(userId),
      readSession: (sessionId) => harness.readSession(sessionId),
      reset: () => harness.reset(),
      dispose: async () => harness.dispose?.(),
    });
  });
}

conformance('Prisma on SQLite', { open: () => openSqlite('sqlite') }, (database, raw) => plainHarness('sqlite', database, raw));
conformance('Prisma on SQLite, renamed', { open: () => openSqlite('renamed') }, renamedHarness);
conformance('Prisma on PGlite', { open: openPglite }, (database, raw) => plainHarness('postgresql', database, raw));
conformance('Prisma on PostgreSQL', { needs: 'PostgreSQL', open: openPostgresql }, (database, raw) =>
  plainHarness('postgresql', database, raw),
);
conformance(
  'Prisma on PostgreSQL, in a schema of its own',
  { needs: 'PostgreSQL', open: () => openPostgresql({ schema: 'identity' }) },
  (database, raw) => plainHarness('postgresql', database, raw),
);
conformance('Prisma on MariaDB', { needs: 'MariaDB', open: openMariadb }, (database, raw) => plainHarness('mysql', database, raw));
