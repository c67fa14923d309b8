import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import process from 'node:process';
import { pathToFileURL } from 'node:url';
import { CliError } from './cli-error.js';
import { withoutStdout } from './without-stdout.js';

type Module = Record<string, unknown>;
type Load = (url: string) => Promise<Module>;

/** What Node says to TypeScript that it cannot run itself: by its extension, its syntax, or an import of `.js` that is `.ts`. */
const codes = [
  'ERR_UNKNOWN_FILE_EXTENSION',
  'ERR_MODULE_NOT_FOUND',
  'ERR_UNSUPPORTED_DIR_IMPORT',
  'ERR_UNSUPPORTED_TYPESCRIPT_SYNTAX',
  'ERR_INVALID_TYPESCRIPT_SYNTAX',
];

/**
 * Runs a module of the app and gives its exports. TypeScript that Node cannot run goes through the app's
 * own `tsx` or `jiti`. What the module prints to stdout goes to stderr.
 *
 * @throws CliError if neither is there; else what the module throws
 */
export function loadModule(file: string): Promise<Module> {
  return withoutStdout(async () => {
    const url = pathToFileURL(file).href;
    try {
      return (await import(url)) as Module;
    } catch (error) {
      if (!isForLoader(error)) throw error;
      const load = (await findTsx(file)) ?? (await findJiti(file));
      if (load) return load(url);
      if (!/\.[cm]?ts$/.test(file)) throw error;
      throw new CliError(`Node ${process.versions.node} cannot load ${file}; run npm install --save-dev tsx`, {
        cause: error,
      });
    }
  });
}

function isForLoader(error: unknown): boolean {
  return (
    error instanceof SyntaxError || (error instanceof Error && 'code' in error && codes.includes(String(error.code)))
  );
}

async function findTsx(file: string): Promise<Load | null> {
  const tsx = await importFrom(file, 'tsx/esm/api');
  const tsImport = tsx?.tsImport as ((url: string, parent: string) => Promise<Module>) | undefined;
  return tsImport ? (url) => tsImport(url, url) : null;
}

async function findJiti(file: string): Promise<Load | null> {
  const jiti = await importFrom(file, 'jiti');
  const createJiti = jiti?.createJiti as ((parent: string) => { import: Load }) | undefined;
  return createJiti ? (url) => createJiti(url).import(url) : null;
}

/** A package that the app has, or `null`. */
async function importFrom(file: string, name: string): Promise<Module | null> {
  let commonJs: string;
  try {
    commonJs = createRequire(file).resolve(name);
  } catch {
    return null;
  }
  // tsImport works in ES modules only, and from here there is no resolving of those.
  const beside = commonJs.replace(/\.cjs$/, '.mjs');
  const module = (await import(pathToFileURL(existsSync(beside) ? beside : commonJs).href)) as Module;
  // What CommonJS exports is the default, where its names cannot be told beforehand.
  return { ...(module.default as Module | undefined), ...module };
}
