import { existsSync } from 'node:fs';
import path from 'node:path';
import type { AdapterNames } from '../../../init/adapter-names.js';
import { type LegacyPart, authModule, legacyImport, localName } from '../../../init/auth-module.js';
import { type FileChange, changeOf, linesOf, withoutEnd } from '../../../init/insertions.js';
import { CliError } from '../../cli-error.js';
import type { Terminal } from '../../terminal.js';
import { type AppFile, readAppFiles } from './app-files.js';
import type { AppSettings } from './app-settings.js';
import { authPlace, otherPlace } from './auth-place.js';
import { findClient } from './find-client.js';
import { importPath, importStyleOf } from './import-path.js';

interface AuthPlanOptions {
  directory: string;
  settings: AppSettings;
  adapter: AdapterNames;
  /** The path given, relative to the directory. */
  given: string | undefined;
  /** Somebody to ask for the path. */
  terminal: Terminal | null;
  /**
   * What the auth is to be told of another library's sessions. Default nothing.
   *
   * @param client what the module calls the Prisma client
   */
  legacy?: ((client: string, isTypeScript: boolean) => LegacyPart) | undefined;
}

export interface AuthPlan {
  /** `null` where there is nothing to write. */
  change: FileChange | null;
  /** What there is to say about it. */
  note: string | null;
  /** How a module beside it imports it. */
  specifier: string;
  /** The path of the module, relative to the directory; `null` where that is none that makes the auth. */
  file: string | null;
  /** What is left to be added by hand to a module that is there: lines of code; `null` if it is all there. */
  missing: readonly string[] | null;
}

/**
 * The module that exports the app's auth: a new file, or none where the app has one.
 *
 * @throws CliError if the path given is that of another file
 */
export async function planAuth({ directory, settings, adapter, given, terminal, legacy }: AuthPlanOptions): Promise<AuthPlan> {
  const modules = await readAppFiles(directory);
  const client = findClient(modules);
  const style = importStyleOf(modules, settings.typeScript);
  const already = modules.find((module) => makesAuth(module) && (given === undefined || module.name === slashed(given)));
  const isCommonJs = (name: string) => name.endsWith('.cjs') || (name.endsWith('.js') && !settings.isModule);
  const partOf = (name: string) => legacy?.(localName(client), /\.[cm]?ts$/.test(name));
  const plan = (name: string, change: FileChange | null, note: string | null): AuthPlan => {
    const isTold = change !== null || (already && /['"]sojourn\/legacy['"]/.test(already.text));
    const part = isTold ? undefined : partOf(name);
    return {
      change,
      note,
      specifier: importPath(name, name, style),
      file: change || already ? name : null,
      missing: part ? [legacyImport(part, isCommonJs(name)), '', ...part.lines] : null,
    };
  };
  if (already) return plan(already.name, null, `${already.name} makes the auth already`);

  const isThere = (name: string) => existsSync(path.resolve(directory, name));
  const usual = authPlace({
    modules,
    client,
    hasTypeScript: settings.typeScript !== undefined,
    hasSourceFolder: isThere('src'),
  });
  if (given === undefined && !terminal && isThere(usual)) {
    return plan(usual, null, `${usual} is there already and stays as it is; --auth ${otherPlace(usual)} writes the auth elsewhere`);
  }
  const name = slashed(given ?? (await choose(usual, isThere, terminal)));
  if (isThere(name)) throw new CliError(`${name} is there already; name another file with --auth, or none with --no-auth`);
  const text = authModule({
    adapter,
    client: client && { name: client.name, specifier: importPath(name, client.file, isCommonJs(name) ? 'source' : style) },
    isCommonJs: isCommonJs(name),
    legacy: partOf(name),
  });
  const change = changeOf(name, null, [{ after: 0, lines: linesOf(text).map(withoutEnd) }]);
  return plan(name, change, client ? null : `No module that exports your PrismaClient was found: correct the import in ${name}`);
}

async function choose(usual: string, isThere: (name: string) => boolean, terminal: Terminal | null): Promise<string> {
  const suggestion = isThere(usual) ? otherPlace(usual) : usual;
  if (!terminal) return suggestion;
  const objectTo = (name: string) => (isThere(name) ? `${name} is there already` : undefined);
  return terminal.ask('Where to write the module with your auth?', suggestion, objectTo);
}

function makesAuth({ text }: AppFile): boolean {
  return /\bcreateAuth\(/.test(text) && /['"]sojourn['"]/.test(text);
}

function slashed(name: string): string {
  return path.posix.normalize(name.replaceAll('\\', '/'));
}
