import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { root } from '../../test/support/schemas.js';
import { loadPeer, peersDirectory } from './peers.js';

interface Loaded {
  contents: string;
  loader: 'ts' | 'js';
}

interface Build {
  onResolve(options: { filter: RegExp }, resolve: () => { path: string; external: true }): void;
  onLoad(options: { filter: RegExp }, load: (file: { path: string }) => Promise<Loaded>): void;
}

interface Esbuild {
  build(options: object): Promise<unknown>;
}

/** Has each module find its own place, and leaves out the one that has to load packages from where it is. */
const inPlace = {
  name: 'in-place',
  setup(build: Build): void {
    const load = pathToFileURL(path.join(peersDirectory, 'load.js')).href;
    build.onResolve({ filter: /\/peers\/load\.js$/ }, () => ({ path: load, external: true }));
    build.onLoad({ filter: /\.[jt]s$/ }, async (file) => {
      const text = await readFile(file.path, 'utf8');
      return {
        contents: text
          .replaceAll('import.meta.dirname', JSON.stringify(path.dirname(file.path)))
          .replaceAll('import.meta.url', JSON.stringify(pathToFileURL(file.path).href)),
        loader: file.path.endsWith('.ts') ? 'ts' : 'js',
      };
    });
  },
};

/**
 * Makes one file of JavaScript of a script and all its own modules; packages stay where they are.
 *
 * @param script below `bench`, such as `compare/main.ts`
 * @returns the file
 */
async function compile(script: string): Promise<string> {
  const { build } = await loadPeer<Esbuild>('esbuild');
  const outfile = path.join(root, 'bench/.generated', script.replace(/\.ts$/, '.mjs'));
  await build({
    entryPoints: [path.join(root, 'bench', script)],
    outfile,
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    packages: 'external',
    plugins: [inPlace],
    logLevel: 'warning',
  });
  return outfile;
}

/**
 * Runs a script as an app runs in production: without the loader of TypeScript, which makes every `import()` take longer and
 * gives names to functions at each call. Ends when the script does, with its code.
 *
 * @param script below `bench`, with the arguments of this process
 * @param others that it starts itself, compiled beside it
 */
export async function runPlain(script: string, ...others: string[]): Promise<void> {
  const [file] = await Promise.all([script, ...others].map(compile));
  const child = spawn(process.execPath, [file!, ...process.argv.slice(2)], { stdio: 'inherit' });
  // It removes what it made before it ends. Ctrl-C reaches it by itself.
  process.on('SIGINT', () => {});
  process.on('SIGTERM', () => child.kill('SIGTERM'));
  const [code] = (await once(child, 'exit')) as [number | null];
  process.exitCode = code ?? 1;
}
