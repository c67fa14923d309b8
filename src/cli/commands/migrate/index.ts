import process from 'node:process';
import { legacyOption } from '../../../migrate/legacy-option.js';
import { type MigrationPlan, planMigration } from '../../../migrate/plan-migration.js';
import type { Source } from '../../../migrate/sources.js';
import { CliError } from '../../cli-error.js';
import { findSchema } from '../../find-schema.js';
import type { Output } from '../../output.js';
import { parseOptions } from '../../parse-options.js';
import type { Terminal } from '../../terminal.js';
import type { Command } from '../command.js';
import { readAppSettings } from '../init/app-settings.js';
import { carryOut } from '../init/carry-out.js';
import { decide } from '../init/decide.js';
import { printSteps } from '../init/next-steps.js';
import { planAuth } from '../init/plan-auth.js';
import { planOptions } from '../init/plan-options.js';
import { findDriver } from './find-driver.js';
import { findSource } from './find-source.js';
import { printSql } from './print-sql.js';
import { missingStep, stepsOf } from './steps.js';

const summary = 'moves your app over from another library; who is logged in stays so';

const help = `sojourn migrate --from LIBRARY: ${summary}

  --from LIBRARY         lucia, better-auth, authjs or express-session

With a Prisma schema:
  --old-model NAME       the model that holds the sessions there are; by default the one that has their fields
  --legacy-model NAME    what that is called from then on, if its name is in the way; by default LegacySession
  --schema PATH          the schema, a file or folder; by default as Prisma finds it
  --user-model NAME      by default the one that the old model leads to
  --model NAME           what the new session model is called; by default Session
  --table NAME           what that is called in the database; by default sessions, or user_sessions if that is taken
  --relation NAME        the field of the user that lists the new sessions; by default sessions
  --auth PATH            where the module with your auth is written; by default src/auth.ts, or beside your client
  --no-auth              write none
  --yes, -y              write without asking
  --dry-run              show what would be written, and write nothing
  --check                the same, and exit with 1 if that is anything

Without one, or with --sql, the SQL that makes the new table is printed, and nothing is written:
  --sql DIALECT          sqlite, postgresql or mysql; by default that of your driver
  --table NAME           by default sessions, or user_sessions if the old table is that
  --old-table NAME       the table that holds the sessions there are; by default as the library has it
  --user-table NAME      by default as the library has it: user, or users for authjs
  --user-id-column NAME  by default id
  --user-id-type TYPE    by default that of text: TEXT, or VARCHAR(191) for mysql

  --help, -h             this

The old table stays as it is. Running it again changes nothing.
Exit codes: 0 done, or nothing to do, 1 --check found something to change, 2 could not be done, or nobody was there to ask.

  npx sojourn migrate --from lucia
  npx sojourn migrate --from authjs --dry-run
  npx sojourn migrate --from better-auth --yes --old-model AuthSession --table login_sessions
  npx sojourn migrate --from lucia --sql postgresql --old-table user_session --user-table auth_user > sessions.sql
`;

const ofPrisma = ['old-model', 'legacy-model', 'schema', 'user-model', 'model', 'relation', 'auth', 'no-auth', 'yes', 'dry-run', 'check'] as const;
const ofSql = ['old-table', 'user-table', 'user-id-column', 'user-id-type'] as const;

/** For how long old sessions are exchanged, in milliseconds: as long as most of them last at most. */
const month = 30 * 24 * 60 * 60_000;

export const migrate: Command = {
  name: 'migrate',
  summary,
  async run(args) {
    const { clackTerminal } = await import('../../clack-terminal.js');
    return runMigrate(args, process.cwd(), clackTerminal(), new Date());
  },
};

/** @throws CliError */
export async function runMigrate(args: string[], directory: string, terminal: Terminal, now: Date): Promise<Output> {
  const options = parseOptions('migrate', args, {
    ...planOptions,
    from: { type: 'string' },
    'old-model': { type: 'string' },
    'legacy-model': { type: 'string' },
    sql: { type: 'string' },
    'old-table': { type: 'string' },
    'user-table': { type: 'string' },
    'user-id-column': { type: 'string' },
    'user-id-type': { type: 'string' },
  });
  if (options.help) return { stdout: help, exitCode: 0 };
  if (options.auth !== undefined && options['no-auth']) throw new CliError('--auth and --no-auth exclude each other; leave one out');
  const source = findSource(options.from);
  const until = new Date(now.getTime() + month).toISOString().slice(0, 10);
  const schema = options.sql === undefined ? await findSchema(directory, options.schema) : null;
  const given = (names: readonly (keyof typeof options)[]) => names.find((name) => options[name] !== undefined && options[name] !== false);
  if (!schema) {
    const { dependencies } = await readAppSettings(directory);
    const driver = findDriver(options.sql, dependencies, directory);
    const other = given(ofPrisma);
    if (other) throw new CliError(`--${other} is for a Prisma schema, and here SQL is printed; leave it out`);
    return { stdout: printSql({ source, driver, until, options }), exitCode: 0 };
  }
  const other = given(ofSql);
  if (other) throw new CliError(`--${other} is for apps without Prisma; leave it out, or say --sql sqlite, postgresql or mysql`);

  const asked = terminal.isInteractive && !options.yes && !options.check ? terminal : null;
  const { 'user-model': userModel, 'old-model': oldModel, 'legacy-model': legacyModel, model, table, relation } = options;
  const plan = await decide(planMigration, { source, schema, oldModel, legacyModel, userModel, model, table, relation }, asked);
  const settings = await readAppSettings(directory);
  const auth = options['no-auth']
    ? null
    : await planAuth({
        directory,
        settings,
        adapter: plan.adapter,
        given: options.auth,
        terminal: options['dry-run'] ? null : asked,
        legacy: (client, isTypeScript) => ({ maker: source.maker, lines: legacyLines(source, plan, client, isTypeScript, until) }),
      });
  const changes = [...plan.changes, ...(auth?.change ? [auth.change] : [])];
  const note = auth?.note ? `${auth.note}\n` : '';
  if (changes.length === 0) {
    const nothing = 'Nothing to change: the schema has both the old sessions and the new\n';
    return { stdout: `${note}${nothing}${printSteps(missingStep(auth))}`, exitCode: 0 };
  }
  const steps = printSteps(stepsOf({ source, plan, auth, until, dependencies: settings.dependencies }));
  return carryOut({ changes, note, steps }, { directory, terminal, asked, options });
}

function legacyLines(source: Source, { old, userIdType }: MigrationPlan, client: string, isTypeScript: boolean, until: string): string[] {
  return legacyOption({ source, rows: `${client}.${old.delegate}`, until, fields: old.fields, userIdType, isTypeScript });
}
