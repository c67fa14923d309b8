import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { type SchemaName, root, schemaPath, schemas } from './schemas.js';

/** Generates the client of the examples, and one for each of the test schemas that has none yet or changed. */
export async function generateClients(): Promise<void> {
  await generateExampleClient();
  for (const name of Object.keys(schemas) as SchemaName[]) {
    const file = schemaPath(name);
    const done = path.join(path.dirname(file), 'generated-from.prisma');
    if (existsSync(done) && readFileSync(done, 'utf8') === schemas[name]) continue;
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, schemas[name]);
    await runPrisma(['generate', '--schema', file], root);
    writeFileSync(done, schemas[name]);
  }
}

/**
 * Generates the client of the examples. Always, since an example that is started with an older one than
 * its dependencies does so itself, and several may be started at once.
 */
async function generateExampleClient(): Promise<void> {
  await runPrisma(['generate', '--config', path.join(root, 'examples/shared/prisma/prisma.config.ts')], root);
}

/** Runs the real Prisma CLI, on Prisma's schema engine in WebAssembly unless the environment names another. */
export async function runPrisma(args: string[], cwd: string): Promise<string> {
  const cli = path.join(root, 'node_modules/prisma/build/index.js');
  const engine = path.join(root, 'examples/schema-engine/cli.js');
  const { stdout } = await promisify(execFile)(process.execPath, [cli, ...args], {
    cwd,
    env: { PRISMA_SCHEMA_ENGINE_BINARY: engine, ...process.env, CHECKPOINT_DISABLE: '1', NO_COLOR: '1' },
  });
  return stdout;
}
