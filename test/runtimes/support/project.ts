import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { generatedDirectory, root } from '../../support/schemas.js';

/** A folder for files that import the package by its name, as an app does that depends on it. */
export function createProject() {
  mkdirSync(generatedDirectory, { recursive: true });
  const directory = mkdtempSync(path.join(generatedDirectory, 'runtimes-'));
  writeFileSync(path.join(directory, 'package.json'), JSON.stringify({ private: true, type: 'module', dependencies: { sojourn: '*' } }));
  mkdirSync(path.join(directory, 'node_modules'));
  symlinkSync(root, path.join(directory, 'node_modules/sojourn'));
  return { directory, remove: () => rmSync(directory, { recursive: true, force: true }) };
}
