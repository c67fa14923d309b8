#!/usr/bin/env node
import process from 'node:process';
import { run } from './run.js';

const { stdout = '', stderr = '', exitCode } = await run(process.argv.slice(2));

// The app's auth module may hold handles that would keep the process alive; so it ends once all is written.
process.stderr.write(stderr, () => {
  process.stdout.write(stdout, () => process.exit(exitCode));
});
