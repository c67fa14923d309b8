import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { buildTargets } from './support/build-targets.js';
import { fuzzTarget } from './support/fuzz-target.js';
import { isJazzerInstalled, type Jazzer, prepareJazzer } from './support/jazzer.js';
import { seeds } from './support/samples.js';

const sound = ['token', 'cookie', 'origin'];

/** Parsers with a mistake, each with what the fuzzer is to say of it. */
const broken: [target: string, samples: string, finding: string][] = [
  ['broken/token-case', 'token', 'parseToken gave'],
  ['broken/token-spelling', 'token', 'isToken gave true, should be false'],
  ['broken/cookie-twice', 'cookie', 'read of __Host-session gave'],
  ['broken/origin-suffix', 'origin', 'isTrustedOrigin gave true, should be false'],
];

// In CI a fuzzer that is not installed fails.
describe.skipIf(!isJazzerInstalled() && !process.env.CI)('the fuzzer', () => {
  const directory = mkdtempSync(path.join(tmpdir(), 'sojourn-fuzz-test-'));
  let jazzer: Jazzer;
  let files: Map<string, string>;

  beforeAll(async () => {
    jazzer = await prepareJazzer(directory);
    files = await buildTargets([...sound, ...broken.map(([name]) => name)], path.join(directory, 'targets'));
  });

  afterAll(() => rmSync(directory, { recursive: true }));

  const fuzz = (name: string, samples: string, runs: number) => {
    const own = path.join(directory, 'runs', name);
    mkdirSync(own, { recursive: true });
    return fuzzTarget(jazzer, { file: files.get(name)!, samples, runs, seed: 1, directory: own });
  };

  test.each(broken)('finds what is wrong with %s, and keeps the input', async (name, samples, message) => {
    const { finding } = await fuzz(name, samples, 200_000);
    expect(finding?.message).toContain(message);
    const input = readFileSync(finding!.file);
    // What it began with does not show the mistake.
    expect(seeds[samples]).not.toContain(input.toString());
    // The input alone shows it again, and is none to the parser as it should be.
    const load = (target: string) => (createRequire(import.meta.url)(files.get(target)!) as { fuzz(bytes: Buffer): void }).fuzz;
    expect(() => load(name)(input)).toThrow(message);
    expect(() => load(samples)(input)).not.toThrow();
  });

  test.each(sound)('finds nothing wrong with the parser of %s, and is guided by what it covers', async (name) => {
    const { finding, runs, coverage, features } = await fuzz(name, name, 20_000);
    expect(finding).toBeNull();
    expect(runs).toBe(20_000);
    expect(coverage).toBeGreaterThan(20);
    expect(features).toBeGreaterThan(coverage);
  });
});
