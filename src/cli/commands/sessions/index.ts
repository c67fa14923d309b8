import { CliError } from '../../cli-error.js';
import { nearest } from '../../nearest.js';
import type { Command } from '../command.js';
import { list } from './list.js';
import { revoke } from './revoke.js';

const subcommands: readonly Command[] = [list, revoke];

const summary = 'list or end the sessions of a user';

const help = `sojourn sessions <command>: ${summary}

${subcommands.map(({ name, summary: own }) => `  ${name.padEnd(8)}${own}`).join('\n')}

  --help  this, or after a command what it takes

  npx sojourn sessions list --user 42
  npx sojourn sessions revoke --user 42 --yes
`;

export const sessions: Command = {
  name: 'sessions',
  summary,
  async run([name, ...args]) {
    if (name === undefined || name === '--help' || name === '-h') return { stdout: help, exitCode: 0 };
    const command = subcommands.find((each) => each.name === name);
    if (command) return command.run(args);
    const meant = nearest(name, subcommands.map((each) => each.name));
    throw new CliError(`there is no command "sessions ${name}"${meant ? `; did you mean "${meant}"?` : ''}; see sojourn sessions --help`);
  },
};
