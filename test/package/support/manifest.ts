import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Options } from 'tsup';
import config from '../../../tsup.config.js';
import { root } from '../../support/schemas.js';

interface Manifest {
  version: string;
  main: string;
  module: string;
  types: string;
  bin: Record<string, string>;
  exports: Record<string, unknown>;
  dependencies: Record<string, string>;
  devDependencies: Record<string, string>;
}

export const manifest = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')) as Manifest;

/** The names of the entry points that are built, for both module systems; `index` is the root. */
export const entries = entriesOf('cjs');

/** The programs. */
export const programs = entriesOf('esm').filter((name) => !entries.includes(name));

/** What is built of each entry point. */
export const extensions = ['.js', '.cjs', '.d.ts', '.d.cts'] as const;

/** How the package is imported: `sojourn`, `sojourn/memory` and so on. */
export function specifierOf(entry: string): string {
  return entry === 'index' ? 'sojourn' : `sojourn/${entry}`;
}

/** How the entry point or program of this name is built. */
export function buildOf(name: string): Options {
  return builds().find(({ entry }) => Object.hasOwn(entry ?? {}, name))!;
}

function entriesOf(format: 'esm' | 'cjs'): string[] {
  return builds()
    .filter((build) => build.format?.includes(format))
    .flatMap((build) => Object.keys(build.entry ?? {}));
}

function builds(): Options[] {
  if (Array.isArray(config)) return config;
  throw new TypeError('tsup.config.ts must give a list of builds');
}
