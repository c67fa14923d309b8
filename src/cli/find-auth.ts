import { existsSync } from 'node:fs';
import path from 'node:path';
import { CliError, ModuleError, reasonOf } from './cli-error.js';
import { loadModule } from './load-module.js';

const extensions = ['ts', 'js', 'mts', 'mjs'];
const places = ['src/auth', 'auth', 'src/lib/auth', 'lib/auth', 'app/auth', 'src/server/auth', 'app/auth.server'];

/**
 * The auth that a module of the app exports: as `auth`, by default, or under any name. The module is the one
 * given, else the first in the usual places; `undefined` if there is none, or it exports none.
 *
 * @throws CliError if the one given is not there or exports none, or if the module throws
 */
export async function findAuth(directory: string, given: string | undefined): Promise<object | undefined> {
  const names =
    given === undefined ? places.flatMap((place) => extensions.map((extension) => `${place}.${extension}`)) : [given];
  const file = names.map((name) => path.resolve(directory, name)).find((name) => existsSync(name));
  if (file === undefined && given === undefined) return undefined;
  if (file === undefined) {
    throw new CliError(`there is no ${given}; name the module that exports your auth with --auth`);
  }
  const auth = pick(await load(file));
  if (auth === undefined && given !== undefined) {
    throw new CliError(`${given} exports nothing that createAuth gave; name the module that does with --auth`);
  }
  return auth;
}

async function load(file: string): Promise<Record<string, unknown>> {
  try {
    return await loadModule(file);
  } catch (error) {
    if (error instanceof CliError) throw error;
    throw new ModuleError(`${file} threw while loading: ${reasonOf(error)}`, { cause: error });
  }
}

function pick(module: Record<string, unknown>): object | undefined {
  // What CommonJS exports comes as the default.
  const inner = isRecord(module.default) ? module.default : {};
  return [module.auth, inner.auth, module.default, inner.default, ...Object.values(module), ...Object.values(inner)]
    .filter(isRecord)
    .find((value) => isRecord(value['~description']));
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
