import { describe, expect, inject, test } from 'vitest';
import { testStorageAdapter } from '../../src/testing/index.js';
import { memoryHarness } from '../support/memory-harness.js';
import { runtimes } from './runtimes.js';
import { broken, sql } from './suites.js';

/** So many tests there are at least that run everywhere. */
const minimum = 1000;

/** How long a test may take in which a runtime runs all of those, in milliseconds. */
const timeout = 120_000;

/** The files that run the whole conformance suite of storage adapters. */
const conformance = ['test/conformance/memory.test.ts', ...Object.values(sql)];
const cases: string[] = [];
testStorageAdapter((name) => cases.push(name), memoryHarness());

for (const { name, suites, run, runBroken } of runtimes) {
  describe.skipIf(inject('missing').includes(name))(name, () => {
    test('runs the tests of the package as it is built, and all of them pass', async () => {
      const { outcomes, code, output } = await run();
      expect(outcomes.filter(({ state }) => state !== 'pass')).toEqual([]);
      expect(code, output).toBe(0);
      expect([...new Set(outcomes.map(({ file }) => file))].sort()).toEqual(suites.toSorted());
      expect(outcomes.length).toBeGreaterThan(minimum);
      for (const storage of suites.filter((file) => conformance.includes(file))) {
        const ran = outcomes.filter(({ file }) => file === storage).map(({ test }) => test.split(' > ').at(-1));
        expect(ran.sort()).toEqual(cases.toSorted());
      }
    }, timeout);

    test('tells of a test that fails, and of a file that cannot be loaded', async () => {
      const [failing, unloadable] = broken;
      const { outcomes } = await runBroken();
      expect(outcomes.map(({ file, test, state }) => ({ file, test, state }))).toEqual([
        { file: failing, test: 'passes', state: 'pass' },
        { file: failing, test: 'fails', state: 'fail' },
        { file: unloadable, test: '', state: 'fail' },
      ]);
      expect(outcomes.map(({ problems }) => problems.join())).toEqual([
        '',
        expect.stringContaining('expected 1 to be 2'),
        expect.stringContaining('This file cannot be loaded'),
      ]);
    });
  });
}
