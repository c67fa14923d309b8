import { type Suites, runSuites } from '../vitest/run-suites.js';
import { print } from './report.js';

/** Runs the suites in this process, which ends by itself afterwards, unless something of theirs keeps it. */
export async function launch(suites: Suites): Promise<void> {
  // Until then it has to stay, even where a test waits for what would not keep it.
  const keep = setInterval(() => {}, 60_000);
  try {
    print(await runSuites(suites));
  } finally {
    clearInterval(keep);
  }
}
