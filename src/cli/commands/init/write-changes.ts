import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { FileChange } from '../../../init/insertions.js';
import { CliError, reasonOf } from '../../cli-error.js';

/**
 * Writes the files, once each is known to be as it was read.
 *
 * @throws CliError
 */
export async function writeChanges(directory: string, changes: readonly FileChange[]): Promise<void> {
  for (const { file, before } of changes) {
    if (!(await isAsBefore(path.resolve(directory, file), before))) {
      throw new CliError(`${file} has changed meanwhile, or is not UTF-8; nothing was written, run it again`);
    }
  }
  for (const { file, before, after } of changes) {
    const target = path.resolve(directory, file);
    try {
      await mkdir(path.dirname(target), { recursive: true });
      await writeFile(target, after, { flag: before === null ? 'wx' : 'w' });
    } catch (error) {
      throw new CliError(`${file} cannot be written (${reasonOf(error)}); correct that, and run it again`, { cause: error });
    }
  }
}

async function isAsBefore(file: string, before: string | null): Promise<boolean> {
  if (before === null) return !existsSync(file);
  return existsSync(file) && (await readFile(file)).equals(Buffer.from(before));
}
