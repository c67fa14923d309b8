import { readFileSync } from 'node:fs';
import path from 'node:path';
import config from '../../../tsup.config.js';
import { root } from '../../support/schemas.js';

interface Manifest {
  version: string;
  main: string;
  module: string;
  types: string;
  exports: Record<string, unknown>;
  dependencies: Record<string, string>;
  devDependencies: Record<string, string>;
}

export const manifest = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')) as Manifest;

/** The names of the entry points that are built; `index` is the root. */
export const entries = readEntries();

/** What is built of each entry point. */
export const extensions = ['.js', '.cjs', '.d.ts', '.d.cts'] as const;

/** How the package is imported: `sojourn`, `sojourn/memory` and so on. */
export function specifierOf(entry: string): string {
  return entry === 'index' ? 'sojourn' : `sojourn/${entry}`;
}

function readEntries(): string[] {
  if (typeof config !== 'object' || Array.isArray(config) || typeof config.entry !== 'object') {
    throw new TypeError('tsup.config.ts must name its entries in one object');
  }
  return Object.keys(config.entry);
}
