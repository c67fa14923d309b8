import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

/** Names a database of its own where none is named: that of the other examples is not kept by D1. */
export function nameDatabase(): void {
  if (process.env.DATABASE_URL) return;
  const directory = path.resolve(fileURLToPath(import.meta.url), '../../../.data');
  mkdirSync(directory, { recursive: true });
  process.env.DATABASE_URL = pathToFileURL(path.join(directory, 'worker.db')).href;
}
