import { readFile, readdir } from 'node:fs/promises';
import { isBuiltin } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Plugin, build } from 'esbuild';

const worker = fileURLToPath(new URL('..', import.meta.url));
const examples = path.dirname(worker.replace(/[\\/]$/, ''));
const views = path.join(examples, 'shared/views');

/** A module of the bundle. */
interface Module {
  type: 'ESModule' | 'CompiledWasm';
  path: string;
  contents: string | Uint8Array<ArrayBuffer>;
}

/** What a Worker has in the place of a module for Node, which has the same exports. */
const replacements: Record<string, string> = {
  [path.join(examples, 'shared/database/client.ts')]: path.join(worker, 'platform/database-client.ts'),
  [path.join(examples, 'shared/database/sessions.ts')]: path.join(worker, 'platform/sessions.ts'),
  [path.join(examples, '.generated/prisma/client.ts')]: path.join(examples, '.generated/prisma-worker/client.ts'),
};

/**
 * Bundles the Worker, with the parts of the app that the other examples have too.
 *
 * @returns its modules, the first of which is to be run
 */
export async function bundle(): Promise<[Module, ...Module[]]> {
  const wasm = new Map<string, string>();
  const { outputFiles } = await build({
    entryPoints: [path.join(worker, 'worker.ts')],
    bundle: true,
    write: false,
    format: 'esm',
    target: 'es2022',
    mainFields: ['module', 'main'],
    conditions: ['workerd', 'worker'],
    external: ['cloudflare:*'],
    alias: { '@node-rs/argon2': path.join(worker, 'platform/argon2.ts') },
    plugins: [ownPackage, builtins, replaced, assetTexts, compiledWasm(wasm)],
    logLevel: 'silent',
  });
  const compiled = [...wasm].map(async ([name, file]): Promise<Module> => ({
    type: 'CompiledWasm',
    path: name,
    contents: new Uint8Array(await readFile(file)),
  }));
  return [{ type: 'ESModule', path: 'worker.js', contents: outputFiles[0]!.text }, ...(await Promise.all(compiled))];
}

/** The package of this repository, from which this folder is apart by its own package.json. */
const ownPackage: Plugin = {
  name: 'own-package',
  setup({ onResolve, resolve }) {
    onResolve({ filter: /^sojourn(\/|$)/ }, ({ path: name, kind, resolveDir }) =>
      resolveDir === examples ? undefined : resolve(name, { kind, resolveDir: examples }),
    );
  },
};

/** What the platform has of Node, with `nodejs_compat`: imported, also where it is required. */
const builtins: Plugin = {
  name: 'builtins',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^(node:)?[a-z_/]+$/ }, ({ path: name, kind }) => {
      if (!isBuiltin(name)) return undefined;
      const specifier = `node:${name.replace(/^node:/, '')}`;
      return kind === 'require-call' ? { path: specifier, namespace: 'required' } : { path: specifier, external: true };
    });
    onLoad({ filter: /.*/, namespace: 'required' }, ({ path: specifier }) => ({
      contents: `import builtin from '${specifier}';\nmodule.exports = builtin;`,
    }));
  },
};

const replaced: Plugin = {
  name: 'replaced',
  setup({ onLoad }) {
    onLoad({ filter: /[\\/](client|sessions)\.ts$/ }, ({ path: file }) => {
      const replacement = replacements[file];
      return replacement === undefined ? undefined : { contents: `export * from ${JSON.stringify(replacement)};`, resolveDir: worker };
    });
  },
};

/** A Worker has no files to read: the texts become part of it. */
const assetTexts: Plugin = {
  name: 'asset-texts',
  setup({ onLoad }) {
    onLoad({ filter: /[\\/]read-asset\.ts$/ }, async () => {
      const names = (await readdir(views)).filter((name) => !name.endsWith('.ts'));
      const texts = await Promise.all(names.map(async (name) => [name, await readFile(path.join(views, name), 'utf8')]));
      return { contents: `const texts = ${JSON.stringify(Object.fromEntries(texts))};\nexport const readAsset = (name) => texts[name];` };
    });
  },
};

/** Leaves WebAssembly in modules of their own, and notes their files by name. */
function compiledWasm(files: Map<string, string>): Plugin {
  return {
    name: 'compiled-wasm',
    setup({ onResolve, resolve }) {
      onResolve({ filter: /\.wasm(\?module)?$/ }, async ({ path: specifier, kind, resolveDir, pluginData }) => {
        if (pluginData === 'resolved') return undefined;
        const { path: file, errors } = await resolve(specifier.replace('?module', ''), { kind, resolveDir, pluginData: 'resolved' });
        if (errors.length > 0) return { errors };
        const name = path.basename(file);
        files.set(name, file);
        return { path: `./${name}`, external: true };
      });
    },
  };
}
