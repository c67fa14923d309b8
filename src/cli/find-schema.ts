import { existsSync } from 'node:fs';
import { readFile, readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { CliError, reasonOf } from './cli-error.js';
import { loadModule } from './load-module.js';

const extensions = ['ts', 'mts', 'cts', 'js', 'mjs', 'cjs'];

/**
 * The texts of the app's Prisma schema, by file name relative to the directory. Found as Prisma does: what
 * is given, else what `prisma.config` or `package.json` say, else the usual places. Of a folder all files.
 *
 * @returns `null` if none is given and there is none
 * @throws CliError if it cannot be read
 */
export async function findSchema(directory: string, given: string | undefined): Promise<Record<string, string> | null> {
  const target = given === undefined ? await findTarget(directory) : path.resolve(directory, given);
  if (target === null) return null;
  const files = await listFiles(target);
  if (files.length === 0) throw new CliError(`there is no .prisma file in ${target}; name the schema with --schema`);
  const entries = files.map(async (file) => [path.relative(directory, file), await read(file)] as const);
  return Object.fromEntries(await Promise.all(entries));
}

async function findTarget(directory: string): Promise<string | null> {
  return (await fromConfig(directory)) ?? (await fromManifest(directory)) ?? (await fromUsualPlaces(directory));
}

async function fromConfig(directory: string): Promise<string | null> {
  const names = extensions.flatMap((extension) => [`prisma.config.${extension}`, `.config/prisma.${extension}`]);
  const file = names.map((name) => path.join(directory, name)).find((name) => existsSync(name));
  if (file === undefined) return null;
  try {
    const module = await loadModule(file);
    const config = member(module.default, 'default') ?? module.default;
    const schema = member(config, 'schema');
    return typeof schema === 'string' ? path.resolve(path.dirname(file), schema) : null;
  } catch (error) {
    if (error instanceof CliError) throw error;
    throw new CliError(
      `${file} cannot be loaded (${reasonOf(error)}); correct that, or name the schema with --schema`,
      { cause: error },
    );
  }
}

async function fromManifest(directory: string): Promise<string | null> {
  const file = path.join(directory, 'package.json');
  if (!existsSync(file)) return null;
  try {
    const schema = member(member(JSON.parse(await readFile(file, 'utf8')), 'prisma'), 'schema');
    return typeof schema === 'string' ? path.resolve(directory, schema) : null;
  } catch (error) {
    throw new CliError(`${file} cannot be read (${reasonOf(error)}); correct that, or name the schema with --schema`, {
      cause: error,
    });
  }
}

async function fromUsualPlaces(directory: string): Promise<string | null> {
  for (const name of ['prisma/schema.prisma', 'schema.prisma', 'prisma/schema', 'prisma']) {
    const target = path.join(directory, name);
    if (existsSync(target) && (await listFiles(target)).length > 0) return target;
  }
  return null;
}

async function listFiles(target: string): Promise<string[]> {
  try {
    if (!(await stat(target)).isDirectory()) return [target];
    const names = await readdir(target, { recursive: true });
    const isOurs = (name: string) => name.endsWith('.prisma') && !name.split(path.sep).includes('node_modules');
    return names
      .filter(isOurs)
      .sort()
      .map((name) => path.join(target, name));
  } catch (error) {
    throw new CliError(`the schema ${target} cannot be read (${reasonOf(error)}); name another with --schema`, {
      cause: error,
    });
  }
}

async function read(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    throw new CliError(`the schema ${file} cannot be read (${reasonOf(error)}); name another with --schema`, {
      cause: error,
    });
  }
}

function member(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[key] : undefined;
}
