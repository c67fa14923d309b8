import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import { createClient } from '@libsql/client';
import { afterAll, describe, expect, inject, onTestFinished, test } from 'vitest';
import { sqlAdapter } from '../../src/adapters/sql/index.js';
import { noon } from '../../src/testing/fixtures.js';
import { appFolder, readFiles } from '../init/support/app.js';
import { compile } from '../init/support/compile.js';
import { generatedDirectory, root } from '../support/schemas.js';
import { sqlDatabases } from '../support/sql-databases.js';
import { rowOf } from '../support/sql-rows.js';
import { migrate, until } from './app.js';
import { cases, schemaFile, schemasOf } from './cases.js';

const dialects = ['sqlite', 'postgresql', 'mysql'] as const;

/** What is printed in an app with these files. */
async function print(args: readonly string[], files: Record<string, string> = {}): Promise<string> {
  const folder = appFolder(files);
  const before = readFiles(folder);
  const { stdout, stderr, exitCode } = await migrate(folder, args);
  expect({ stderr, exitCode }).toEqual({ stderr: undefined, exitCode: 0 });
  expect(readFiles(folder)).toEqual(before);
  return stdout!;
}

/** The lines of the comment that are code, and all others. */
function parts(sql: string): { code: string; statements: string[] } {
  const lines = sql.split('\n');
  const isComment = (line: string) => line.startsWith('--');
  const comment = lines.filter(isComment).map((line) => line.slice(3));
  const statements = lines.filter((line) => !isComment(line)).join('\n').split(/;\n/);
  return {
    code: comment.slice(2, -2).join('\n'),
    statements: statements.map((each) => each.trim()).filter((each) => each !== ''),
  };
}

const dependencies = (...names: string[]) => ({
  'package.json': JSON.stringify({ type: 'module', dependencies: Object.fromEntries(names.map((name) => [name, '1'])) }),
});

test.each(dialects)('the table for %s is that of the documentation', async (dialect) => {
  const page = readFileSync(path.join(root, 'docs/sql.md'), 'utf8');
  const title = { sqlite: 'SQLite', postgresql: 'PostgreSQL', mysql: 'MySQL and MariaDB' }[dialect];
  const [, documented] = new RegExp(`^${title}:\\n\\n\`\`\`sql\\n(.*?)^\`\`\`$`, 'ms').exec(page)!;
  const sql = await print(['--from', 'lucia', '--sql', dialect, '--table', 'Session', '--user-table', 'User', '--old-table', 'old']);
  expect(sql.startsWith(`${documented}\n-- `)).toBe(true);
});

describe('the script runs as it is', () => {
  test('on SQLite', async () => {
    const client = createClient({ url: ':memory:' });
    onTestFinished(() => client.close());
    await client.executeMultiple('CREATE TABLE user (id TEXT NOT NULL PRIMARY KEY)');
    await client.executeMultiple(await print(['--from', 'lucia', '--sql', 'sqlite']));
    const { rows } = await client.execute("SELECT name FROM sqlite_master WHERE tbl_name = 'sessions' AND sql IS NOT NULL ORDER BY name");
    expect(rows.map(({ name }) => name)).toEqual(['sessions', 'sessions_expirationDate_idx', 'sessions_previousId_idx', 'sessions_userId_idx']);
  });

  test('on PostgreSQL', async () => {
    const db = await PGlite.create();
    onTestFinished(() => db.close());
    await db.exec('CREATE TABLE users (id SERIAL PRIMARY KEY)');
    await db.exec(await print(['--from', 'authjs', '--sql', 'postgresql', '--user-id-type', 'INTEGER']));
    const { rows } = await db.query<{ name: string }>("SELECT conname AS name FROM pg_constraint WHERE conrelid = 'user_sessions'::regclass AND contype IN ('p', 'f') ORDER BY 1");
    expect(rows.map(({ name }) => name)).toEqual(['user_sessions_pkey', 'user_sessions_userId_fkey']);
  });
});

describe.each(sqlDatabases)('on $name', ({ dialect, needs, open }) => {
  test.skipIf(needs !== undefined && inject('missing').includes(needs))('sessions are kept in the table, whatever its name', async () => {
    const database = await open();
    try {
      const names = { sessionTable: 'log "ins"', userTable: 'the `users`', userIdColumn: 'user no' };
      const quote = (name: string) => (dialect === 'mysql' ? `\`${name.replaceAll('`', '``')}\`` : `"${name.replaceAll('"', '""')}"`);
      const charset = dialect === 'mysql' ? ' DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci' : '';
      await database.query(`CREATE TABLE ${quote(names.userTable)} (${quote(names.userIdColumn)} VARCHAR(36) PRIMARY KEY)${charset}`);
      await database.query(`INSERT INTO ${quote(names.userTable)} VALUES (?)`, 'ada');
      const args = ['--table', names.sessionTable, '--user-table', names.userTable, '--user-id-column', names.userIdColumn, '--user-id-type', 'VARCHAR(36)'];
      for (const statement of parts(await print(['--from', 'better-auth', '--sql', dialect, ...args])).statements) await database.query(statement);
      const adapter = sqlAdapter({ dialect, execute: database.connect(), ...names });
      const row = await rowOf('ada', { attributes: { theme: 'dark' } });
      expect(await adapter.insertSession(row)).toBe('inserted');
      expect(await adapter.insertSession(await rowOf('nobody'))).toBe('unknown-user');
      expect(await adapter.findSessions([row.id])).toEqual([{ session: row, user: { id: 'ada' } }]);
      await database.query(`DELETE FROM ${quote(names.userTable)}`);
      expect(await adapter.listUserSessions('ada', noon)).toEqual([]);
    } finally {
      await database.close();
    }
  });
});

describe('the comment', () => {
  const folder = path.join(generatedDirectory, 'migrate-sql');
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  /** What the code takes for granted. */
  const before: Record<string, string> = {
    pg: "import pg from 'pg';\ndeclare const pool: pg.Pool;\n",
    '@electric-sql/pglite': "import type { PGlite } from '@electric-sql/pglite';\ndeclare const db: PGlite;\n",
    mysql2: "import mysql from 'mysql2/promise';\ndeclare const pool: mysql.Pool;\n",
    '@libsql/client': "import type { Client } from '@libsql/client';\ndeclare const client: Client;\n",
    'better-sqlite3': "import type { SyncSqliteDatabase } from 'sojourn/sql';\ndeclare const db: SyncSqliteDatabase;\n",
  };

  test('is code that compiles, for each library and driver', async () => {
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true });
    const files: string[] = [];
    for (const { source } of cases) {
      for (const [driver, beginning] of Object.entries(before)) {
        for (const type of ['TEXT', 'INTEGER', 'BIGINT']) {
          const { code } = parts(await print(['--from', source, '--user-table', 'people', '--user-id-type', type], dependencies(driver)));
          expect(code).toMatch(/^import \{ createAuth \} from 'sojourn';\n[^]*\n\}\);$/);
          const file = path.join(folder, `${source}-${driver.replaceAll(/\W/g, '')}-${type}.ts`);
          writeFileSync(file, `${beginning}${code}\n`);
          files.push(file);
        }
      }
    }
    expect(compile(files)).toEqual([]);
  }, 120_000);

  test.each([
    ['lucia', 'sqlite', ['sessions', 'user'], "table: 'session', key: 'id'", "fields: { userId: 'user_id', expiresAt: 'expires_at' },"],
    ['better-auth', 'postgresql', ['sessions', 'user'], "table: 'session', key: 'token'", 'secret: process.env.BETTER_AUTH_SECRET!,'],
    ['authjs', 'postgresql', ['user_sessions', 'users'], "table: 'sessions', key: 'sessionToken'", `until: new Date('${until}'),`],
    ['express-session', 'postgresql', ['sessions', 'people'], "table: 'session', key: 'sid'", "fields: { data: 'sess', expiresAt: 'expire' },"],
    ['express-session', 'mysql', ['user_sessions', 'people'], "table: 'sessions', key: 'session_id'", "fields: { sid: 'session_id', expiresAt: 'expires' },"],
    ['express-session', 'sqlite', ['user_sessions', 'people'], "table: 'sessions', key: 'sid'", "fields: { data: 'sess', expiresAt: 'expired' },"],
  ])('knows the tables of %s on %s', async (source, dialect, [table, users], old, line) => {
    const sql = await print(['--from', source, '--sql', dialect, ...(users === 'people' ? ['--user-table', 'people'] : [])]);
    expect(sql).toContain(`sessionTable: '${table}', userTable: '${users}' }`);
    expect(sql).toContain(`rows: sqlRows({ dialect: '${dialect}', execute, ${old} }),`);
    expect(sql).toContain(`--     ${line}\n`);
    expect(sql).toMatch(new RegExp(`^CREATE TABLE ["\`]${table}["\`] `));
  });
});

describe('the database', () => {
  test.each([
    ['pg', 'postgresql'],
    ['mysql2', 'mysql'],
    ['better-sqlite3', 'sqlite'],
  ])('is told by the driver %s', async (name, dialect) => {
    expect(await print(['--from', 'lucia'], dependencies(name))).toContain(`sqlAdapter({ dialect: '${dialect}',`);
  });

  test('is the one asked for, also beside a schema', async () => {
    const files = { ...dependencies('pg', 'mysql2'), [schemaFile]: schemasOf(cases[0]!).before };
    expect(await print(['--from', 'lucia', '--sql', 'mysql'], files)).toContain('mysql2Executor(pool)');
  });

  test.each<[string, readonly string[], Record<string, string>, RegExp]>([
    ['two drivers', [], dependencies('pg', 'mysql2'), /--sql sqlite, postgresql or mysql$/],
    ['no such database', ['--sql', 'mongodb'], {}, /^--sql must be sqlite, postgresql or mysql; it is "mongodb"$/],
    ['the table of the old sessions', ['--sql', 'sqlite', '--table', 'Session'], {}, /^"Session" is a table that the app has already; .*--table$/],
    ['an empty name', ['--sql', 'sqlite', '--table', ''], {}, /^--table must be a name; it is ""$/],
    ['a name of two lines', ['--sql', 'sqlite', '--old-table', 'a\nDROP TABLE b'], {}, /^--old-table must be a name/],
    ['a type that is more than one', ['--sql', 'sqlite', '--user-id-type', 'TEXT); DROP TABLE a'], {}, /^--user-id-type must be a type/],
  ])('is refused for: %s', async (_name, args, files, message) => {
    await expect(migrate(appFolder(files), ['--from', 'lucia', ...args])).rejects.toThrow(message);
  });

  test('has to be told the table of the users where the library has none', async () => {
    await expect(migrate(appFolder({}), ['--from', 'express-session', '--sql', 'sqlite'])).rejects.toThrow(/^which table are the users in\? name it with --user-table$/);
  });
});
