import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';

export interface ModuleGraph {
  /** The entry and every file it leads to. */
  files: Set<string>;
  /** Everything imported that is no file of the package, such as `node:fs` or `express`. */
  externals: Set<string>;
}

/** Follows the imports of a built file, dynamic ones and calls of `require` included. */
export function walkModules(entry: string): ModuleGraph {
  const files = new Set<string>();
  const externals = new Set<string>();
  const visit = (file: string) => {
    if (files.has(file)) return;
    files.add(file);
    for (const { fileName } of ts.preProcessFile(readFileSync(file, 'utf8'), true, true).importedFiles) {
      if (fileName.startsWith('.')) visit(resolve(file, fileName));
      else externals.add(fileName);
    }
  };
  visit(entry);
  return { files, externals };
}

/** A declaration imports `./chunk.js` and means `./chunk.d.ts`. */
function resolve(importer: string, specifier: string): string {
  const target = path.resolve(path.dirname(importer), specifier);
  const file = /\.d\.c?ts$/.test(importer) ? target.replace(/\.(c?)js$/, '.d.$1ts') : target;
  if (!existsSync(file)) throw new Error(`${importer} imports ${specifier}, and there is no ${file}`);
  return file;
}

/** The name of the package that a specifier belongs to. */
export function packageOf(specifier: string): string {
  return specifier.split('/', specifier.startsWith('@') ? 2 : 1).join('/');
}
