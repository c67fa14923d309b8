import { readFileSync, writeFileSync } from 'node:fs';
import { PassThrough } from 'node:stream';
import { describe, expect, test, vi } from 'vitest';
import { clackTerminal } from '../../src/cli/clack-terminal.js';
import type { Terminal } from '../../src/cli/terminal.js';
import { appFolder, expectShown, init, nobody, readFiles, showing } from './support/app.js';

const schemaFile = 'prisma/schema.prisma';
const schema = `datasource db {
  provider = "sqlite"
}

model User {
  id    Int    @id
  email String @unique
}
`;
const app = { [schemaFile]: schema, 'tsconfig.json': '{}', 'src/db.ts': 'export const db = new PrismaClient();\n' };

describe('what is written', () => {
  test('with --yes: the schema and the module, with what comes next', async () => {
    const folder = appFolder({ ...app, 'package.json': '{ "dependencies": { "express": "5" } }' });
    const { stdout, stderr, exitCode } = await init(folder, ['--yes']);
    expect({ stderr, exitCode }).toEqual({ stderr: undefined, exitCode: 0 });
    expect(stdout).toMatch(/^--- a\/prisma\/schema.prisma\n\+\+\+ b\/prisma\/schema.prisma\n@@ -5,4 \+5,39 @@\n model User \{\n/);
    expect(stdout).toMatch(/^--- \/dev\/null\n\+\+\+ b\/src\/auth.ts\n@@ -0,0 \+1,10 @@$/m);
    expect(stdout).toContain('\nWritten: prisma/schema.prisma, src/auth.ts\n');
    expect(stdout).toMatch(/1\. .*\n\n {3}npx prisma migrate dev --name sessions\n {3}npx prisma generate\n/);
    expect(stdout).toMatch(/2\. .*Express:\n\n {3}import \{ auth \} from '\.\/auth';\n {3}import \{ expressSession \} from 'sojourn\/express';\n/);
    const after = readFiles(folder);
    expect(after[schemaFile]).toContain('model Session {');
    expect(after['src/auth.ts']).toContain("import { db } from './db';");
    const again = await init(folder, ['--yes']);
    expect(again).toEqual({ stdout: 'src/auth.ts makes the auth already\nNothing to add: the schema has all that sessions need\n', exitCode: 0 });
    expect(readFiles(folder)).toEqual(after);
  });

  test.each(showing)('with %s: nothing', async (...expected) => {
    const folder = appFolder(app);
    await expectShown(folder, (option) => init(folder, [option]), expected, '+  @@index([expirationDate])');
  });

  test('where nobody is there to ask: nothing', async () => {
    const folder = appFolder(app);
    const before = readFiles(folder);
    const { stdout, stderr, exitCode } = await init(folder);
    expect(exitCode).toBe(2);
    expect(stdout).toContain('+model Session {\n');
    expect(stderr).toMatch(/^sojourn: nothing was written, .*--yes.*\n$/);
    expect(readFiles(folder)).toEqual(before);
  });

  test('over a file that changed meanwhile: nothing', async () => {
    const folder = appFolder(app);
    const terminal: Terminal = {
      ...nobody,
      isInteractive: true,
      write: () => {},
      ask: async (_message, suggestion) => suggestion,
      confirm: async () => {
        writeFileSync(`${folder}/${schemaFile}`, `${schema}\n// changed\n`);
        return true;
      },
    };
    await expect(init(folder, [], terminal)).rejects.toThrow(/^prisma\/schema.prisma has changed meanwhile/);
    expect(readFiles(folder)[schemaFile]).toBe(`${schema}\n// changed\n`);
    expect(readFiles(folder)['src/auth.ts']).toBeUndefined();
  });

  test('of bytes that are no UTF-8: nothing', async () => {
    const folder = appFolder(app);
    const bytes = Buffer.concat([Buffer.from(`${schema}// `), Buffer.from([0xe4, 0x0a])]);
    writeFileSync(`${folder}/${schemaFile}`, bytes);
    await expect(init(folder, ['--yes'])).rejects.toThrow(/is not UTF-8; nothing was written/);
    expect(readFileSync(`${folder}/${schemaFile}`)).toEqual(bytes);
  });

  test('keeps a byte order mark, and a last line without its end is not lost', async () => {
    const text = `\uFEFF${schema.trimEnd()}`;
    const folder = appFolder({ ...app, [schemaFile]: text });
    await init(folder, ['--yes']);
    const after = readFiles(folder)[schemaFile]!;
    expect(after.startsWith('\uFEFFdatasource db {\n')).toBe(true);
    expect(after).toContain('}\n\n/// One signed-in device');
  });
});

test('the help names every option, with examples', async () => {
  const { stdout, exitCode } = await init('/', ['--help']);
  expect(exitCode).toBe(0);
  for (const option of ['schema', 'user-model', 'model', 'table', 'relation', 'auth', 'no-auth', 'yes', 'dry-run', 'check']) {
    expect(stdout).toContain(`--${option}`);
  }
  expect(stdout).toContain('\n  npx sojourn init --yes --user-model Account');
});

test.each([
  ['no schema', {}, [], /^there is no Prisma schema in .*--schema/],
  ['a schema that is not there', app, ['--schema', 'db'], /db cannot be read .*--schema/],
  ['an option that it does not have', app, ['--force'], /--force.*see sojourn init --help/],
  ['both --auth and --no-auth', app, ['--auth', 'a.ts', '--no-auth'], /exclude each other/],
  ['the path of another file', app, ['--auth', 'src/db.ts'], /^src\/db.ts is there already; .*--auth/],
  ['a package.json that cannot be read', { ...app, 'package.json': '{' }, [], /package.json cannot be read/],
])('is refused with one line: %s', async (_name, files: Record<string, string>, args, message) => {
  const folder = appFolder(files);
  const error = await init(folder, ['--yes', ...args]).catch((reason: unknown) => reason);
  expect(error).toMatchObject({ name: 'CliError', message: expect.stringMatching(message) });
  expect((error as Error).message).not.toContain('\n');
});

describe('the schema is found', () => {
  test.each([
    ['by prisma.config', { 'prisma.config.js': "export default { schema: 'db/app.prisma' };" }, 'db/app.prisma', []],
    ['by package.json', { 'package.json': '{ "prisma": { "schema": "db/app.prisma" } }' }, 'db/app.prisma', []],
    ['with --schema', {}, 'db/app.prisma', ['--schema', 'db/app.prisma']],
    ['as the only file of a folder', {}, 'prisma/schema/app.prisma', []],
  ])('%s', async (_name, files: Record<string, string>, file, args) => {
    const folder = appFolder({ ...files, [file]: schema });
    expect(await init(folder, ['--yes', '--no-auth', ...args])).toMatchObject({ exitCode: 0 });
    expect(Object.keys(readFiles(folder, '.prisma'))).toEqual([file]);
    expect(readFiles(folder)[file]).toContain('model Session {');
  });
});

describe('colour', () => {
  const colours = () => ({ ...nobody, hasColour: true });

  test('is there where the terminal has it', async () => {
    const { stdout } = await init(appFolder(app), ['--dry-run'], colours());
    expect(stdout).toContain('\u001B[32m+model Session {\u001B[0m\n');
    expect((await init(appFolder(app), ['--dry-run'])).stdout).not.toContain('\u001B');
  });

  test.each([
    [true, undefined, true],
    [true, '1', false],
    [false, undefined, false],
  ])('with a terminal %s and NO_COLOR %s: %s', (isTTY, noColour, expected) => {
    vi.stubEnv('NO_COLOR', noColour);
    try {
      const stream = Object.assign(new PassThrough(), { isTTY });
      expect(clackTerminal({ input: stream, output: stream })).toMatchObject({ isInteractive: isTTY, hasColour: expected });
    } finally {
      vi.unstubAllEnvs();
    }
  });
});

/** A terminal of the prompts' own library whose keys are typed beforehand, one line for each question. */
function typing(...answers: string[]) {
  const input = Object.assign(new PassThrough(), { isTTY: true, setRawMode: () => {} });
  const output = Object.assign(new PassThrough(), { isTTY: true, columns: 200 });
  let shown = '';
  let waiting = [...answers];
  output.on('data', (chunk: Buffer) => {
    shown += chunk.toString();
    // Each question shows its message once it listens.
    const [next] = waiting;
    if (next === undefined || !/\?/.test(chunk.toString())) return;
    waiting = waiting.slice(1);
    setImmediate(() => input.write(next));
  });
  return { terminal: clackTerminal({ input, output }), shown: () => shown };
}

describe('questions', () => {
  test('are for the path of the module, and whether to write', async () => {
    const folder = appFolder(app);
    const { terminal, shown } = typing('src/sessions.ts\r', '\r');
    const { stdout, exitCode } = await init(folder, [], terminal);
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/^Written: prisma\/schema.prisma, src\/sessions.ts\n/);
    expect(shown()).toContain('model Session {');
    expect(readFiles(folder)['src/sessions.ts']).toContain("from './db';");
  });

  test('take the suggestion for an empty answer, and a no for a no', async () => {
    const folder = appFolder(app);
    const before = readFiles(folder);
    const { terminal, shown } = typing('\r', 'n');
    await expect(init(folder, [], terminal)).rejects.toThrow(/^nothing was written$/);
    expect(shown()).toContain('b/src/auth.ts');
    expect(readFiles(folder)).toEqual(before);
  });

  test('end with Ctrl-C', async () => {
    const folder = appFolder(app);
    const before = readFiles(folder);
    await expect(init(folder, [], typing('\u0003').terminal)).rejects.toThrow(/^cancelled; nothing was written$/);
    expect(readFiles(folder)).toEqual(before);
  });

  test('are for the user model where it is not clear', async () => {
    const models = schema.replace('User', 'Member') + '\nmodel Admin {\n  id Int @id\n}\n';
    const folder = appFolder({ ...app, [schemaFile]: models });
    const { terminal, shown } = typing('\u001B[B\r', '\r');
    await init(folder, ['--no-auth'], terminal);
    expect(shown()).toMatch(/Member[^]*Admin/);
    expect(readFiles(folder)[schemaFile]).toMatch(/^ {2}user +Admin +@relation/m);
  });

  test('are for other names where they are taken', async () => {
    const taken = `${schema}\nmodel Session {\n  sessionToken String @id\n}\n\nmodel Stay {\n  id Int @id\n\n  @@map("AuthSession")\n}\n`;
    const folder = appFolder({ ...app, [schemaFile]: taken.replace('email', 'authSessions') });
    const { terminal, shown } = typing('\r', 'auth_stays\r', 'logins\r', '\r');
    await init(folder, ['--no-auth'], terminal);
    expect(shown()).toContain('as Auth.js (NextAuth) has it');
    const after = readFiles(folder)[schemaFile]!;
    expect(after).toMatch(/^model AuthSession \{$/m);
    expect(after).toContain('@@map("auth_stays")');
    expect(after).toMatch(/^ {2}logins +AuthSession\[\]$/m);
  });

  test('are not asked with --yes, --check or --dry-run', async () => {
    const folder = appFolder(app);
    const asked = { ...nobody, isInteractive: true };
    expect(await init(folder, ['--check'], asked)).toMatchObject({ exitCode: 1 });
    expect(await init(folder, ['--dry-run'], asked)).toMatchObject({ exitCode: 0 });
    expect(await init(folder, ['--yes'], asked)).toMatchObject({ exitCode: 0 });
  });
});
