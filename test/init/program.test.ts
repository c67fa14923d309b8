import { beforeAll, expect, test } from 'vitest';
import { appFolder, buildCli, sojourn } from '../doctor/cli.js';
import { readFiles } from './support/app.js';

beforeAll(buildCli);

const schema = 'datasource db {\n  provider = "sqlite"\n}\n\nmodel User {\n  id Int @id\n}\n';
const file = 'prisma/schema.prisma';

test('the program runs without a terminal, and says by its exit code what became of it', async () => {
  const folder = appFolder({ [file]: schema, 'src/db.js': 'export const prisma = new PrismaClient();\n' });
  const before = readFiles(folder);
  const unasked = await sojourn(folder, ['init']);
  expect(unasked).toMatchObject({ exitCode: 2, stderr: expect.stringMatching(/^sojourn: nothing was written, .*--yes.*\n$/) });
  expect(await sojourn(folder, ['init', '--check'])).toMatchObject({ exitCode: 1, stdout: unasked.stdout });
  expect(await sojourn(folder, ['init', '--dry-run'])).toEqual({ exitCode: 0, stdout: unasked.stdout, stderr: '' });
  expect(readFiles(folder)).toEqual(before);

  expect(await sojourn(folder, ['init', '--yes'])).toMatchObject({ exitCode: 0, stderr: '' });
  const after = readFiles(folder);
  expect(after[file]).toContain('model Session {');
  expect(after['src/auth.js']).toContain("from './db.js';");
  expect(await sojourn(folder, ['init', '--check'])).toMatchObject({ exitCode: 0, stderr: '' });
  expect(readFiles(folder)).toEqual(after);
});

test('what it says in refusing is one line', async () => {
  const folder = appFolder({ [file]: schema.replace('sqlite', 'mongodb') });
  const { exitCode, stdout, stderr } = await sojourn(folder, ['init', '--yes']);
  expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
  expect(stderr).toMatch(/^sojourn: the schema is for MongoDB, .*\n$/);
});

test('it is in the list of commands, and has a help of its own', async () => {
  const folder = appFolder({});
  expect((await sojourn(folder, ['--help'])).stdout).toMatch(/^ {2}init {2,}\S/m);
  expect(await sojourn(folder, ['init', '--help'])).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('--dry-run') });
});
