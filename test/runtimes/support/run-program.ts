import { execFile } from 'node:child_process';
import { parse } from '../launchers/report.js';
import type { Outcome } from '../vitest/run-suites.js';

export interface Run {
  outcomes: Outcome[];
  /** How the program ended, and all that it printed. */
  code: unknown;
  output: string;
}

/** How long a run may take until it is ended, in milliseconds. */
const timeout = 100_000;

/** Runs a program that prints outcomes. */
export function runProgram(program: string, args: string[], directory: string): Promise<Run> {
  // Within a test another run would report to the outer one.
  const { NODE_OPTIONS: _, ...env } = process.env;
  return new Promise((resolve) => {
    const options = { cwd: directory, env: { ...env, NO_COLOR: '1', DENO_NO_UPDATE_CHECK: '1' }, maxBuffer: 2 ** 26, timeout };
    execFile(program, args, options, (error, stdout, stderr) =>
      resolve({ outcomes: parse(stdout), code: error ? (error.code ?? error.signal) : 0, output: stdout + stderr }),
    );
  });
}
