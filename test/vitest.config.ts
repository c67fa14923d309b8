import path from 'node:path';
import { defineConfig } from 'vitest/config';

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
  },
});
