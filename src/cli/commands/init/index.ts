import process from 'node:process';
import { planSchema } from '../../../init/plan.js';
import { CliError } from '../../cli-error.js';
import { findSchema } from '../../find-schema.js';
import type { Output } from '../../output.js';
import { parseOptions } from '../../parse-options.js';
import type { Terminal } from '../../terminal.js';
import type { Command } from '../command.js';
import { readAppSettings } from './app-settings.js';
import { carryOut } from './carry-out.js';
import { decide } from './decide.js';
import { nextSteps } from './next-steps.js';
import { planAuth } from './plan-auth.js';
import { planOptions } from './plan-options.js';

const summary = 'adds the session model to your Prisma schema, and the module with your auth';

const help = `sojourn init: ${summary}

  --schema PATH       the schema, a file or folder; by default as Prisma finds it
  --user-model NAME   by default User, in any spelling; else you are asked
  --model NAME        what the session model is called; by default Session
  --table NAME        what it is called in the database; by default as the model
  --relation NAME     the field of the user that lists the sessions; by default sessions
  --auth PATH         where the module with your auth is written; by default src/auth.ts, or beside your client
  --no-auth           write none
  --yes, -y           write without asking
  --dry-run           show what would be written, and write nothing
  --check             the same, and exit with 1 if that is anything
  --help, -h          this

Lines are added, and none is changed or removed. Running it again adds what a newer version needs, or nothing.
Exit codes: 0 done, or nothing to do, 1 --check found something to add, 2 could not be done, or nobody was there to ask.

  npx sojourn init
  npx sojourn init --dry-run
  npx sojourn init --yes --user-model Account --model AuthSession --table auth_sessions
  npx sojourn init --check --no-auth
`;

export const init: Command = {
  name: 'init',
  summary,
  async run(args) {
    const { clackTerminal } = await import('../../clack-terminal.js');
    return runInit(args, process.cwd(), clackTerminal());
  },
};

/** @throws CliError */
export async function runInit(args: string[], directory: string, terminal: Terminal): Promise<Output> {
  const options = parseOptions('init', args, planOptions);
  if (options.help) return { stdout: help, exitCode: 0 };
  if (options.auth !== undefined && options['no-auth']) throw new CliError('--auth and --no-auth exclude each other; leave one out');
  const asked = terminal.isInteractive && !options.yes && !options.check ? terminal : null;
  const schema = await findSchema(directory, options.schema);
  if (!schema) throw new CliError(`there is no Prisma schema in ${directory}; name it with --schema, or make one with npx prisma init`);
  const { 'user-model': userModel, model, table, relation } = options;
  const plan = await decide(planSchema, { schema, userModel, model, table, relation }, asked);
  const settings = await readAppSettings(directory);
  const auth = options['no-auth']
    ? null
    : await planAuth({ directory, settings, adapter: plan.adapter, given: options.auth, terminal: options['dry-run'] ? null : asked });
  const changes = [...plan.changes, ...(auth?.change ? [auth.change] : [])];
  const note = auth?.note ? `${auth.note}\n` : '';
  if (changes.length === 0) return { stdout: `${note}Nothing to add: the schema has all that sessions need\n`, exitCode: 0 };
  const steps = nextSteps(plan, auth, settings.dependencies);
  return carryOut({ changes, note, steps }, { directory, terminal, asked, options });
}
