import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { root } from '../../support/schemas.js';
import { manifest } from './manifest.js';

const run = promisify(execFile);

const scripts = path.join(root, 'test/package/consumer');

/** The optional peers that entry points import. */
const peers = ['@opentelemetry/api', '@zip.js/zip.js'];

/** What the apps on each framework are compiled with; and Hono is imported. They are too much to install them once more. */
const linked = ['express', 'fastify', 'hono', 'koa', '@types/express', '@types/koa', '@types/node'];

/** The frameworks, each with an app in `test/package/consumer/frameworks`. */
export const frameworks = readdirSync(path.join(scripts, 'frameworks'))
  .map((name) => name.replace('.ts', ''))
  .filter((name) => name !== 'auth');

/** Where these apps are in the project, as modules of either system. */
export const frameworkFolders = { module: 'frameworks', commonjs: 'frameworks-commonjs' };

/** The project of someone who installed the package and its peers: the scripts of `test/package/consumer` beside them. */
export async function createConsumer() {
  // TypeScript knows files by their real path, and the folder for temporary files may be a link.
  const directory = realpathSync(mkdtempSync(path.join(tmpdir(), 'sojourn-consumer-')));
  const remove = () => rmSync(directory, { recursive: true, force: true });
  try {
    await install(directory);
  } catch (error) {
    remove();
    throw error;
  }
  return {
    directory,
    /** Where the package was installed: what the tarball holds, and nothing else. */
    installed: path.join(directory, 'node_modules/sojourn'),
    /** Runs a script of the project; it must print one value as JSON, and no warning. */
    async runScript(name: string, ...args: string[]): Promise<unknown> {
      const { PATH } = process.env;
      const { stdout, stderr } = await run(process.execPath, [name, ...args], { cwd: directory, env: { PATH } });
      if (stderr !== '') throw new Error(`${name} ${args.join(' ')} printed to standard error:\n${stderr}`);
      return JSON.parse(stdout) as unknown;
    },
    remove,
  };
}

async function install(directory: string): Promise<void> {
  cpSync(scripts, directory, { recursive: true });
  for (const extension of ['.mts', '.cts']) cpSync(path.join(scripts, 'types.ts'), path.join(directory, `types${extension}`));
  rmSync(path.join(directory, 'types.ts'));
  writeFileSync(path.join(directory, 'package.json'), JSON.stringify({ name: 'consumer', private: true }));
  for (const [type, folder] of Object.entries(frameworkFolders)) {
    cpSync(path.join(scripts, 'frameworks'), path.join(directory, folder), { recursive: true });
    writeFileSync(path.join(directory, folder, 'package.json'), JSON.stringify({ type }));
  }

  await run('npm', ['pack', '--ignore-scripts', '--pack-destination', directory], { cwd: root });
  const [tarball] = readdirSync(directory).filter((name) => name.endsWith('.tgz'));
  const quiet = ['--prefer-offline', '--no-audit', '--no-fund', '--ignore-scripts', '--no-package-lock'];
  await run('npm', ['install', ...quiet, `./${tarball}`, ...peers.map((name) => `${name}@${manifest.devDependencies[name]}`)], { cwd: directory });
  for (const name of linked) {
    const link = path.join(directory, 'node_modules', name);
    mkdirSync(path.dirname(link), { recursive: true });
    symlinkSync(path.join(root, 'node_modules', name), link);
  }
}

/** The files below a directory, as relative paths in order. */
export function listFiles(directory: string): string[] {
  return readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => !entry.isDirectory())
    .map((entry) => path.relative(directory, path.join(entry.parentPath, entry.name)))
    .sort();
}
