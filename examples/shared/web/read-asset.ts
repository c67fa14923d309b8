import { readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const views = path.resolve(fileURLToPath(import.meta.url), '../../views');

/** The text of a file beside the views. */
export function readAsset(name: string): string {
  return readFileSync(path.join(views, name), 'utf8');
}
