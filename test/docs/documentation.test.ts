import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';
import { expect, test } from 'vitest';
import { generatedDirectory, root } from '../support/schemas.js';
import { testStorageAdapter } from '../../src/testing/index.js';
import { memoryHarness } from '../support/memory-harness.js';
import { findCodeBlocks } from './code-blocks.js';

const blocks = findCodeBlocks();

/** What the examples import that is the reader's own. */
const readersModules = {
  'db.ts': `import type { LegacyDelegate } from 'sojourn/legacy';
import type { PrismaClient } from '${generatedDirectory}/sqlite/client/client.js';
export declare const prisma: PrismaClient & { legacySession: LegacyDelegate };`,
  'renamed.ts': `import type { PrismaClient } from '${generatedDirectory}/renamed/client/index.js';
export declare const prisma: PrismaClient;`,
  'auth.ts': `import { createAuth } from 'sojourn';
import { memoryAdapter } from 'sojourn/memory';
export const auth = createAuth({ adapter: memoryAdapter<{ id: string }, string>() });`,
  'passwords.ts': `export declare function checkPassword(email: string, password: string): Promise<{ id: string } | null>;
export declare function setPassword(userId: string, password: string): Promise<void>;`,
  'factors.ts': 'export declare function verifyCode(userId: string, code: string): Promise<boolean>;',
  'client.ts': `import type { Client } from '@libsql/client';
export declare const client: Client;`,
  'my-harness.ts': `import type { StorageHarness } from 'sojourn/testing';
export declare const harness: StorageHarness;`,
};

const entryPoints = {
  sojourn: 'src/index.ts',
  'sojourn/prisma': 'src/adapters/prisma/index.ts',
  'sojourn/memory': 'src/adapters/memory/index.ts',
  'sojourn/testing': 'src/testing/index.ts',
  'sojourn/node': 'src/integrations/node/index.ts',
  'sojourn/opentelemetry': 'src/integrations/opentelemetry/index.ts',
  'sojourn/redis': 'src/adapters/redis/index.ts',
  'sojourn/sql': 'src/adapters/sql/index.ts',
  'sojourn/cached': 'src/adapters/cached/index.ts',
  'sojourn/zip': 'src/export/zip/index.ts',
  'sojourn/legacy': 'src/legacy/index.ts',
  'sojourn/doctor': 'src/doctor/index.ts',
  'sojourn/express': 'src/integrations/express/index.ts',
  'sojourn/fastify': 'src/integrations/fastify/index.ts',
  'sojourn/hono': 'src/integrations/hono/index.ts',
  'sojourn/koa': 'src/integrations/koa/index.ts',
  'sojourn/web': 'src/integrations/web/index.ts',
};

test('there are examples in the README, in every page of the docs, and on the public functions', () => {
  const sources = new Set(blocks.map(({ source }) => source));
  expect([...sources]).toEqual(
    expect.arrayContaining(['README.md', 'docs/adapters.md', 'docs/cached.md', 'docs/cleanup.md', 'docs/doctor.md', 'docs/events.md', 'docs/frameworks.md', 'docs/prisma.md', 'docs/redis.md', 'docs/reference.md', 'docs/sql.md', 'docs/user-data.md', 'src/auth/create-auth.ts']),
  );
});

test('every example compiles, strictly', () => {
  const directory = path.join(generatedDirectory, 'docs');
  rmSync(directory, { recursive: true, force: true });
  const folderOf = (source: string) => path.join(directory, source.replaceAll(/[/.]/g, '-'));
  for (const folder of new Set(blocks.map(({ source }) => folderOf(source)))) {
    mkdirSync(folder, { recursive: true });
    for (const [name, text] of Object.entries(readersModules)) writeFileSync(path.join(folder, name), text);
  }
  const files = blocks.map(({ source, file, code }) => {
    const folder = folderOf(source);
    // A module even if it exports nothing, so that examples do not share names.
    writeFileSync(path.join(folder, file), `${code}\nexport {};\n`);
    return path.join(folder, file);
  });
  const program = ts.createProgram(files, {
    target: ts.ScriptTarget.ES2022,
    lib: ['lib.es2024.d.ts'],
    module: ts.ModuleKind.NodeNext,
    moduleResolution: ts.ModuleResolutionKind.NodeNext,
    types: ['node'],
    typeRoots: [path.join(root, 'node_modules/@types')],
    paths: Object.fromEntries(Object.entries(entryPoints).map(([name, file]) => [name, [path.join(root, file)]])),
    strict: true,
    exactOptionalPropertyTypes: true,
    allowImportingTsExtensions: true,
    skipLibCheck: true,
    noEmit: true,
  });
  const messages = ts.getPreEmitDiagnostics(program).map((diagnostic) => {
    const where = diagnostic.file ? path.relative(directory, diagnostic.file.fileName) : '';
    return `${where}: ${ts.flattenDiagnosticMessageText(diagnostic.messageText, '\n')}`;
  });
  expect(messages).toEqual([]);
}, 120_000);

test('the README sets up in ten lines, logs in with two and validates with two', () => {
  const block = (name: string) => blocks.find(({ source, file }) => source === 'README.md' && file === name)!.code;
  const linesOf = (code: string) => code.split('\n').filter((line) => line.trim() !== '' && !line.trim().startsWith('//'));
  expect(linesOf(block('auth.ts')).length).toBeLessThanOrEqual(10);
  const bodyOf = (name: string) => /^export async function .*?\{\n(.*?)^\}$/ms.exec(block('handlers.ts').slice(block('handlers.ts').indexOf(`export async function ${name}(`)))![1]!;
  expect(linesOf(bodyOf('login')).length).toBeLessThanOrEqual(2);
  expect(linesOf(bodyOf('whoIsAsking')).length).toBeLessThanOrEqual(2);
});

test('links within the documentation lead somewhere', () => {
  const pages = readdirSync(path.join(root, 'docs'), { recursive: true, encoding: 'utf8' }).map((name) => `docs/${name}`);
  for (const source of ['README.md', ...pages].filter((name) => name.endsWith('.md'))) {
    const text = readFileSync(path.join(root, source), 'utf8');
    for (const [, inline, reference] of text.matchAll(/\]\((?!https?:)([^)#]+)|^\[\w+\]: (?!https?:)([^#\s]+)/gm)) {
      const target = inline ?? reference!;
      expect(existsSync(path.join(root, path.dirname(source), target)), `${source} links to ${target}`).toBe(true);
    }
  }
});

test('the entry points named here are those of the package', () => {
  const { exports } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')) as { exports: Record<string, unknown> };
  const scripts = Object.keys(exports).filter((key) => !/\.(json|prisma)$/.test(key));
  expect(scripts.map((key) => key.replace('.', 'sojourn')).sort()).toEqual(Object.keys(entryPoints).sort());
});

test('the adapter of the documentation has fewer than 120 lines', () => {
  const { code } = blocks.find(({ file }) => file === 'sqlite-adapter.ts')!;
  expect(code.trimEnd().split('\n').length).toBeLessThan(120);
});

test('every guarantee names a case of the conformance suite, and every cell a test', () => {
  const page = readFileSync(path.join(root, 'docs/guarantees.md'), 'utf8');
  const names: string[] = [];
  testStorageAdapter((name) => names.push(name), memoryHarness());
  const cited = [...page.matchAll(/: \*(.+?)\* \|/g)].map(([, name]) => name);
  expect(cited.length).toBeGreaterThan(9);
  expect(names).toEqual(expect.arrayContaining(cited));
  const defined = [...page.matchAll(/^\[(\w+)\]: /gm)].map(([, label]) => label);
  const used = [...page.matchAll(/\]\[(\w+)\]/g)].map(([, label]) => label);
  expect([...new Set(used)].sort()).toEqual(defined.sort());
});
