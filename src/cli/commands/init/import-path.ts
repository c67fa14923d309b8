import path from 'node:path';
import type { AppFile } from './app-files.js';

/** How relative imports name a module: by the name it gets when compiled, by its own, or without the extension. */
export type ImportStyle = 'compiled' | 'source' | 'bare';

const extension = /\.[cm]?[jt]s$/;

/**
 * How the app's modules import each other: as most do; where none does, as the settings of TypeScript ask for.
 *
 * @param settings the text of `tsconfig.json`, if there is one
 */
export function importStyleOf(modules: readonly AppFile[], settings: string | undefined): ImportStyle {
  const specifiers = modules.flatMap(({ text }) => [...text.matchAll(/\bfrom ['"](\.{1,2}\/[^'"]+)['"]/g)].map(([, specifier]) => specifier!));
  const ends = specifiers.map((specifier) => extension.exec(specifier)?.[0].at(-2));
  const count = (end: string | undefined) => ends.filter((each) => each === end).length;
  const counts = { compiled: count('j'), source: count('t'), bare: count(undefined) };
  const [most] = (Object.keys(counts) as ImportStyle[]).toSorted((a, b) => counts[b] - counts[a]);
  if (counts[most!] > 0) return most!;
  if (settings === undefined) return 'source';
  return /"module(Resolution)?"\s*:\s*"node(16|18|20|next)"/i.test(settings) ? 'compiled' : 'bare';
}

/** What a module names another one by. Both are relative to the app's folder, with slashes. */
export function importPath(from: string, to: string, style: ImportStyle): string {
  const relative = path.posix.relative(path.posix.dirname(from), to);
  const specifier = relative.startsWith('.') ? relative : `./${relative}`;
  if (style === 'source') return specifier;
  // No bundler guesses the others.
  if (style === 'bare') return specifier.replace(/\.[jt]s$/, '');
  return specifier.replace(/\.([cm]?)ts$/, '.$1js');
}
