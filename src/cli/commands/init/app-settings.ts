import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { CliError, reasonOf } from '../../cli-error.js';

/** What the app's own settings say. */
export interface AppSettings {
  /** The names of its packages. */
  dependencies: readonly string[];
  isModule: boolean;
  /** The text of `tsconfig.json`. */
  typeScript: string | undefined;
}

/** @throws CliError if `package.json` cannot be read */
export async function readAppSettings(directory: string): Promise<AppSettings> {
  const manifest = path.join(directory, 'package.json');
  const settings = path.join(directory, 'tsconfig.json');
  const { type, dependencies, devDependencies } = existsSync(manifest) ? await readManifest(manifest) : {};
  return {
    dependencies: [dependencies, devDependencies].flatMap((each) => Object.keys(each ?? {})),
    isModule: type === 'module',
    typeScript: existsSync(settings) ? await readFile(settings, 'utf8') : undefined,
  };
}

interface Manifest {
  type?: unknown;
  dependencies?: object;
  devDependencies?: object;
}

async function readManifest(file: string): Promise<Manifest> {
  try {
    return JSON.parse(await readFile(file, 'utf8')) as Manifest;
  } catch (error) {
    throw new CliError(`${file} cannot be read (${reasonOf(error)}); correct that`, { cause: error });
  }
}
