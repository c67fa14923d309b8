import { readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { root } from '../support/schemas.js';
import { createDatabaseDirectory, different, examples, runExample } from './example-server.js';

describe.each(examples)('starting the %s example', (name) => {
  let database: Awaited<ReturnType<typeof createDatabaseDirectory>>;

  // The first start may have to build the example, which takes longer than a test may.
  beforeAll(async () => {
    database = await createDatabaseDirectory();
    const run = runExample(name, database.env);
    await run.origin;
    expect(await run.stop()).toBe(0);
    await database.remove();
  }, 120_000);

  beforeEach(async () => {
    database = await createDatabaseDirectory();
  });
  afterEach(() => database.remove());

  /** The one line with which it gave up. */
  async function complaint(env: Record<string, string>): Promise<string> {
    const run = runExample(name, { ...database.env, ...env });
    expect(await run.ended).toBe(1);
    // What is built first is told, and Next tells that it read its settings.
    const lines = run.output().trim().split('\n').filter((line) => !/ …$|^✓ Running next.config/.test(line));
    expect(lines).toHaveLength(1);
    return lines[0]!;
  }

  test('a taken port', async () => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    try {
      expect(await complaint({ PORT: String(port) })).toMatch(new RegExp(`^Port ${port} is taken; .*PORT=3001 npm start`));
    } finally {
      server.close();
    }
  });

  if (different.includes(name)) describe('with what is no database', () => {
    test('a missing directory', async () => {
      const file = path.join(database.directory, 'missing', 'example.db');
      expect(await complaint({ DATABASE_URL: `file:${file}` })).toMatch(/^There is no directory .*; create it/);
    });

    test('a file that is no database', async () => {
      await writeFile(database.file, 'not a database '.repeat(1000));
      expect(await complaint({})).toMatch(/^The database .* cannot be used .*; restore it/);
      expect(await readFile(database.file, 'utf8')).toContain('not a database');
    });

    test('a URL of another database', async () => {
      expect(await complaint({ DATABASE_URL: 'postgresql://localhost/app' })).toMatch(/^DATABASE_URL must be a file: URL/);
    });
  });
});

test('an example that does not exist', async () => {
  const run = runExample('nowhere', {});
  expect(await run.ended).toBe(1);
  expect(run.output().trim()).toMatch(/^The example cannot start: there is none called nowhere; choose express, .*node-http.* or /);
});

test('the examples have the fragment to the letter', async () => {
  const shipped = await readFile(path.join(root, 'prisma/session.prisma'), 'utf8');
  expect(await readFile(path.join(root, 'examples/shared/prisma/session.prisma'), 'utf8')).toBe(shipped);
});
