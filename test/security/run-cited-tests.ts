import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { root } from '../support/schemas.js';
import type { Citation } from './page.js';
import { namePatternOf, patternOf } from './titles.js';

/** One test in the report of a run, in the shape that Vitest's JSON reporter gives it. */
interface Assertion {
  ancestorTitles: string[];
  title: string;
  status: 'passed' | 'failed' | 'skipped' | 'pending' | 'todo' | 'disabled';
  failureMessages: string[] | null;
}

interface FileResult {
  name: string;
  status: 'passed' | 'failed';
  message: string;
  assertionResults: Assertion[];
}

export interface Report {
  testResults: FileResult[];
}

/** What became of a cited test: the tests that its title stands for, and what is wrong with them, if anything. */
export interface Outcome {
  tests: string[];
  problem?: string;
}

/**
 * Runs the files that hold the cited tests: those of the conformance suite, which has thousands of cases, for
 * the cited ones alone; the others as a whole, since their tests may build on each other.
 */
export async function runCitedTests(citations: readonly Citation[]): Promise<Report> {
  const isSuite = ({ file }: Citation) => file.startsWith('test/conformance/');
  const suite = citations.filter(isSuite);
  const pattern = namePatternOf(suite.map(({ title }) => title));
  const [cases, others] = [
    await runVitest(suite, ['--testNamePattern', pattern]),
    await runVitest(citations.filter((each) => !isSuite(each)), []),
  ];
  return { testResults: [...cases.testResults, ...others.testResults] };
}

async function runVitest(citations: readonly Citation[], options: string[]): Promise<Report> {
  const files = [...new Set(citations.map(({ file }) => file))];
  if (files.length === 0) return { testResults: [] };
  const directory = mkdtempSync(path.join(tmpdir(), 'sojourn-security-'));
  const output = path.join(directory, 'report.json');
  const vitest = [path.join(root, 'node_modules/vitest/vitest.mjs'), 'run', '--config', 'test/vitest.config.ts'];
  const report = ['--reporter', 'json', '--outputFile', output];
  try {
    const printed = await run(process.execPath, [...vitest, ...report, ...options, ...files]);
    try {
      return JSON.parse(readFileSync(output, 'utf8')) as Report;
    } catch (cause) {
      throw new Error(`The tests did not run:\n${printed}`, { cause });
    }
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

/** What a program printed, whether or not it succeeded: failed tests are in the report. */
function run(program: string, args: string[]): Promise<string> {
  return new Promise((resolve) => {
    execFile(program, args, { cwd: root, maxBuffer: 1 << 28 }, (_, stdout, stderr) => resolve(stdout + stderr));
  });
}

/**
 * Judges one citation by the report. Each test of that title has to have run and passed.
 *
 * @param missing the servers and tools that are not there, to say why a test did not run
 */
export function judge({ title, file }: Citation, { testResults }: Report, missing: readonly string[]): Outcome {
  const result = testResults.find(({ name }) => path.resolve(name) === path.join(root, file));
  if (!result) return { tests: [], problem: `${file} is no test file` };
  const pathOf = ({ ancestorTitles, title: own }: Assertion) => [...ancestorTitles, own].join(' > ');
  const pattern = patternOf(title);
  const meant = result.assertionResults.filter((each) => pattern.test(pathOf(each)));
  const tests = meant.map((each) => `${file} > ${pathOf(each)}`);
  const failed = meant.find(({ status }) => status === 'failed');
  if (failed) return { tests, problem: `failed: ${firstLine(failed.failureMessages?.[0] ?? '')}` };
  const notRun = meant.filter(({ status }) => status !== 'passed').map(pathOf);
  if (notRun.length > 0) return { tests, problem: `not run: ${reasonFor(notRun, result, missing)}` };
  // A file that sees at its loading what it lacks registers one skipped test in the place of all.
  const lacks = result.assertionResults.map(pathOf).find((each) => each.includes('not tested'));
  if (lacks) return { tests, problem: `not run: ${lacks}` };
  if (tests.length > 0) return { tests };
  return { tests, problem: result.message ? `did not load: ${firstLine(result.message)}` : 'no such test' };
}

function reasonFor(titles: readonly string[], { name, status }: FileResult, missing: readonly string[]): string {
  const text = `${titles.join(' ')} ${path.relative(root, name)}`.toLowerCase();
  const named = missing.filter((each) => text.includes(each.toLowerCase()));
  if (named.length > 0) return `${named.join(' and ')} is not there`;
  if (status === 'failed') return 'what it needs could not be set up';
  return missing.length > 0 ? `it is skipped; not there: ${missing.join(', ')}` : 'it is skipped';
}

function firstLine(text: string): string {
  return text.split('\n', 1)[0]!;
}
