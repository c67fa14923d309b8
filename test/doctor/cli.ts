import { type ChildProcess, execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { build } from 'tsup';
import { onTestFinished } from 'vitest';
import { buildOf } from '../package/support/manifest.js';
import { generatedDirectory, root } from '../support/schemas.js';

// Within the package, so that it finds the shipped fragment; one for each of the test files that run at the same time.
const outDir = path.join(generatedDirectory, `cli-${process.env.VITEST_POOL_ID}`);

/** Builds the program of the sources as they are, so that Node runs it without help. */
export async function buildCli(): Promise<void> {
  const { esbuildPlugins = [] } = buildOf('cli');
  await build({
    config: false,
    entry: { cli: path.join(root, 'src/cli/index.ts') },
    outDir,
    format: 'esm',
    platform: 'node',
    target: 'es2022',
    silent: true,
    esbuildPlugins,
  });
}

interface Result {
  exitCode: number;
  stdout: string;
  stderr: string;
}

/** Runs the program in a folder, to its end. */
export function sojourn(cwd: string, args: string[], env: NodeJS.ProcessEnv = {}): Promise<Result> {
  return start(cwd, args, env).result;
}

/** Starts the program in a folder. */
export function start(cwd: string, args: string[], env: NodeJS.ProcessEnv = {}): { child: ChildProcess; result: Promise<Result> } {
  // NODE_ENV is the tests' own, and the doctor goes by it.
  const { NODE_OPTIONS: _options, NODE_ENV: _mode, ORIGIN: _origin, ...inherited } = process.env;
  const settings = { cwd, env: { ...inherited, ...env }, timeout: 20_000 };
  let child!: ChildProcess;
  const result = new Promise<Result>((resolve, reject) => {
    child = execFile(process.execPath, [path.join(outDir, 'cli.js'), ...args], settings, (error, stdout, stderr) => {
      const exitCode = error ? error.code : 0;
      if (typeof exitCode === 'number') resolve({ exitCode, stdout, stderr });
      else reject(error);
    });
  });
  return { child, result };
}

/** A folder with these files, and the packages of ours that it is to have; gone after the test. */
export function appFolder(files: Record<string, string>, packages: string[] = []): string {
  const folder = realpathSync(mkdtempSync(path.join(tmpdir(), 'sojourn-doctor-')));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  for (const [name, text] of Object.entries({ 'package.json': '{ "type": "module" }', ...files })) {
    const file = path.join(folder, name);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
  for (const name of packages) {
    const link = path.join(folder, 'node_modules', name);
    mkdirSync(path.dirname(link), { recursive: true });
    symlinkSync(path.join(root, 'node_modules', name), link);
  }
  return folder;
}
