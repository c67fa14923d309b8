import { createRequire } from 'node:module';
import { inspect } from 'node:util';
import { CliError } from './cli-error.js';
import { cleanup } from './commands/cleanup.js';
import type { Command } from './commands/command.js';
import { doctor } from './commands/doctor.js';
import { init } from './commands/init/index.js';
import { migrate } from './commands/migrate/index.js';
import { sessions } from './commands/sessions/index.js';
import { nearest } from './nearest.js';
import type { Output } from './output.js';

const commands: readonly Command[] = [init, migrate, doctor, cleanup, sessions];

const help = `sojourn <command>

${commands.map(({ name, summary }) => `  ${name.padEnd(10)}  ${summary}`).join('\n')}

  --help      this, or after a command what it takes
  --version   the version of the package

Exit codes: 0 all is well, 1 something was found or left undone, 2 the command could not do its work.

  npx sojourn migrate --from lucia
  npx sojourn doctor
  npx sojourn cleanup --watch
  npx sojourn sessions list --user 42
`;

/** Runs the command that the arguments name. */
export async function run([name, ...args]: string[]): Promise<Output> {
  try {
    if (name === undefined || name === '--help' || name === '-h') return { stdout: help, exitCode: 0 };
    if (name === '--version' || name === '-v') return { stdout: `${readVersion()}\n`, exitCode: 0 };
    const command = commands.find((each) => each.name === name);
    if (!command) throw new CliError(`there is no command "${name}"${suggestionFor(name)}; see sojourn --help`);
    return await command.run(args);
  } catch (error) {
    return { stderr: `sojourn: ${error instanceof CliError ? error.message : inspect(error)}\n`, exitCode: 2 };
  }
}

function suggestionFor(name: string): string {
  const meant = nearest(name, commands.map((each) => each.name));
  return meant === undefined ? '' : `; did you mean "${meant}"?`;
}

function readVersion(): string {
  const { version } = createRequire(import.meta.url)('sojourn/package.json') as { version: string };
  return version;
}
