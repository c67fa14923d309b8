/**
 * Starts an example: `node examples/start.js express`, or another of the folders here that have a `server.ts`. Builds
 * the package and generates the Prisma client first if they are missing or older than their sources, installs what the
 * example alone depends on, and builds it where its framework needs that.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, rmdirSync, statSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import process from 'node:process';
import { fileURLToPath, pathToFileURL } from 'node:url';

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
  const names = readdirSync(examples).filter((each) => existsSync(path.join(examples, each, 'server.ts')));
  if (!names.includes(name)) {
    throw new Error(`there is none called ${name}; choose ${names.slice(0, -1).join(', ')} or ${names.at(-1)}`);
  }
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major < 20 || (major === 20 && minor < 19)) {
    throw new Error(`it needs Node 20.19 or later, and this is ${process.version}; install a newer one`);
  }
  assertInstalled();
  installOwn(name);
  buildPackage();
  generateClient();
  buildOwn(name);
  // Not that of the directory one happens to be in.
  process.env.TSX_TSCONFIG_PATH ??= path.join(root, 'tsconfig.json');
  const { register } = await import('tsx/esm/api');
  register();
  await import(pathToFileURL(mainOf(name)).href);
}

function assertInstalled() {
  try {
    for (const name of ['tsx', 'tsup', 'prisma', 'express']) require.resolve(`${name}/package.json`);
  } catch {
    throw new Error(`its dependencies are not installed; run npm install in ${root}`);
  }
}

/** Installs what is in the package.json of the example, if it has one and it is newer than what is installed. */
function installOwn(name) {
  const directory = path.join(examples, name);
  const lock = path.join(directory, 'package-lock.json');
  if (!existsSync(lock) || isNewer([path.join(directory, 'node_modules/.package-lock.json')], [lock])) return;
  console.log(`Installing what the ${name} example depends on …`);
  const isInstalled = runNpm(directory, ['ci', '--ignore-scripts', '--no-audit', '--no-fund']);
  if (!isInstalled) throw new Error(`its dependencies could not be installed; run npm ci in ${directory} to see why`);
}

/** Builds the example if its package.json says how, and something changed since the last time. */
function buildOwn(name) {
  const directory = path.join(examples, name);
  if (!manifestOf(name).scripts?.build) return;
  const stamp = path.join(directory, 'node_modules/.built');
  const sources = [directory, path.join(examples, 'shared'), path.join(examples, '.generated'), path.join(root, 'dist')].flatMap(filesOf);
  if (isNewer([stamp], sources)) return;
  alone(path.join(directory, 'node_modules/.building'), () => {
    if (isNewer([stamp], sources)) return;
    console.log(`Building the ${name} example …`);
    const env = { NODE_ENV: 'production', NEXT_TELEMETRY_DISABLED: '1' };
    if (!runNpm(directory, ['run', 'build'], env)) throw new Error(`it could not be built; run npm run build in ${directory} to see why`);
    writeFileSync(stamp, '');
  });
}

/** Does what no two processes may do at a time: the others wait. */
function alone(lock, work) {
  const longest = 5 * 60 * 1000;
  for (;;) {
    try {
      mkdirSync(lock);
      break;
    } catch (error) {
      if (error.code !== 'EEXIST') throw error;
      const since = changed(lock);
      // Left behind by a process that was killed.
      if (since > 0 && Date.now() - since > longest) rmdirSync(lock);
      else Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 200);
    }
  }
  try {
    work();
  } finally {
    rmdirSync(lock);
  }
}

/** The sources within a directory, and not what was made of them or installed. */
function filesOf(directory) {
  const made = ['node_modules', 'build', '.next', '.react-router', 'next-env.d.ts'];
  return readdirSync(directory, { withFileTypes: true }).flatMap((entry) => {
    const file = path.join(directory, entry.name);
    if (made.includes(entry.name)) return [];
    return entry.isDirectory() ? filesOf(file) : [file];
  });
}

/** What is run: the server as it is written, or what it was built to. */
function mainOf(name) {
  return path.join(examples, name, manifestOf(name).main ?? 'server.ts');
}

function manifestOf(name) {
  const manifest = path.join(examples, name, 'package.json');
  return existsSync(manifest) ? require(manifest) : {};
}

/** Gives whether it succeeded. */
function runNpm(directory, args, env = {}) {
  const isWindows = process.platform === 'win32';
  const { status } = spawnSync(isWindows ? 'npm.cmd' : 'npm', args, {
    cwd: directory,
    stdio: 'ignore',
    shell: isWindows,
    env: { ...process.env, ...env },
  });
  return status === 0;
}

function buildPackage() {
  const src = path.join(root, 'src');
  const sources = readdirSync(src, { recursive: true }).map((name) => path.join(src, name));
  const outputs = ['index', 'prisma', 'express', 'fastify', 'hono', 'koa', 'node', 'sql', 'web', 'zip'].map((name) => path.join(root, 'dist', `${name}.js`));
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
