import { type Suites, runSuites } from '../vitest/run-suites.js';
import { print } from './report.js';

/** The worker that runs the suites when it is told to test itself: not before, for only a handler may ask for random values. */
export function worker(suites: Suites) {
  return {
    async test(): Promise<void> {
      print(await runSuites(suites));
    },
  };
}
