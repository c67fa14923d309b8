import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { buildTargets } from './support/build-targets.js';
import { fuzzTarget, type FuzzResult } from './support/fuzz-target.js';
import { prepareJazzer } from './support/jazzer.js';

/*
 * Fuzzes the parsers, guided by coverage: `npm run fuzz -- [--runs N] [--target NAME] [--seed N]`.
 * `--runs` is the number of inputs over all targets, by default 12 million. With `--target NAME --input FILE`
 * it runs that one input, and needs no fuzzer. Ends with 1 if there is a finding, or if it cannot run.
 */
const targets = ['token', 'cookie', 'origin'];
/** Shares of the inputs. A run of the token is the shortest. */
const parts: Record<string, number> = { token: 2, cookie: 1, origin: 1 };

interface Arguments {
  names: string[];
  runs: number;
  seed: number;
  input: string | undefined;
}

function readArguments(): Arguments {
  const { values } = parseArgs({
    options: { runs: { type: 'string' }, target: { type: 'string' }, seed: { type: 'string' }, input: { type: 'string' } },
  });
  if (values.target !== undefined && !targets.includes(values.target)) {
    throw new TypeError(`--target must be one of: ${targets.join(', ')}`);
  }
  if (values.input !== undefined && values.target === undefined) throw new TypeError('--input needs --target');
  return {
    names: values.target === undefined ? targets : [values.target],
    runs: readCount('runs', values.runs, 12_000_000),
    seed: readCount('seed', values.seed, 1 + Math.floor(Math.random() * 2 ** 30)),
    input: values.input,
  };
}

function readCount(name: string, text: string | undefined, otherwise: number): number {
  const count = Number(text ?? otherwise);
  if (!Number.isSafeInteger(count) || count < 1) throw new TypeError(`--${name} must be a positive integer`);
  return count;
}

const count = (value: number) => value.toLocaleString('en-GB');

function describe(name: string, { runs, seconds, coverage, features }: FuzzResult): string {
  const rate = `${count(runs)} inputs in ${seconds.toFixed(1)} s, ${count(Math.round(runs / seconds))} a second`;
  return `${name}: ${rate}, ${count(coverage)} branches, ${count(features)} features`;
}

async function fuzzAll({ names, runs, seed }: Arguments, directory: string): Promise<boolean> {
  const jazzer = await prepareJazzer(directory);
  const files = await buildTargets(names, path.join(directory, 'targets'));
  console.log(`Seed ${seed}`);
  const whole = names.reduce((sum, name) => sum + parts[name]!, 0);
  let done = 0;
  for (const [name, file] of files) {
    const own = path.join(directory, name);
    mkdirSync(own);
    const share = Math.ceil((runs * parts[name]!) / whole);
    const result = await fuzzTarget(jazzer, { file, samples: name, runs: share, seed, directory: own });
    done += result.runs;
    console.log(describe(name, result));
    if (result.finding === null) continue;
    console.log(`\nFINDING in ${name}: ${result.finding.message}\nThe input is in ${result.finding.file}, to run again with`);
    console.log(`  npm run fuzz -- --target ${name} --input ${result.finding.file}`);
    return false;
  }
  console.log(`\n${count(done)} inputs, no finding`);
  return true;
}

async function runInput(name: string, input: string, directory: string): Promise<boolean> {
  const files = await buildTargets([name], directory);
  const { fuzz } = createRequire(import.meta.url)(files.get(name)!) as { fuzz(bytes: Buffer): void };
  try {
    fuzz(readFileSync(input));
  } catch (error) {
    console.log(`FINDING in ${name}: ${(error as Error).message}`);
    return false;
  }
  console.log(`${name}: no finding for ${input}`);
  return true;
}

async function main(): Promise<boolean> {
  const args = readArguments();
  const directory = mkdtempSync(path.join(tmpdir(), 'sojourn-fuzz-'));
  let keep = false;
  try {
    if (args.input !== undefined) return await runInput(args.names[0]!, args.input, directory);
    const clean = await fuzzAll(args, directory);
    // After a finding its input is what stays.
    keep = !clean;
    return clean;
  } finally {
    if (!keep) rmSync(directory, { recursive: true });
  }
}

try {
  process.exitCode = (await main()) ? 0 : 1;
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
