import path from 'node:path';
import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Of the files those that take longest, which begin first: else one of them is still at work when all others are through. */
const slow = [/\/conformance\/prisma-/, /\/examples\//, /\/conformance\/sql\./, /\/(runtimes|faults|package)\//, /\/(init\/log-in|cli\/migrate)\./];

class SlowFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rank = ({ moduleId }: TestSpecification) => (slow.findIndex((each) => each.test(moduleId)) + slow.length + 1) % (slow.length + 1);
    return (await super.sort(files)).toSorted((a, b) => rank(a) - rank(b));
  }
}

export default defineConfig({
  root: path.resolve(import.meta.dirname, '..'),
  test: {
    include: ['test/**/*.test.ts'],
    exclude: ['**/node_modules/**', '**/.generated/**'],
    globalSetup: 'test/support/global-setup.ts',
    // Everything that a test run prints is searched for tokens and hashes.
    setupFiles: 'test/support/printed.ts',
    // Half an hour off the hour and never UTC: a date that passes through local time comes out wrong.
    env: { TZ: 'America/St_Johns' },
    testTimeout: 30_000,
    hookTimeout: 60_000,
    maxWorkers: 2,
    sequence: { sequencer: SlowFirst },
  },
});
