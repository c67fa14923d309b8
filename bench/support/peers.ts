import { readFileSync } from 'node:fs';
import path from 'node:path';
import { load } from '../peers/load.js';

/** Where the packages are that only comparing scripts use, and what installs them. */
export const peersDirectory = path.resolve(import.meta.dirname, '../peers');
const installation = 'npm ci --prefix bench/peers --ignore-scripts';

/** The exact versions, by package. */
export const peerVersions = (
  JSON.parse(readFileSync(path.join(peersDirectory, 'package.json'), 'utf8')) as { dependencies: Record<string, string> }
).dependencies;

/**
 * What a package of `bench/peers` exports, in the type that the caller says. It is loaded when it is asked for, so that
 * type checks and other scripts do not need it.
 *
 * @param name of the package, with a path where that is not its main module
 * @throws Error that says what to run, if the package is not installed
 */
export async function loadPeer<Module>(name: string): Promise<Module> {
  try {
    return (await load(name)) as Module;
  } catch (error) {
    const { code } = Object(error) as { code?: unknown };
    if (code !== 'ERR_MODULE_NOT_FOUND' && code !== 'MODULE_NOT_FOUND') throw error;
    throw new Error(`${name} is not installed; run: ${installation}`, { cause: error });
  }
}
