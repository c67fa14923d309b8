import { describe, expect, test } from 'vitest';
import { appFolder, init, readFiles } from './support/app.js';

const schema = 'datasource db {\n  provider = "sqlite"\n}\n\nmodel User {\n  id    Int    @id\n  email String @unique\n}\n';
const base = { 'prisma/schema.prisma': schema };
const client = "import { PrismaClient } from '@prisma/client';\n";

/** What is written beside the schema, by name. */
async function written(files: Record<string, string>, args: readonly string[] = []) {
  const folder = appFolder({ ...base, ...files });
  const before = readFiles(folder);
  const { stdout } = await init(folder, ['--yes', ...args]);
  const added = Object.entries(readFiles(folder)).filter(([name, text]) => name !== 'prisma/schema.prisma' && before[name] !== text);
  return { added: Object.fromEntries(added), stdout: stdout! };
}

describe('the client is found', () => {
  test.each<[string, Record<string, string>, string, string]>([
    ['in src/lib/prisma.ts', { 'src/lib/prisma.ts': `${client}export const prisma = new PrismaClient();\n` }, 'src/auth.ts', "import { prisma } from './lib/prisma.ts';"],
    ['called db, made by a function', { 'src/server/db.ts': `${client}const create = () => new PrismaClient();\nexport const db = globalThis.db ?? create();\n` }, 'src/auth.ts', "import { db } from './server/db.ts';"],
    ['as the default', { 'lib/prisma.ts': `${client}const prisma = globalThis.prisma ?? new PrismaClient();\nexport default prisma;\n` }, 'lib/auth.ts', "import prisma from './prisma.ts';"],
    ['in a list of exports', { 'db.ts': `${client}const client = new PrismaClient();\nexport { client as prisma, other };\n` }, 'auth.ts', "import { prisma } from './db.ts';"],
    ['in a module for the server only', { 'app/db.server.ts': `${client}export const prisma = new PrismaClient();\n` }, 'app/auth.server.ts', "import { prisma } from './db.server.ts';"],
    ['in JavaScript', { 'src/db.js': `${client}export const prisma = new PrismaClient();\n` }, 'src/auth.js', "import { prisma } from './db.js';"],
    ['in CommonJS', { 'package.json': '{}', 'src/db.js': 'const { PrismaClient } = require("@prisma/client");\nmodule.exports = { prisma: new PrismaClient() };\n' }, 'src/auth.js', "const { prisma } = require('./db.js');"],
    ['in the best of several', { 'src/jobs/client.ts': `${client}export const client = new PrismaClient();\n`, 'src/prisma.ts': `${client}export const prisma = new PrismaClient();\n` }, 'src/auth.ts', "import { prisma } from './prisma.ts';"],
  ])('%s', async (_name, files, file, line) => {
    const { added, stdout } = await written(files);
    expect(Object.keys(added)).toEqual([file]);
    expect(added[file]).toContain(`${line}\n`);
    expect(stdout).not.toContain('PrismaClient was found');
  });

  test.each<[string, Record<string, string>]>([
    ['where it is only used', { 'prisma/seed.ts': `${client}const prisma = new PrismaClient();\n` }],
    ['in what was generated or installed', { 'src/generated/client.ts': `${client}export const prisma = new PrismaClient();\n`, 'node_modules/x/index.ts': `${client}export const prisma = new PrismaClient();\n` }],
    ['in tests', { 'src/db.test.ts': `${client}export const prisma = new PrismaClient();\n` }],
  ])('not %s, and then the module says what to change', async (_name, files) => {
    const { added, stdout } = await written({ ...files, 'tsconfig.json': '{}' });
    const [[name, text]] = Object.entries(added) as [[string, string]];
    expect(text).toMatch(/^\/\/ Change this line: .*\nimport \{ prisma \} from '\.\/db\.js';$/m);
    expect(stdout).toContain(`correct the import in ${name}`);
  });
});

describe('imports are written', () => {
  const db = { 'src/db.ts': `${client}export const prisma = new PrismaClient();\n` };
  test.each<[string, Record<string, string>, string]>([
    ['as the other modules have them', { ...db, 'tsconfig.json': '{}', 'src/a.ts': "import { b } from './b.js';\nimport { c } from './c.js';\nimport { d } from './d';\n" }, './db.js'],
    ['without an extension, as the others', { ...db, 'src/a.ts': "import { b } from './b';\nimport { c } from './c.server';\n" }, './db'],
    ['for Node by the settings of TypeScript', { ...db, 'tsconfig.json': '{ "compilerOptions": { "module": "NodeNext" } }' }, './db.js'],
    ['for a bundler otherwise', { ...db, 'tsconfig.json': '{ "compilerOptions": { "moduleResolution": "bundler" } }' }, './db'],
  ])('%s', async (_name, files, specifier) => {
    const { added } = await written(files);
    expect(added['src/auth.ts']).toContain(`from '${specifier}';`);
  });
});

describe('the module', () => {
  test('says only what differs from the defaults', async () => {
    const { added } = await written({ 'src/db.ts': `${client}export const prisma = new PrismaClient();\n` });
    expect(added['src/auth.ts']).toBe(`import { createAuth } from 'sojourn';
import { prismaAdapter } from 'sojourn/prisma';
import { prisma } from './db.ts';

export const auth = createAuth({
  adapter: prismaAdapter(prisma, {
    // What each request, and the download of one's data, may know of the user: no password hash, no other secret.
    userSelect: { id: true, email: true },
  }),
});
`);
  });

  test('names what the session model calls otherwise', async () => {
    const session = `model Login {
  id              String    @id
  secretHash      String
  expirationDate  DateTime
  createdAt       DateTime
  updatedAt       DateTime
  authenticatedAt DateTime
  remember        Boolean
  attributes      Json
  ipAddress       String?
  userAgent       String?
  owner           Account   @relation(fields: [ownerId], references: [no], onDelete: Cascade)
  ownerId         Int

  @@index([ownerId])
}
`;
    const { added } = await written({
      'prisma/schema.prisma': `${schema.replace('User', 'Account').replace('id   ', 'no   ')}\n${session}`,
    });
    const [text] = Object.values(added);
    expect(text).toContain("    sessionModel: 'login',\n    userModel: 'account',\n    userRelation: 'owner',\n    userIdField: 'no',\n    fields: { userId: 'ownerId' },\n");
    expect(text).toContain('userSelect: { no: true, email: true },');
  });

  test('is not written over another one, nor beside one that makes the auth', async () => {
    const other = await written({ 'src/auth.ts': 'export const auth = NextAuth();\n' });
    expect(other.added).toEqual({});
    expect(other.stdout).toContain('src/auth.ts is there already and stays as it is; --auth src/sessions.ts writes the auth elsewhere');
    const ours = await written({ 'lib/deep/login.ts': "import { createAuth } from 'sojourn';\nexport const auth = createAuth({});\n" });
    expect(ours.added).toEqual({});
    expect(ours.stdout).toContain('lib/deep/login.ts makes the auth already');
  });

  test('goes where --auth says, and nowhere with --no-auth', async () => {
    const { added } = await written({ 'src/db.ts': `${client}export const prisma = new PrismaClient();\n` }, ['--auth', './lib/server/login.ts']);
    expect(Object.keys(added)).toEqual(['lib/server/login.ts']);
    expect(added['lib/server/login.ts']).toContain("from '../../src/db.ts';");
    expect((await written({}, ['--no-auth'])).added).toEqual({});
  });
});
