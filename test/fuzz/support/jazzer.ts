import { execFile, execFileSync } from 'node:child_process';
import { existsSync, readFileSync, realpathSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { tools } from '../../support/tools.js';
import { weakenVersions } from './older-glibc/weaken-versions.js';

/** How Jazzer.js is started: the first arguments of node, and what is to be in the environment. */
export interface Jazzer {
  args: readonly string[];
  env: NodeJS.ProcessEnv;
}

const cli = tools['Jazzer.js'];

export const isJazzerInstalled = () => existsSync(cli);

/**
 * Finds out how Jazzer.js starts here. Its addon comes built for glibc 2.38; on an older Linux a copy of it is
 * made in the directory, together with the three functions that are missing.
 *
 * @throws Error that says what to do if it is not installed or does not start
 */
export async function prepareJazzer(directory: string): Promise<Jazzer> {
  if (!isJazzerInstalled()) throw new Error('Jazzer.js is not installed: npm ci --prefix .ci/tools --ignore-scripts');
  const plain: Jazzer = { args: [cli], env: cleanEnvironment() };
  const failure = await findFailure(plain);
  if (failure === null) return plain;
  if (!failure.includes('GLIBC_2.38')) throw new Error(`Jazzer.js does not start:\n${failure}`);
  const adapted = adaptToOlderGlibc(directory, plain);
  const still = await findFailure(adapted);
  if (still !== null) throw new Error(`Jazzer.js needs glibc 2.38, and does not start without it:\n${still}`);
  return adapted;
}

function adaptToOlderGlibc(directory: string, { args, env }: Jazzer): Jazzer {
  const support = path.join(import.meta.dirname, 'older-glibc');
  const library = path.join(directory, 'symbols.so');
  execFileSync('g++', ['-O2', '-shared', '-fPIC', '-o', library, path.join(support, 'symbols.cpp')]);
  const addon = path.resolve(realpathSync(cli), '../../../fuzzer/prebuilds', `fuzzer-${process.platform}-${process.arch}.node`);
  const copy = path.join(directory, 'fuzzer.node');
  writeFileSync(copy, weakenVersions(readFileSync(addon), ['GLIBC_2.38', 'GLIBCXX_3.4.32']));
  return {
    args: ['--require', path.join(support, 'redirect.cjs'), ...args],
    env: { ...env, LD_PRELOAD: library, FUZZ_ADDON: addon, FUZZ_ADDON_COPY: copy },
  };
}

/** What it says if it does not even print its help. */
function findFailure({ args, env }: Jazzer): Promise<string | null> {
  return new Promise((resolve) => {
    execFile(process.execPath, [...args, '--help'], { env }, (error, _, stderr) => resolve(error && (stderr || error.message)));
  });
}

/** Without what vitest and tsx add for processes of their own. */
function cleanEnvironment(): NodeJS.ProcessEnv {
  const { NODE_OPTIONS: _, NODE_V8_COVERAGE: __, ...env } = process.env;
  return env;
}
