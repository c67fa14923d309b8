import { execFile } from 'node:child_process';
import { readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { root } from '../../support/schemas.js';
import { entries, extensions } from './manifest.js';

const run = promisify(execFile);

/** Builds the package, declarations included, where a built file is missing or older than a source. */
export async function ensureBuilt(): Promise<void> {
  const src = path.join(root, 'src');
  // Folders count too: the removal of a source shows in nothing else.
  const sources = [src, ...readdirSync(src, { recursive: true }).map((name) => path.join(src, String(name)))];
  sources.push(path.join(root, 'tsup.config.ts'), path.join(root, 'tsconfig.json'));
  const outputs = entries.flatMap((name) => extensions.map((extension) => path.join(root, 'dist', name + extension)));
  if (Math.min(...outputs.map(changed)) >= Math.max(...sources.map(changed))) return;
  await run(process.execPath, [path.join(root, 'node_modules/tsup/dist/cli-default.js')], { cwd: root });
}

/** The time of a file's last change; 0 if it is not there. */
function changed(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0;
}
