import { createRequire } from 'node:module';
import { inspect } from 'node:util';
import { CliError } from './cli-error.js';
import type { Command } from './commands/command.js';
import { doctor } from './commands/doctor.js';
import type { Output } from './output.js';

const commands: readonly Command[] = [doctor];

const help = `sojourn <command>

${commands.map(({ name, summary }) => `  ${name.padEnd(10)}  ${summary}`).join('\n')}

  --help      this, or after a command what it takes
  --version   the version of the package
`;

/** Runs the command that the arguments name. */
export async function run([name, ...args]: string[]): Promise<Output> {
  try {
    if (name === undefined || name === '--help' || name === '-h') return { stdout: help, exitCode: 0 };
    if (name === '--version' || name === '-v') return { stdout: `${readVersion()}\n`, exitCode: 0 };
    const command = commands.find((each) => each.name === name);
    if (!command) throw new CliError(`there is no command "${name}"; see sojourn --help`);
    return await command.run(args);
  } catch (error) {
    return { stderr: `sojourn: ${error instanceof CliError ? error.message : inspect(error)}\n`, exitCode: 2 };
  }
}

function readVersion(): string {
  const { version } = createRequire(import.meta.url)('sojourn/package.json') as { version: string };
  return version;
}
