import path from 'node:path';
import { build } from 'tsup';

const targets = path.resolve(import.meta.dirname, '../targets');

/**
 * Puts each target together with the sources and the oracle it uses into one file, for all of it to be
 * instrumented. Returns the files by target.
 */
export async function buildTargets(names: readonly string[], directory: string): Promise<Map<string, string>> {
  const entry = Object.fromEntries(names.map((name) => [name, path.join(targets, `${name}.ts`)]));
  await build({
    entry,
    outDir: directory,
    outExtension: () => ({ js: '.cjs' }),
    format: 'cjs',
    platform: 'node',
    target: 'node20',
    config: false,
    splitting: false,
    silent: true,
    noExternal: [/^@oslojs\//],
  });
  return new Map(names.map((name) => [name, path.join(directory, `${name}.cjs`)]));
}
