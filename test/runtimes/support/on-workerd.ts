import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { isBuiltin } from 'node:module';
import { tools } from '../../support/tools.js';
import { bundle } from './bundle.js';
import { createProject } from './project.js';
import { type Run, runProgram } from './run-program.js';

/** A worker, with the suites that it runs. */
export interface Worker {
  suites: readonly string[];
  /** Whether it has the built-in modules of Node. Without them, an import of one is an error when it starts. */
  hasNode: boolean;
  /** Whether the suites run within a Durable Object. */
  isDurableObject?: boolean;
}

const launchers = {
  worker: `import { worker } from './worker.ts'; export default worker(SUITES);`,
  durableObject: `
    import { durableObject, worker } from './durable-object.ts';
    export const Tests = durableObject(SUITES);
    export default worker;
  `,
};

/** Runs workers, each of them one file with the package within. */
export async function runOnWorkerd(workers: readonly Worker[]): Promise<Run> {
  const { directory, remove } = createProject();
  try {
    const services = await Promise.all(workers.map((worker, index) => createService(worker, `worker-${index}`, directory)));
    // Where Durable Objects have their databases.
    services.push(`(name = "disk", disk = (path = ${JSON.stringify(directory)}, writable = true))`);
    writeFileSync(
      path.join(directory, 'config.capnp'),
      `using Workerd = import "/workerd/workerd.capnp";\nconst config :Workerd.Config = (services = [${services.join(', ')}]);\n`,
    );
    return await runProgram(tools.workerd, ['test', 'config.capnp'], directory);
  } finally {
    remove();
  }
}

/** On a day before the modules of Node were there without being asked for. */
async function createService({ suites, hasNode, isDurableObject = false }: Worker, name: string, directory: string): Promise<string> {
  const launcher = isDurableObject ? launchers.durableObject : launchers.worker;
  const imports = await bundle({ suites, launcher, isWhole: true, file: path.join(directory, `${name}.js`) });
  const strangers = imports.filter((each) => !(hasNode && isBuiltin(each)));
  if (strangers.length > 0) throw new Error(`A worker has no module ${strangers.join(', ')}`);
  const objects = `
    durableObjectNamespaces = [(className = "Tests", uniqueKey = "tests", enableSql = true)],
    durableObjectStorage = (localDisk = "disk"),
    bindings = [(name = "TESTS", durableObjectNamespace = "Tests")],
  `;
  return `(
    name = "${name}",
    worker = (
      modules = [(name = "${name}.js", esModule = embed "${name}.js")],
      compatibilityDate = "2026-07-01",
      compatibilityFlags = [${hasNode ? '"nodejs_compat"' : ''}],
      ${isDurableObject ? objects : ''}
    ),
  )`;
}
