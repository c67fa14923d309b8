import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { root } from '../support/schemas.js';
import { ensureBuilt } from './support/build.js';
import { compile } from './support/compile.js';
import { createConsumer, frameworkFolders, frameworks, listFiles } from './support/consumer.js';
import { entries, extensions, manifest, programs, specifierOf } from './support/manifest.js';
import { packageOf, walkModules } from './support/module-graph.js';

const dist = path.join(root, 'dist');
const fragment = 'prisma/session.prisma';
const jsonSchema = 'docs/user-data.schema.json';
const licences = 'THIRD-PARTY-LICENSES.txt';

beforeAll(ensureBuilt);

/** Without the prefix, Deno and Workers find no module of that name. */
const isPrefixedBuiltin = (name: string) => name.startsWith('node:') && isBuiltin(name);

describe('package.json', () => {
  test('exports each built entry point to both module systems with its types, the two schemas, and no more', () => {
    const built = entries.map((name) => [
      specifierOf(name).replace('sojourn', '.'),
      {
        import: { types: `./dist/${name}.d.ts`, default: `./dist/${name}.js` },
        require: { types: `./dist/${name}.d.cts`, default: `./dist/${name}.cjs` },
      },
    ]);
    const files = [`./${fragment}`, './package.json'].map((file) => [file, file]);
    files.push(['./user-data.schema.json', `./${jsonSchema}`]);
    expect(manifest.exports).toEqual(Object.fromEntries([...built, ...files]));
    expect(manifest.bin).toEqual(Object.fromEntries([['sojourn', './dist/cli.js']]));
    expect(programs).toEqual(['cli']);
  });

  test('names the root entry point for tools that know no exports', () => {
    const { main, module, types } = manifest;
    expect({ main, module, types }).toEqual({
      main: './dist/index.cjs',
      module: './dist/index.js',
      types: './dist/index.d.ts',
    });
  });
});

describe('the build', () => {
  const graphs = () =>
    [...entries.flatMap((name) => extensions.map((extension) => [name, extension] as const)), ['cli', '.js'] as const].map(
      ([name, extension]) => ({ name, ...walkModules(path.join(dist, name + extension)) }),
    );

  test('holds what its entry points lead to, and nothing else', () => {
    const reached = new Set(graphs().flatMap(({ files }) => [...files].map((file) => path.relative(dist, file))));
    expect([...reached, licences].sort()).toEqual(listFiles(dist));
  });

  test('imports its dependencies, the peers of three entry points, and of Node what the suite asserts with and the doctor reads with', () => {
    const found: Record<string, string[]> = {};
    for (const { name, externals } of graphs()) {
      const strangers = [...externals].filter((each) => !Object.hasOwn(manifest.dependencies, packageOf(each)));
      found[name] = [...new Set([...(found[name] ?? []), ...strangers])];
    }
    const own: Record<string, string[]> = {
      testing: ['node:assert/strict'],
      hono: ['hono/http-exception', 'hono'],
      opentelemetry: ['@opentelemetry/api'],
      zip: ['@zip.js/zip.js/index-native.js'],
      doctor: found.doctor!.filter(isPrefixedBuiltin),
    };
    expect(found.cli!.filter((each) => !isPrefixedBuiltin(each))).toEqual([]);
    delete found.cli;
    expect(found).toEqual(Object.fromEntries(entries.map((name) => [name, own[name] ?? []])));
  });

  test('has a root that leads to no built-in module, not even later', () => {
    for (const extension of extensions) {
      const { externals, files } = walkModules(path.join(dist, `index${extension}`));
      expect([...externals].filter(isBuiltin)).toEqual([]);
      expect(files.size).toBeGreaterThan(1);
    }
  });
});

describe('a project that installed the package', () => {
  let consumer: Awaited<ReturnType<typeof createConsumer>>;

  beforeAll(async () => {
    consumer = await createConsumer();
  });
  afterAll(() => consumer?.remove());

  test('got the build, the schemas and the documents, and nothing else', () => {
    const documents = ['LICENSE', 'README.md', 'package.json', fragment, jsonSchema];
    // The first release writes the change log.
    if (manifest.version !== '0.0.0' || existsSync(path.join(root, 'CHANGELOG.md'))) documents.push('CHANGELOG.md');
    const built = listFiles(dist).map((file) => `dist/${file}`);
    expect(built.filter((file) => !extensions.some((extension) => file.endsWith(extension)))).toEqual([`dist/${licences}`]);
    for (const name of ['@mrleebo/prisma-ast', 'chevrotain', '@clack/prompts', '@clack/core']) {
      expect(readFileSync(path.join(consumer.installed, 'dist', licences), 'utf8')).toContain(`${name} `);
    }
    expect(listFiles(consumer.installed)).toEqual([...documents, ...built].sort());
  });

  test.each(['import.mjs', 'require.cjs'])('uses every entry point: %s', async (script) => {
    const { conformanceCases } = (await consumer.runScript(script)) as { conformanceCases: number };
    expect(conformanceCases).toBeGreaterThan(20);
  });

  test.each([
    [fragment, fragment],
    ['user-data.schema.json', jsonSchema],
  ])('finds %s', async (subpath, name) => {
    const resolved = await consumer.runScript('resolve.mjs', `sojourn/${subpath}`);
    const file = path.join(consumer.installed, name);
    expect(resolved).toEqual({ import: file, require: file });
    expect(readFileSync(file, 'utf8')).toBe(readFileSync(path.join(root, name), 'utf8'));
  });

  test('runs the program, which finds the fragment of its own package', async () => {
    writeFileSync(path.join(consumer.directory, 'schema.prisma'), 'model User {\n  id String @id\n}\n');
    const { status, stdout, stderr } = spawnSync(path.join(consumer.directory, 'node_modules/.bin/sojourn'), ['doctor', '--json'], {
      cwd: consumer.directory,
      encoding: 'utf8',
    });
    expect({ status, stderr }).toEqual({ status: 1, stderr: '' });
    const { problems } = JSON.parse(stdout) as { problems: { code: string }[] };
    expect(problems.map(({ code }) => code)).toContain('no-session-model');
  });

  test.each([
    { runtime: 'node as it is', hasProcess: true, byWebCrypto: false },
    { runtime: 'without process', hasProcess: false, byWebCrypto: true },
    { runtime: 'without getBuiltinModule', hasProcess: true, byWebCrypto: true },
  ])('hashes alike on another runtime: $runtime', async ({ runtime, hasProcess, byWebCrypto }) => {
    const result = (await consumer.runScript('hash.mjs', runtime)) as { token: string; webDigests: number };
    const { token, webDigests, ...others } = result;
    const hash = createHash('sha256').update(token.slice(token.indexOf('.') + 1)).digest('base64url');
    expect(others).toEqual({
      hasProcess,
      secretHash: `sha256:${hash}`,
      validUser: 'ada',
      forged: null,
      invalidated: true,
      after: null,
    });
    expect(webDigests > 0).toBe(byWebCrypto);
  });

  test.each([
    ['types.mts', 'node16', 'es2022'],
    ['types.cts', 'node16', 'es2022'],
    ['types.mts', 'nodenext', 'es2022'],
    ['types.cts', 'nodenext', 'es2022'],
    ['types.mts', 'bundler', 'es2022'],
    ['types.mts', 'bundler', 'dom'],
  ] as const)('compiles with no types of Node: %s, module resolution %s, with %s', (file, system, lib) => {
    const { complaints, declarations } = compile(consumer.directory, [file], system, { libs: [...new Set(['es2022', lib])], types: [] });
    expect(complaints()).toEqual([]);
    const extension = file.endsWith('.cts') ? '.d.cts' : '.d.ts';
    // The types of Hono need those of a platform.
    const compiled = entries.filter((name) => name !== 'hono');
    expect(declarations).toEqual(expect.arrayContaining(compiled.map((name) => name + extension)));
    expect(declarations.filter((each) => !each.endsWith(extension))).toEqual([]);
  });

  describe.each([
    ['module', 'node16'],
    ['commonjs', 'node16'],
    ['module', 'nodenext'],
    ['commonjs', 'nodenext'],
    ['module', 'bundler'],
  ] as const)('knows the user in an app, as %s, module resolution %s', (type, system) => {
    const fileOf = (name: string) => `${frameworkFolders[type]}/${name}.ts`;
    let compiled: ReturnType<typeof compile>;
    beforeAll(() => {
      compiled = compile(consumer.directory, frameworks.map(fileOf), system, { libs: ['es2022'], types: ['node'] });
    });

    test.each(frameworks)('on %s', (name) => {
      expect(compiled.complaintsAbout(fileOf(name))).toEqual([]);
    });

    test('by declarations that are right', () => {
      const { declarations, complaintsAbout, complaintsAboutDeclarations } = compiled;
      expect(complaintsAbout(fileOf('auth'))).toEqual([]);
      expect(complaintsAboutDeclarations()).toEqual([]);
      const extension = type === 'commonjs' ? '.d.cts' : '.d.ts';
      expect(declarations).toEqual(expect.arrayContaining(frameworks.map((name) => name + extension)));
      expect(declarations.filter((each) => !each.endsWith(extension))).toEqual([]);
    });
  });
});
