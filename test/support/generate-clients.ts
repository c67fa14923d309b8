import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { type Schema, clientPath, prisma6Directory, root, schemaFiles, schemaPath, schemas } from './schemas.js';
import { findMissingTools } from './tools.js';

/** Generates the client of the examples, and one for each of the test schemas that has none yet or changed. */
export async function generateClients(): Promise<void> {
  await generateExampleClient();
  const missing = findMissingTools().includes('Prisma 6');
  const waiting = schemas.filter((schema) => !(missing && schema.prisma === 6) && !isGenerated(schema));
  const workers = Array.from({ length: availableParallelism() }, async () => {
    for (let schema = waiting.pop(); schema; schema = waiting.pop()) await generateClient(schema);
  });
  await Promise.all(workers);
}

/**
 * Generates the client of the examples. Always, since an example that is started with an older one than
 * its dependencies does so itself, and several may be started at once.
 */
async function generateExampleClient(): Promise<void> {
  await runPrisma(['generate', '--config', path.join(root, 'examples/shared/prisma/prisma.config.ts')], root);
}

async function generateClient(schema: Schema): Promise<void> {
  const directory = path.dirname(schemaPath(schema));
  rmSync(directory, { recursive: true, force: true });
  for (const [file, text] of Object.entries(schemaFiles(schema))) {
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
  const modules = modulesOf(schema);
  await runPrisma(['generate', '--schema', schemaPath(schema)], path.dirname(modules), path.join(modules, 'prisma'));
  writeFileSync(sourceFile(schema), sourceOf(schema));
}

function isGenerated(schema: Schema): boolean {
  const file = sourceFile(schema);
  return existsSync(clientPath(schema)) && existsSync(file) && readFileSync(file, 'utf8') === sourceOf(schema);
}

/** Says what the client was generated from; written last. */
function sourceFile(schema: Schema): string {
  return path.join(path.dirname(schemaPath(schema)), 'generated-from.json');
}

function sourceOf(schema: Schema): string {
  const { version } = JSON.parse(readFileSync(path.join(modulesOf(schema), 'prisma/package.json'), 'utf8')) as { version: string };
  return JSON.stringify({ version, files: Object.values(schemaFiles(schema)) });
}

function modulesOf({ prisma }: Schema): string {
  return path.join(prisma === 6 ? prisma6Directory : root, 'node_modules');
}

/**
 * Runs the real Prisma CLI, on Prisma's schema engine in WebAssembly unless the environment names another.
 *
 * @param prisma where the CLI's package is
 */
export async function runPrisma(args: string[], cwd: string, prisma = path.join(root, 'node_modules/prisma')): Promise<string> {
  const engine = path.join(root, 'examples/schema-engine/cli.js');
  const { stdout } = await promisify(execFile)(process.execPath, [path.join(prisma, 'build/index.js'), ...args], {
    cwd,
    env: { PRISMA_SCHEMA_ENGINE_BINARY: engine, ...process.env, CHECKPOINT_DISABLE: '1', NO_COLOR: '1' },
  });
  return stdout;
}
