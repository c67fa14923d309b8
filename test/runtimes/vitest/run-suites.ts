import { type File, type Task, type VitestRunner, startTests } from '@vitest/runner';

/** The files of tests, by name, each with what loads it. */
export type Suites = Readonly<Record<string, () => Promise<unknown>>>;

/** What became of a test, or of a file that has none to show for itself: then `test` is empty. */
export interface Outcome {
  file: string;
  /** The names of the groups that it is in, and its own. */
  test: string;
  state: 'pass' | 'fail' | 'skip';
  /** What went wrong; empty if nothing did. */
  problems: string[];
}

const config: VitestRunner['config'] = {
  root: '/',
  name: undefined,
  setupFiles: [],
  passWithNoTests: false,
  testNamePattern: undefined,
  allowOnly: false,
  sequence: { seed: 0, hooks: 'stack', setupFiles: 'list' },
  chaiConfig: undefined,
  maxConcurrency: 1,
  testTimeout: 30_000,
  hookTimeout: 60_000,
  retry: 0,
  includeTaskLocation: false,
  tags: [],
  tagsFilter: undefined,
  strictTags: true,
};

/** Runs one file after the other. */
export async function runSuites(suites: Suites): Promise<Outcome[]> {
  const outcomes: Outcome[] = [];
  for (const [name, load] of Object.entries(suites)) {
    const [file] = await startTests([`/${name}`], { config, importFile: load });
    outcomes.push(...outcomesOf(file!, name));
  }
  return outcomes;
}

function outcomesOf(file: File, name: string): Outcome[] {
  const tests = file.tasks.flatMap((task) => testsWithin(task, name, []));
  const own = outcomeOf(file, name, '');
  return own.state === 'fail' && own.problems.length > 0 ? [own, ...tests] : tests;
}

function testsWithin(task: Task, file: string, groups: readonly string[]): Outcome[] {
  const names = [...groups, task.name];
  const own = outcomeOf(task, file, names.join(' > '));
  if (task.type === 'test') return [own];
  const tests = task.tasks.flatMap((each) => testsWithin(each, file, names));
  // What a hook of a group does wrong is none of its tests' fault.
  return own.problems.length > 0 ? [own, ...tests] : tests;
}

function outcomeOf({ result, mode }: Task, file: string, test: string): Outcome {
  const problems = (result?.errors ?? []).map(({ stack, message }) => stack ?? message);
  const isSkipped = mode === 'skip' || mode === 'todo' || result?.state === 'skip';
  return { file, test, problems, state: result?.state === 'pass' ? 'pass' : isSkipped ? 'skip' : 'fail' };
}
