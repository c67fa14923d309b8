import { createClient } from '@libsql/client';
import { build } from 'esbuild';
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { type SqlExecute, sqlAdapter } from '../../src/adapters/sql/index.js';
import type { StorageAdapter } from '../../src/index.js';
import { type StorageHarness, testStorageAdapter } from '../../src/testing/index.js';
import { lateHarness } from '../support/late-harness.js';
import { root } from '../support/schemas.js';
import { sqlHarness } from '../support/sql-harness.mjs';
import { createDatabaseDirectory, examples } from './example-server.js';

type Database = Awaited<ReturnType<typeof createDatabaseDirectory>>;
type Open = StorageHarness & { setUp(): Promise<void> };

interface Worker {
  runScheduled(): Promise<void>;
  close(): Promise<void>;
}

/** What is used of Miniflare. */
interface Miniflare {
  dispatchFetch(url: string, init: { method: string; body: string }): Promise<Response>;
  dispose(): Promise<void>;
}

const worker = path.join(root, 'examples/worker');

/** Not by its name, since a type check would follow it to packages that are not installed everywhere. */
function load<Module>(file: string): Promise<Module> {
  return import(/* @vite-ignore */ path.join(worker, file)) as Promise<Module>;
}

/** A Worker that runs on its D1 the statements that it is sent. */
async function statementWorker(): Promise<string> {
  const contents = `
    import { d1Executor } from './platform/d1-executor.js';

    export default {
      async fetch(request, { DB }) {
        try {
          return Response.json(await d1Executor(DB)(await request.json()));
        } catch (error) {
          return new Response(error.message, { status: 500 });
        }
      },
    };`;
  const { outputFiles } = await build({ stdin: { contents, resolveDir: worker }, bundle: true, write: false, format: 'esm' });
  return outputFiles[0]!.text;
}

describe.skipIf(!examples.includes('worker'))('the worker example', () => {
  let database: Database;

  beforeAll(async () => {
    database = await createDatabaseDirectory();
    vi.stubEnv('DATABASE_URL', database.env.DATABASE_URL);
  });

  afterAll(async () => {
    await database?.remove();
    vi.unstubAllEnvs();
  });

  test('deletes dead sessions when it is called as by a cron trigger', async () => {
    const { startLocalWorker } = await load<{ startLocalWorker(directory: string): Promise<Worker> }>('local/local-worker.ts');
    const { findDatabaseDirectory, prepareD1 } = await load<{
      findDatabaseDirectory(): Promise<string>;
      prepareD1(started: Worker): Promise<void>;
    }>('local/database.ts');
    const started = await startLocalWorker(await findDatabaseDirectory());
    try {
      await prepareD1(started);
      await database.query(`INSERT INTO "User" ("id", "email", "name", "passwordHash") VALUES ('ada', 'ada@example.com', 'Ada', '')`);
      for (const [id, year] of [['dead', 2001], ['live', 2099]]) {
        const date = `${year}-01-01T00:00:00.000+00:00`;
        await database.query(`INSERT INTO "Session"
          ("id", "secretHash", "expirationDate", "createdAt", "updatedAt", "authenticatedAt", "remember", "attributes", "userId")
          VALUES ('${id}', '', '${date}', '${date}', '${date}', '${date}', 1, '{}', 'ada')`);
      }
      await started.runScheduled();
      expect(await database.query('SELECT "id" FROM "Session"')).toEqual([{ id: 'live' }]);
    } finally {
      await started.close();
    }
  }, 60_000);

  describe('the SQL adapter on D1', () => {
    let miniflare: Miniflare;
    let harness: Open;

    beforeAll(async () => {
      const { Miniflare } = await load<{ Miniflare: new (options: object) => Miniflare }>('node_modules/miniflare/dist/src/index.js');
      const directory = path.join(database.directory, 'conformance');
      miniflare = new Miniflare({ modules: true, script: await statementWorker(), d1Databases: ['DB'], d1Persist: directory });
      const execute: SqlExecute = async (statements) => {
        const response = await miniflare.dispatchFetch('http://localhost/', { method: 'POST', body: JSON.stringify(statements) });
        if (!response.ok) throw new Error(await response.text());
        return (await response.json()) as Awaited<ReturnType<SqlExecute>>;
      };
      await execute([{ sql: 'SELECT 1', params: [], returnsRows: true }]);
      const file = (await readdir(directory, { recursive: true })).find((name) => /[0-9a-f]{64}\.sqlite$/.test(name))!;
      const reader = createClient({ url: `file:${path.join(directory, file)}`, timeout: 1000 });
      const adapterWith = (run: SqlExecute) => (options: object) =>
        sqlAdapter({ ...options, dialect: 'sqlite', execute: run } as never) as unknown as StorageAdapter<{ id: string }>;
      harness = sqlHarness({
        dialect: 'sqlite',
        async query(sql, ...args) {
          return (await reader.execute({ sql, args })).rows as unknown as Record<string, unknown>[];
        },
        createAdapter: adapterWith(execute),
        createUnreachable: adapterWith(async () => {
          throw new Error('D1_ERROR: Network connection lost.');
        }),
      }) as unknown as Open;
      await harness.setUp();
    }, 60_000);

    afterAll(() => miniflare?.dispose());

    testStorageAdapter(test, lateHarness(() => harness));
  });
});
