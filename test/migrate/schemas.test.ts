import { mkdirSync, rmSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import { afterAll, describe, expect, inject, onTestFinished, test, vi } from 'vitest';
import type { Auth } from '../../src/index.js';
import { appFolder, readFiles, writeFiles } from '../init/support/app.js';
import { compile } from '../init/support/compile.js';
import { createDatabase } from '../init/support/databases.js';
import { generateClient } from '../init/support/generate-client.js';
import { format, validate } from '../init/support/prisma-tools.js';
import { generatedDirectory, root } from '../support/schemas.js';
import { migrate, now } from './app.js';
import { type SourceCase, cases, environment, schemaFile, schemasOf } from './cases.js';

/** Within the package, so that the apps find the packages. */
const apps = path.join(generatedDirectory, 'migrate-schemas');
rmSync(apps, { recursive: true, force: true });
afterAll(() => rmSync(apps, { recursive: true, force: true }));

/** Those that were written. */
const modules: string[] = [];

describe.each(cases)('a schema with sessions of $source', (each) => {
  const { before, after } = schemasOf(each);
  const args = ['--from', each.source, '--no-auth'];

  async function run(text: string) {
    const folder = appFolder({ [schemaFile]: text });
    const output = await migrate(folder, [...args, '--yes']);
    return { folder, output, text: readFiles(folder, '.prisma')[schemaFile]! };
  }

  test('gets the model of the new ones, and keeps that of the old', async () => {
    const { output, text } = await run(before);
    expect(output.exitCode).toBe(0);
    expect(text).toBe(after);
  });

  test('is as Prisma formats, before and after', () => {
    for (const text of [before, after]) {
      validate({ [schemaFile]: text });
      expect(format({ [schemaFile]: text })).toEqual({ [schemaFile]: text });
    }
  });

  test('keeps its line ends', async () => {
    expect((await run(before.replaceAll('\n', '\r\n'))).text).toBe(after.replaceAll('\n', '\r\n'));
  });

  test('keeps its comments, and every line that has nothing to do with it', async () => {
    const lines = (text: string) => text.split('\n').map((line) => line.replaceAll(/\s+/g, ' '));
    const gone = lines(before).filter((line) => !lines(after).includes(line));
    expect(gone.filter((line) => !/\bSession\b/.test(line))).toEqual([]);
  });

  test('is shown as a diff that leads from the one to the other', async () => {
    const { output } = await run(before);
    expect(patched(before, output.stdout!)).toBe(after);
  });

  test('is as it is after a second time', async () => {
    const { folder, text } = await run(before);
    const nothing = { stdout: 'Nothing to change: the schema has both the old sessions and the new\n', exitCode: 0 };
    expect(await migrate(folder, [...args, '--yes'])).toEqual(nothing);
    expect(await migrate(folder, [...args, '--yes', '--old-model', 'Session'])).toEqual(nothing);
    expect(await migrate(folder, [...args, '--check'])).toEqual(nothing);
    expect(readFiles(folder, '.prisma')).toEqual({ [schemaFile]: text });
  });

  const isMissing = each.provider === 'postgresql' && inject('missing').includes('PostgreSQL');

  test.skipIf(isMissing)('is migrated without a change to what is there, and who is logged in stays so', async () => {
    const folder = path.join(apps, each.source);
    writeFiles(folder, {
      [schemaFile]: before,
      'package.json': '{ "type": "module" }\n',
      'tsconfig.json': '{ "compilerOptions": { "module": "nodenext" } }\n',
    });
    const database = await createDatabase(each.provider, folder);
    onTestFinished(() => database.drop());
    const { from, name, options } = database.driver;
    writeFiles(folder, {
      'src/db.ts': `import { ${name} } from '${from}';
import { PrismaClient } from '../client/client.js';

export const prisma = new PrismaClient({ adapter: new ${name}(${JSON.stringify(options)}) });
`,
    });
    mkdirSync(path.join(folder, 'node_modules'));
    symlinkSync(root, path.join(folder, 'node_modules/sojourn'));

    await migrate(folder, ['--from', each.source, '--yes']);
    const script = await database.migrate({ [schemaFile]: before }, { [schemaFile]: after });
    expect(statementsOf(script).filter((statement) => !/^CREATE (TABLE|INDEX) |^ALTER TABLE "sessions" ADD CONSTRAINT /.test(statement))).toEqual([]);
    expect(script).toContain('CREATE TABLE "sessions"');
    await generateClient(folder);
    await stayLoggedIn(folder, each);
    modules.push(path.join(folder, 'src/auth.ts'));
  }, 120_000);
});

test('the modules that were written compile', () => {
  expect(modules.length).toBeGreaterThan(0);
  expect(compile(modules)).toEqual([]);
}, 120_000);

/** Those of a migration, without comments. */
function statementsOf(script: string): string[] {
  return script
    .replaceAll(/^--.*$/gm, '')
    .split(';')
    .map((statement) => statement.trim())
    .filter((statement) => statement !== '');
}

interface Delegate {
  create(args: { data: object }): Promise<Record<string, unknown>>;
  count(): Promise<number>;
}

type Client = Record<'user' | 'session' | 'legacySession', Delegate> & { $disconnect(): Promise<void> };

/** The app's own modules, as it would run them. */
async function stayLoggedIn(folder: string, { user, row, token }: SourceCase): Promise<void> {
  for (const [name, value] of Object.entries(environment)) vi.stubEnv(name, value);
  onTestFinished(() => void vi.unstubAllEnvs());
  const { prisma } = (await import(path.join(folder, 'src/db.ts'))) as { prisma: Client };
  onTestFinished(() => prisma.$disconnect());
  // The day until which sessions are exchanged is counted from the time of the command.
  vi.useFakeTimers({ toFake: ['Date'], now });
  onTestFinished(() => void vi.useRealTimers());
  const { auth } = (await import(path.join(folder, 'src/auth.ts'))) as { auth: Auth<{ id: unknown }, string | number> };
  const { id } = (await prisma.user.create({ data: user })) as { id: string | number };
  await prisma.legacySession.create({ data: row(id) });

  const exchanged = await auth.legacy!.exchange(token);
  expect(exchanged?.session.userId).toBe(id);
  expect((await auth.validateSession(exchanged?.token))?.user.id).toBe(id);
  expect([await prisma.session.count(), await prisma.legacySession.count()]).toEqual([1, 0]);
}

/** The text with what a unified diff of one file says. */
function patched(text: string, diff: string): string {
  const before = text.split('\n');
  const after: string[] = [];
  let taken = 0;
  let place = -1;
  for (const line of diff.split('\n')) {
    const start = /^@@ -(\d+),\d+ \+(\d+),\d+ @@$/.exec(line);
    if (start) {
      place = Number(start[1]) - 1;
      after.push(...before.slice(taken, place));
      expect(after.length).toBe(Number(start[2]) - 1);
      taken = place;
    } else if (place >= 0 && /^[ +-]/.test(line)) {
      if (!line.startsWith('+')) expect(before[taken++]).toBe(line.slice(1));
      if (!line.startsWith('-')) after.push(line.slice(1));
    } else if (place >= 0) {
      break;
    }
  }
  return [...after, ...before.slice(taken)].join('\n');
}
