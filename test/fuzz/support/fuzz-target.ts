import { execFile } from 'node:child_process';
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Jazzer } from './jazzer.js';
import { seeds, words } from './samples.js';

export interface FuzzOptions {
  /** The target as built. */
  file: string;
  /** Whose seeds and words to use. */
  samples: string;
  /** How many inputs at most. */
  runs: number;
  /** Of the mutations; the same seed gives the same inputs. */
  seed: number;
  /** Where the corpus, and the input of a finding, are put. */
  directory: string;
}

export interface FuzzResult {
  runs: number;
  seconds: number;
  /** Branches reached, and those told apart by how often they were. */
  coverage: number;
  features: number;
  /** What went wrong, and the file with the input. */
  finding: { message: string; file: string } | null;
}

/** No input takes longer in milliseconds, or it is a finding. Most take a few microseconds. */
const timeout = 1000;
/** In bytes. Longer ones are for tests that count steps; here they would only make each run slower. */
const longestInput = 256;
/** The exit codes of findings: of the target, and of an input that took too long. */
const findingCodes: unknown[] = [77, 70];

/** Runs one target on mutations of its seeds, guided by what they cover, until the first finding. */
export async function fuzzTarget(jazzer: Jazzer, options: FuzzOptions): Promise<FuzzResult> {
  const { file, runs, seed, directory } = options;
  const { corpus, dictionary, findings } = writeSamples(options);
  const libFuzzer = [
    `-runs=${runs}`,
    `-seed=${seed}`,
    `-max_len=${longestInput}`,
    `-dict=${dictionary}`,
    `-artifact_prefix=${findings}${path.sep}`,
    '-print_final_stats=1',
  ];
  const args = [file, corpus, '--sync', '-i', path.dirname(file), '--disableBugDetectors', '.*', '--timeout', String(timeout)];
  const start = performance.now();
  // Refusals are errors too, and most of the time would go into their stacks.
  const node = ['--stack-trace-limit=0', ...jazzer.args];
  const { code, output } = await run([...node, ...args, '--', ...libFuzzer], jazzer.env, directory);
  const seconds = (performance.now() - start) / 1000;
  if (code !== 0 && !findingCodes.includes(code)) throw new Error(`Jazzer.js ended with ${String(code)}:\n${output.slice(-4000)}`);
  // After a finding the closing figures are not always there, but those of its progress are.
  const done = Math.max(0, ...[...output.matchAll(/^(?:#|stat::number_of_executed_units: +)(\d+)/gm)].map(([, count]) => Number(count)));
  const [coverage = 0, features = 0] = readLast(output, /cov: (\d+) ft: (\d+)/g);
  if (code !== 0) return { runs: done, seconds, coverage, features, finding: readFinding(output, findings) };
  if (done < runs || coverage === 0) throw new Error(`Jazzer.js ran less than it was told to:\n${output.slice(-4000)}`);
  return { runs: done, seconds, coverage, features, finding: null };
}

function writeSamples({ samples, directory }: FuzzOptions): { corpus: string; dictionary: string; findings: string } {
  const corpus = path.join(directory, 'corpus');
  const findings = path.join(directory, 'findings');
  for (const each of [corpus, findings]) mkdirSync(each, { recursive: true });
  for (const [index, text] of seeds[samples]!.entries()) writeFileSync(path.join(corpus, `seed-${index}`), text);
  const dictionary = path.join(directory, 'words.txt');
  const lines = words[samples]!.flatMap((word) => [...new Set([toHex(word, 'utf8'), toHex(word, 'latin1')])]);
  writeFileSync(dictionary, lines.map((line) => `"${line}"\n`).join(''));
  return { corpus, dictionary, findings };
}

function toHex(text: string, encoding: BufferEncoding): string {
  return Buffer.from(text, encoding).toString('hex').replaceAll(/../g, '\\x$&');
}

function readFinding(output: string, findings: string): FuzzResult['finding'] {
  const [name] = readdirSync(findings);
  const message = /(?:Uncaught Exception: |ERROR: libFuzzer: )(.*)/.exec(output)?.[1];
  if (name === undefined || message === undefined) throw new Error(`Jazzer.js found something and does not say what:\n${output.slice(-4000)}`);
  return { message, file: path.join(findings, name) };
}

/** The numbers of the last match; none where a seed is the finding, before anything is counted. */
function readLast(output: string, pattern: RegExp): number[] {
  const match = [...output.matchAll(pattern)].at(-1);
  return match ? match.slice(1).map(Number) : [];
}

function run(args: string[], env: NodeJS.ProcessEnv, cwd: string): Promise<{ code: unknown; output: string }> {
  return new Promise((resolve) => {
    execFile(process.execPath, args, { env, cwd, maxBuffer: 2 ** 28 }, (error, stdout, stderr) =>
      resolve({ code: error ? (error.code ?? error.signal) : 0, output: stdout + stderr }),
    );
  });
}
