import path from 'node:path';
import { type Plugin, build } from 'esbuild';
import { buildOf, entries, specifierOf } from '../../package/support/manifest.js';
import { root } from '../../support/schemas.js';
import { userDataSchemaModule } from './user-data-schema.js';

const runtimes = path.join(root, 'test/runtimes');
const tests = path.join(root, 'test') + path.sep;

/** The source of each entry point, with its name. */
const entryOf = new Map(entries.map((name) => [path.join(root, (buildOf(name).entry as Record<string, string>)[name]!), name]));

interface Bundle {
  /** The files of tests. */
  suites: readonly string[];
  /** The code that runs them, of `launchers`; `SUITES` stands for the files. */
  launcher: string;
  /** Whether the package and its dependencies are part of the bundle, or imported by their names when it runs. */
  isWhole: boolean;
  file: string;
}

/** Puts tests into one file that any runtime can load, with what they use in the place of vitest. Gives what it imports. */
export async function bundle({ suites, launcher, isWhole, file }: Bundle): Promise<string[]> {
  const loaders = suites.map((name) => `${JSON.stringify(name)}: () => import(${JSON.stringify(path.join(root, name))})`);
  const { metafile } = await build({
    stdin: { contents: launcher.replace('SUITES', `{ ${loaders.join(', ')} }`), resolveDir: path.join(runtimes, 'launchers') },
    outfile: file,
    bundle: true,
    metafile: true,
    format: 'esm',
    target: 'es2022',
    platform: 'neutral',
    mainFields: ['module', 'main'],
    alias: { vitest: path.join(runtimes, 'vitest/index.ts') },
    external: ['node:*', ...(isWhole ? [] : ['@libsql/client', '@electric-sql/pglite', 'mysql2', 'pg'])],
    plugins: [builtPackage(isWhole), compiledSchema],
    logLevel: 'error',
  });
  return Object.values(metafile.outputs).flatMap(({ imports }) => imports.map(({ path: name }) => name));
}

/** What tests import of the entry points is the package as it was built. */
function builtPackage(isWhole: boolean): Plugin {
  return {
    name: 'built-package',
    setup({ onResolve }) {
      onResolve({ filter: /^\.\.?\// }, ({ path: name, resolveDir, importer }) => {
        const entry = entryOf.get(path.resolve(resolveDir, name).replace(/\.js$/, '.ts'));
        if (entry === undefined || !importer.startsWith(tests)) return undefined;
        return isWhole ? { path: path.join(root, 'dist', `${entry}.js`) } : { path: specifierOf(entry), external: true };
      });
    },
  };
}

const compiledSchema: Plugin = {
  name: 'compiled-schema',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /\/support\/user-data-schema\.js$/ }, ({ path: name }) => ({ path: name, namespace: 'compiled-schema' }));
    onLoad({ filter: /.*/, namespace: 'compiled-schema' }, () => ({ contents: userDataSchemaModule(), resolveDir: root }));
  },
};
