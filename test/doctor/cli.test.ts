import { readFileSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { root } from '../support/schemas.js';
import { appSchema, edit, fragment, note } from './app-schema.js';
import { appFolder, buildCli, sojourn } from './cli.js';

beforeAll(buildCli);

const schemaFile = 'prisma/schema.prisma';
const clean = appSchema();
const forgetful = appSchema(note);
const lineOfNote = forgetful.split('\n').indexOf('model Note {') + 1;

/** A module that exports what says of itself what `createAuth` says. */
const authModule = (name: string, sections = '') =>
  `${name} = { '~description': { adapter: { '~description': { kind: 'prisma' } }, exports: { ${sections} } } };\n`;
const plainAuth = authModule('export const auth');
const noteSection =
  "notes: Object.assign(() => [], { [Symbol.for('sojourn.section')]: { model: 'note', erase: true } })";

describe('the program', () => {
  test('says what it takes', async () => {
    const folder = appFolder({});
    const { stdout, exitCode } = await sojourn(folder, ['--help']);
    expect(exitCode).toBe(0);
    expect(stdout).toContain('doctor');
    expect(await sojourn(folder, [])).toEqual({ exitCode: 0, stdout, stderr: '' });
    const help = await sojourn(folder, ['doctor', '--help']);
    expect(help).toMatchObject({ exitCode: 0, stderr: '' });
    for (const option of ['schema', 'auth', 'user-model', 'session-model', 'origin', 'no-database', 'strict', 'json'])
      expect(help.stdout).toContain(`--${option}`);
    expect(help.stdout).toContain('npx sojourn doctor --schema');
  });

  test('says its version', async () => {
    const { version } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')) as { version: string };
    expect(await sojourn(appFolder({}), ['--version'])).toEqual({ exitCode: 0, stdout: `${version}\n`, stderr: '' });
  });

  test.each([
    ['an unknown command', ['physician'], '"physician"'],
    ['an unknown option', ['doctor', '--quick'], "'--quick'"],
    ['an option without its value', ['doctor', '--schema'], '--schema'],
    ['an argument that stands alone', ['doctor', 'prisma'], "'prisma'"],
  ])('refuses %s in one line', async (_name, args, part) => {
    const { exitCode, stdout, stderr } = await sojourn(appFolder({ [schemaFile]: clean }), args);
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
    expect(stderr).toMatch(/^sojourn: .*--help\n$/);
    expect(stderr).toContain(part);
  });
});

describe('the schema is found', () => {
  const broken = { [schemaFile]: 'model {', 'schema.prisma': 'model {' };

  test.each<[string, Record<string, string>, string[], string[]]>([
    ['in the usual file', { [schemaFile]: forgetful, 'prisma/other.prisma': 'model {' }, [], [schemaFile]],
    ['beside package.json', { 'schema.prisma': forgetful }, [], ['schema.prisma']],
    [
      'in a folder of files',
      {
        'prisma/schema/main.prisma': appSchema({ session: '', user: note.user }),
        'prisma/schema/parts/note.prisma': note.models,
        'prisma/schema/session.prisma': fragment,
      },
      [],
      ['prisma/schema/main.prisma', 'prisma/schema/parts/note.prisma', 'prisma/schema/session.prisma'],
    ],
    [
      'in files right in prisma',
      { 'prisma/a.prisma': appSchema({ user: note.user }), 'prisma/b.prisma': note.models },
      [],
      ['prisma/a.prisma', 'prisma/b.prisma'],
    ],
    ['with --schema', { ...broken, 'db/app.prisma': forgetful }, ['--schema', 'db/app.prisma'], ['db/app.prisma']],
    ['in a folder with --schema', { ...broken, 'db/app.prisma': forgetful }, ['--schema', 'db'], ['db/app.prisma']],
    [
      'by package.json',
      {
        ...broken,
        'package.json': '{ "type": "module", "prisma": { "schema": "db/app.prisma" } }',
        'db/app.prisma': forgetful,
      },
      [],
      ['db/app.prisma'],
    ],
    [
      'by prisma.config.js, relative to it',
      { ...broken, '.config/prisma.js': "export default { schema: '../db' };", 'db/app.prisma': forgetful },
      [],
      ['db/app.prisma'],
    ],
    [
      'where the config names none',
      { 'prisma.config.js': 'export default {};', [schemaFile]: forgetful },
      [],
      [schemaFile],
    ],
  ])('%s', async (_name, files, args, expected) => {
    const { stdout, stderr, exitCode } = await sojourn(appFolder({ ...files, 'auth.js': plainAuth }), [
      'doctor',
      '--json',
      ...args,
    ]);
    expect({ stderr, exitCode }).toEqual({ stderr: '', exitCode: 1 });
    const { schema, problems } = JSON.parse(stdout) as { schema: string[]; problems: { code: string }[] };
    expect(schema).toEqual(expected);
    expect(problems.map(({ code }) => code)).toEqual(['not-exported']);
  });

  test('by prisma.config.ts, as Prisma has it', async () => {
    const config =
      "import { defineConfig } from 'prisma/config';\nexport default defineConfig({ schema: 'db' as string });\n";
    const folder = appFolder({ 'prisma.config.ts': config, 'db/app.prisma': forgetful, 'auth.js': plainAuth }, [
      'prisma',
      'tsx',
    ]);
    const { stdout, exitCode } = await sojourn(folder, ['doctor', '--json']);
    expect(exitCode).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({ schema: ['db/app.prisma'], problems: [{ code: 'not-exported' }] });
  });

  test.each<[string, Record<string, string>, string[], string]>([
    ['nowhere', {}, [], '--schema'],
    ['not where it is said to be', {}, ['--schema', 'db'], 'db'],
    ['not in the folder', { 'db/readme.md': '' }, ['--schema', 'db'], 'db'],
    [
      'not by a config that throws',
      { 'prisma.config.js': "throw new Error('no DATABASE_URL\\nat all');" },
      [],
      '(no DATABASE_URL)',
    ],
    ['not by a package.json that is none', { 'package.json': '{' }, [], 'package.json'],
  ])('%s', async (_name, files, args, part) => {
    const { exitCode, stdout, stderr } = await sojourn(appFolder(files), ['doctor', ...args]);
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
    expect(stderr).toMatch(/^sojourn: [^\n]*--schema\n$/);
    expect(stderr).toContain(part);
  });

  test('and its file and line are named where it cannot be read', async () => {
    const folder = appFolder({ 'prisma/a.prisma': 'model A {\r\n  id Int @id\r\n  ?\r\n}\r\n' });
    const { exitCode, stderr } = await sojourn(folder, ['doctor']);
    expect(exitCode).toBe(2);
    expect(stderr).toMatch(/^sojourn: [^\n]*prisma\/a\.prisma:3[^\n]*prisma validate[^\n]*\n$/);
  });

  test.each(['.prisma-astrc.json', 'prisma-ast.config.cjs'])(
    'and read without the settings that its parser may have in the app: %s',
    async (name) => {
      const folder = appFolder({ 'schema.prisma': 'model User {\n  id Int @id\n}\n', [name]: '{ these are none' });
      const { exitCode, stdout, stderr } = await sojourn(folder, ['doctor', '--json']);
      expect({ exitCode, stderr }).toEqual({ exitCode: 1, stderr: '' });
      expect(JSON.parse(stdout)).toMatchObject({ schema: ['schema.prisma'], problems: [{ code: 'no-session-model' }, {}] });
    },
  );
});

describe('the auth is found', () => {
  const complete = authModule('export const auth', noteSection);

  test.each<[string, Record<string, string>, string[]]>([
    ['in src/auth.js, under its name', { 'src/auth.js': complete, 'auth.js': "throw new Error('not this')" }, []],
    ['by default', { 'lib/auth.mjs': authModule('export default', noteSection).replace(' = ', ' ') }, []],
    [
      'under any name',
      { 'src/server/auth.js': `export const other = {};\n${authModule('export const sessions', noteSection)}` },
      [],
    ],
    ['in CommonJS', { 'package.json': '{}', 'auth.js': authModule('exports.auth', noteSection) }, []],
    ['with --auth', { 'src/auth.js': plainAuth, 'db/sessions.js': complete }, ['--auth', 'db/sessions.js']],
  ])('%s', async (_name, files, args) => {
    const folder = appFolder({ [schemaFile]: forgetful, ...files });
    expect(await sojourn(folder, ['doctor', ...args])).toEqual({
      exitCode: 0,
      stdout: `No problems in ${schemaFile}\n`,
      stderr: '',
    });
  });

  const typescript = {
    'src/auth.ts': "import { section } from './section.js';\nexport const auth: object = section;\n",
    'src/section.ts': `enum Kind { Prisma = 'prisma' }\n${authModule('export const section: object', noteSection).replace("'prisma'", 'Kind.Prisma')}`,
  };

  test.each([
    ['tsx', { 'package.json': '{ "type": "module" }' }],
    ['tsx', { 'package.json': '{}' }],
    ['jiti', { 'package.json': '{ "type": "module" }' }],
    ['jiti', { 'package.json': '{}' }],
  ])('in TypeScript that Node cannot run, with %s (%o)', async (loader, manifest) => {
    const folder = appFolder({ [schemaFile]: forgetful, ...typescript, ...manifest }, [loader]);
    expect(await sojourn(folder, ['doctor'])).toEqual({
      exitCode: 0,
      stdout: `No problems in ${schemaFile}\n`,
      stderr: '',
    });
  });

  test('in TypeScript that nothing can run', async () => {
    const { exitCode, stderr } = await sojourn(appFolder({ [schemaFile]: forgetful, ...typescript }), ['doctor']);
    expect(exitCode).toBe(2);
    expect(stderr).toMatch(/^sojourn: [^\n]*src\/auth\.ts[^\n]*npm install --save-dev tsx\n$/);
  });

  test.each<[string, Record<string, string>, string[], string]>([
    ['not where it is said to be', {}, ['--auth', 'src/auth.js'], 'src/auth.js'],
    ['not in a module that exports none', { 'a.js': 'export const auth = {};' }, ['--auth', 'a.js'], 'a.js'],
    [
      'not in a module that throws',
      { 'src/auth.js': "throw new Error('\\nno DATABASE_URL\\nat all');" },
      [],
      'no DATABASE_URL',
    ],
    ['not in a module that imports what is not there', { 'src/auth.js': "import './missing.js';" }, [], 'missing.js'],
  ])('%s', async (_name, files, args, part) => {
    const { exitCode, stdout, stderr } = await sojourn(appFolder({ [schemaFile]: clean, ...files }), [
      'doctor',
      ...args,
    ]);
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
    expect(stderr).toMatch(/^sojourn: [^\n]+\n$/);
    expect(stderr).toContain(part);
  });

  test('not at all, which is a warning', async () => {
    const { exitCode, stdout } = await sojourn(
      appFolder({ [schemaFile]: clean, 'src/auth.js': 'export const auth = {};' }),
      ['doctor'],
    );
    expect(exitCode).toBe(0);
    expect(stdout).toContain('[auth-not-given]');
  });

  test('and what goes wrong in it is no problem of the schema', async () => {
    const throwing = "export const auth = { '~description': { get adapter() { throw new Error('broken'); } } };";
    const { exitCode, stdout, stderr } = await sojourn(appFolder({ [schemaFile]: clean, 'auth.js': throwing }), [
      'doctor',
    ]);
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
    expect(stderr).toContain('Error: broken');
  });

  test('though it keeps the process alive and prints', async () => {
    const noisy = `console.log('connected');\nsetInterval(() => {}, 1000);\n${plainAuth}`;
    const { exitCode, stdout, stderr } = await sojourn(appFolder({ [schemaFile]: forgetful, 'auth.js': noisy }), [
      'doctor',
      '--json',
    ]);
    expect(exitCode).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({
      schema: [schemaFile],
      problems: [{ code: 'not-exported', line: lineOfNote }],
    });
    expect(stderr).toBe('connected\n');
  });
});

describe('the report', () => {
  test('is for people to read, without colours where nobody sees them', async () => {
    const { exitCode, stdout } = await sojourn(appFolder({ [schemaFile]: forgetful.replaceAll('\n', '\r\n') }), [
      'doctor',
    ]);
    expect(exitCode).toBe(1);
    const [heading, , first, remedy] = stdout.split('\n');
    expect(heading).toBe('1 error');
    expect(first).toBe(
      `  ${schemaFile}:${lineOfNote}  Note  Note holds data of the user and is not exported (Note.user → User) [not-exported]`,
    );
    expect(remedy).toMatch(/^ {4}add a section/);
    expect(stdout).toMatch(new RegExp(`\n1 error, 2 warnings in ${schemaFile}\n$`));
    expect(stdout).not.toContain('\u001B');
  });

  test.each([
    ['notes and warnings', [], 0],
    ['the same with --strict', ['--strict'], 1],
  ])('ends by its problems: %s', async (_name, args, exitCode) => {
    const schema = edit(clean, ['@@index([previousId])', '']);
    const result = await sojourn(appFolder({ [schemaFile]: schema, 'auth.js': plainAuth }), ['doctor', ...args]);
    expect(result).toMatchObject({ exitCode });
    expect(result.stdout).toContain('1 warning in');
  });

  test('ends well with --strict where there is nothing', async () => {
    expect(
      await sojourn(appFolder({ [schemaFile]: clean, 'auth.js': plainAuth }), ['doctor', '--strict']),
    ).toMatchObject({ exitCode: 0 });
  });

  test('is of the models that are named', async () => {
    const schema = edit(
      clean,
      ['model User ', 'model Person '],
      ['model Session ', 'model Login '],
      ['sessions Session[]', 'sessions Login[]'],
      ['user            User ', 'user Person '],
    );
    const folder = appFolder({ [schemaFile]: schema, 'auth.js': plainAuth });
    const named = await sojourn(folder, ['doctor', '--user-model', 'Person', '--session-model', 'login']);
    expect(named).toEqual({ exitCode: 0, stdout: `No problems in ${schemaFile}\n`, stderr: '' });
    expect((await sojourn(folder, ['doctor'])).stdout).toContain('[no-user-model]');
  });
});

describe('the example', () => {
  const folder = path.join(root, 'examples/shared');
  const read = (name: string) => readFileSync(path.join(folder, 'prisma', name), 'utf8');

  test('has no problems', async () => {
    const { exitCode, stdout, stderr } = await sojourn(root, [
      'doctor',
      '--schema',
      'examples/shared/prisma',
      '--auth',
      'examples/shared/auth.ts',
      '--strict',
      '--no-database',
    ]);
    expect(stderr).toBe('');
    expect(stdout).toMatch(/^No problems in /);
    expect(exitCode).toBe(0);
  });

  test('has one once a relation is added and forgotten', async () => {
    const photo = `model Photo {
  id     String @id
  note   Note   @relation(fields: [noteId], references: [id], onDelete: Cascade)
  noteId String

  @@index([noteId])
}`;
    const schema = edit(read('schema.prisma'), ['model Note {', `${photo}\n\nmodel Note {\n  photos Photo[]`]);
    const app = appFolder({ [schemaFile]: `${schema}\n${read('session.prisma')}` });
    const { exitCode, stdout } = await sojourn(app, ['doctor', '--json', '--no-database', '--auth', path.join(folder, 'auth.ts')]);
    expect(exitCode).toBe(1);
    const { problems } = JSON.parse(stdout) as { problems: { code: string; model: string; message: string }[] };
    const forgotten = problems.filter(({ code }) => code === 'not-exported');
    expect(forgotten).toHaveLength(1);
    expect(forgotten[0]).toMatchObject({
      model: 'Photo',
      message: expect.stringContaining('Photo.note → Note.user → User') as string,
    });
  });
});
