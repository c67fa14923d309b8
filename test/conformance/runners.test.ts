import { execFile } from 'node:child_process';
import path from 'node:path';
import { describe, expect, inject, test } from 'vitest';
import { testStorageAdapter } from '../../src/testing/index.js';
import { memoryHarness } from '../support/memory-harness.js';
import { root } from '../support/schemas.js';
import { type ToolName, tools } from '../support/tools.js';

interface Runner {
  name: string;
  needs?: ToolName;
  program: string;
  args: string[];
  /** The names of the cases that it reports as passed. */
  passed(output: string): string[];
  /** The storages that it is tried with, by script. */
  scripts: string[];
}

/** The names after a mark at the beginning of a line, each line of the output one case. */
const marked = (pattern: RegExp) => (output: string) => [...output.matchAll(pattern)].map(([, name]) => name!);

const tap = {
  args: ['--test', '--test-reporter=tap'],
  passed: (output: string) => marked(/^ *ok \d+ - (.*)$/gm)(output).map((name) => name.replaceAll(/\\(?=[#\\])/g, '')),
};

const runners: Runner[] = [
  { name: `node:test on Node ${process.versions.node}`, program: process.execPath, ...tap, scripts: ['memory'] },
  { name: 'node:test on Node 22', needs: 'Node 22', program: tools['Node 22'], ...tap, scripts: ['memory', 'sqlite'] },
  {
    name: 'bun test',
    needs: 'Bun',
    program: tools.Bun,
    args: ['test'],
    passed: marked(/^\(pass\) (.*?)(?: \[[\d.]+m?s\])?$/gm),
    scripts: ['memory', 'sqlite'],
  },
];

const cases: string[] = [];
testStorageAdapter((name) => cases.push(name), memoryHarness());

for (const { name, needs, program, args, passed, scripts } of runners) {
  describe.skipIf(needs !== undefined && inject('missing').includes(needs)).each(scripts)(`the suite under ${name}: %s`, (script) => {
    const run = (env: Record<string, string> = {}) =>
      runProgram(program, [...args, `./test/support/runners/${script}.mjs`], { ...process.env, NO_COLOR: '1', ...env });

    test('passes, every case reported', async () => {
      const { code, output } = await run();
      expect(code, output).toBe(0);
      expect(passed(output).filter((each) => cases.includes(each)).sort()).toEqual(cases.toSorted());
      expect(cases.length).toBeGreaterThan(60);
    });

    test('fails for an adapter that ends no session', async () => {
      const { code, output } = await run({ SOJOURN_TEST_BROKEN: '1' });
      const broken = 'invalidation: removes the one session and tells that there was one';
      expect(code).not.toBe(0);
      expect(cases).toContain(broken);
      expect(passed(output)).not.toContain(broken);
      expect(passed(output)).toContain('lifecycle: unknown ids find nothing');
    });
  });
}

function runProgram(program: string, args: string[], env: NodeJS.ProcessEnv): Promise<{ code: unknown; output: string }> {
  // Within a test of node:test, or of vitest, another run would report to the outer one.
  const { NODE_TEST_CONTEXT: _, NODE_OPTIONS: __, ...rest } = env;
  return new Promise((resolve) => {
    execFile(program, args, { cwd: path.resolve(root), env: rest, maxBuffer: 2 ** 26 }, (error, stdout, stderr) =>
      resolve({ code: error ? error.code : 0, output: stdout + stderr }),
    );
  });
}
