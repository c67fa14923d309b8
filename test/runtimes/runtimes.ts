import { type ToolName, tools } from '../support/tools.js';
import { runOnProcess } from './support/on-process.js';
import { runOnWorkerd } from './support/on-workerd.js';
import type { Run } from './support/run-program.js';
import { broken, sql, withNode, withoutNode } from './suites.js';

export interface Runtime {
  name: ToolName;
  /** The files of tests that it runs. */
  suites: readonly string[];
  run(): Promise<Run>;
  /** Runs the files that have something wrong with them. */
  runBroken(): Promise<Run>;
}

export const runtimes: readonly Runtime[] = [
  process('Node 20', [], sql.libsql),
  process('Node 22', [], sql.builtIn),
  process('Node 24', [], sql.builtIn),
  process('Node 26', [], sql.builtIn),
  process('Bun', [], sql.builtIn),
  process('Deno', ['run', '--allow-all', '--no-prompt'], sql.builtIn),
  {
    name: 'workerd',
    suites: [...withoutNode, ...withNode, sql.durableObject],
    run: () =>
      runOnWorkerd([
        { suites: withoutNode, hasNode: false },
        { suites: withNode, hasNode: true },
        { suites: [sql.durableObject], hasNode: true, isDurableObject: true },
      ]),
    runBroken: () => runOnWorkerd([{ suites: broken, hasNode: false }]),
  },
];

function process(name: ToolName, args: readonly string[], storage: string): Runtime {
  const suites = [...withoutNode, ...withNode, storage];
  return {
    name,
    suites,
    run: () => runOnProcess(tools[name], args, suites),
    runBroken: () => runOnProcess(tools[name], args, broken),
  };
}
