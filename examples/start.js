/**
 * Starts an example: `node examples/start.js [express | node-http]`. Builds the package and generates
 * the Prisma client first if they are missing or older than their sources.
 */
import { spawnSync } from 'node:child_process';
import { readdirSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';

const examples = path.dirname(fileURLToPath(import.meta.url));
const root = path.dirname(examples);
const schema = path.join(examples, 'shared/prisma');
const require = createRequire(import.meta.url);

/** The time of a file's last change; 0 if it is not there. */
const changed = (file) => statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0;

try {
  await start(process.argv[2] ?? 'express');
} catch (error) {
  const [reason] = String(error?.message ?? error).split('\n', 1);
  const isIncomplete = ['ERR_MODULE_NOT_FOUND', 'MODULE_NOT_FOUND'].includes(error?.code);
  console.error(`The example cannot start: ${reason}${isIncomplete ? `; run npm install in ${root}` : ''}`);
  process.exit(1);
}

async function start(name) {
  if (name !== 'express' && name !== 'node-http') {
    throw new Error(`there is none called ${name}; choose express or node-http`);
  }
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major < 20 || (major === 20 && minor < 19)) {
    throw new Error(`it needs Node 20.19 or later, and this is ${process.version}; install a newer one`);
  }
  assertInstalled();
  buildPackage();
  generateClient();
  const { register } = await import('tsx/esm/api');
  register();
  await import(`./${name}/server.ts`);
}

function assertInstalled() {
  try {
    for (const name of ['tsx', 'tsup', 'prisma', 'express']) require.resolve(`${name}/package.json`);
  } catch {
    throw new Error(`its dependencies are not installed; run npm install in ${root}`);
  }
}

function buildPackage() {
  const src = path.join(root, 'src');
  const sources = readdirSync(src, { recursive: true }).map((name) => path.join(src, name));
  const outputs = ['index.js', 'prisma.js', 'express.js', 'node.js', 'zip.js'].map((name) => path.join(root, 'dist', name));
  if (isNewer(outputs, [...sources, path.join(root, 'tsup.config.ts')])) return;
  console.log('Building the package …');
  // Type declarations are not needed here, and those of a full build are left alone.
  run('tsup', ['--no-dts', '--no-clean', '--silent'], 'the package could not be built; run npx tsup to see why');
}

function generateClient() {
  const sources = readdirSync(schema).filter((name) => name.endsWith('.prisma')).map((name) => path.join(schema, name));
  const installed = path.join(root, 'node_modules/.package-lock.json');
  if (isNewer([path.join(examples, '.generated/prisma/client.ts')], [...sources, installed])) return;
  console.log('Generating the Prisma client …');
  const config = path.join(schema, 'prisma.config.ts');
  const failure = `the Prisma client could not be generated; run npx prisma generate --config ${config} to see why`;
  run('prisma', ['generate', '--config', config], failure);
}

/** Whether every output is there and no older than any source. */
function isNewer(outputs, sources) {
  return Math.min(...outputs.map(changed)) >= Math.max(...sources.map(changed), 1);
}

function run(name, args, failure) {
  const manifest = require.resolve(`${name}/package.json`);
  const { bin } = require(manifest);
  const { status } = spawnSync(process.execPath, [path.join(path.dirname(manifest), bin[name]), ...args], {
    cwd: root,
    stdio: 'ignore',
    env: {
      ...process.env,
      // Generating a client needs no schema engine; naming one keeps the Prisma CLI from downloading it.
      PRISMA_SCHEMA_ENGINE_BINARY: process.env.PRISMA_SCHEMA_ENGINE_BINARY ?? process.execPath,
    },
  });
  if (status !== 0) throw new Error(failure);
}
