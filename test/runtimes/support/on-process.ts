import path from 'node:path';
import { bundle } from './bundle.js';
import { createProject } from './project.js';
import { type Run, runProgram } from './run-program.js';

/** Runs suites on a runtime that is given a file, after the arguments. */
export async function runOnProcess(program: string, args: readonly string[], suites: readonly string[]): Promise<Run> {
  const { directory, remove } = createProject();
  try {
    const launcher = `import { launch } from './process.ts'; await launch(SUITES);`;
    await bundle({ suites, launcher, isWhole: false, file: path.join(directory, 'tests.js') });
    return await runProgram(program, [...args, 'tests.js'], directory);
  } finally {
    remove();
  }
}
