import process from 'node:process';
import { checkSchema } from '../../doctor/check-schema.js';
import { describe } from '../../doctor/description.js';
import { checkEnvironment } from '../../doctor/environment/check-environment.js';
import { findClientGenerators, missingOutput } from '../../doctor/environment/generators.js';
import { sortProblems } from '../../doctor/report.js';
import { SchemaSyntaxError } from '../../doctor/schema/schema-syntax-error.js';
import { CliError, ModuleError } from '../cli-error.js';
import { hasColour } from '../colour.js';
import { findAuth } from '../find-auth.js';
import { findSchema } from '../find-schema.js';
import { parseOptions } from '../parse-options.js';
import { printReport } from '../print-report.js';
import { withoutStdout } from '../without-stdout.js';
import type { Command } from './command.js';

const summary = 'what is wrong with your schema, settings and database, and what export and erasure forget';

const help = `sojourn doctor: ${summary}

  --schema PATH         the schema, a file or folder; by default as Prisma finds it
  --auth PATH           the module that exports your auth; by default src/auth.ts, auth.ts, src/lib/auth.ts,
                        lib/auth.ts, app/auth.ts, src/server/auth.ts or app/auth.server.ts, or the same in JavaScript
  --user-model NAME     by default what your adapter was told, else User
  --session-model NAME  by default what your adapter was told, else Session
  --origin URL          where browsers reach the app, to check the cookie against; by default $ORIGIN
  --no-database         ask no database
  --strict              warnings and notes count as problems
  --json                print { schema, database, problems } instead of text
  --help                this

The module is run, with TypeScript through your tsx or jiti where Node needs one. Its database is asked a few
questions, and nothing in it is changed.
Exit codes: 0 no problems, 1 problems, 2 could not check.

  npx sojourn doctor
  npx sojourn doctor --schema prisma/schema --auth src/server/auth.ts
  NODE_ENV=production npx sojourn doctor --origin https://example.com
  npx sojourn doctor --no-database --strict --json > doctor.json
`;

export const doctor: Command = {
  name: 'doctor',
  summary,
  async run(args) {
    const options = parseOptions('doctor', args, {
      schema: { type: 'string' },
      auth: { type: 'string' },
      'user-model': { type: 'string' },
      'session-model': { type: 'string' },
      origin: { type: 'string' },
      'no-database': { type: 'boolean', default: false },
      strict: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    });
    if (options.help) return { stdout: help, exitCode: 0 };
    const directory = process.cwd();
    const origin = parseOrigin(options.origin ?? process.env.ORIGIN, options.origin === undefined);
    const schema = await findSchema(directory, options.schema);
    const auth = await reading(() =>
      findAuth(directory, options.auth).catch((error: unknown) => {
        throw withGeneratorHint(error, schema, directory);
      }),
    );
    // With another adapter the app may have no Prisma at all.
    if (!schema && (!auth || describe(auth).isPrisma)) {
      throw new CliError(`there is no Prisma schema in ${directory}; name it with --schema`);
    }
    const report = await reading(() =>
      withoutStdout(() =>
        checkEnvironment({
          auth,
          schema: schema ?? undefined,
          directory,
          mode: process.env.NODE_ENV,
          origin,
          database: !options['no-database'],
        }),
      ),
    );
    const ofSchema =
      schema &&
      (await reading(async () =>
        checkSchema({
          schema,
          ...(auth ? { auth } : {}),
          ...(options['user-model'] === undefined ? {} : { userModel: options['user-model'] }),
          ...(options['session-model'] === undefined ? {} : { sessionModel: options['session-model'] }),
        }),
      ));
    const problems = sortProblems([...(ofSchema?.problems ?? []), ...report.problems]);
    const { database } = report;
    const files = Object.keys(schema ?? {});
    const hasFailed = problems.some(({ level }) => options.strict || level === 'error');
    return {
      stdout: options.json
        ? `${JSON.stringify({ schema: files, database, problems }, null, 2)}\n`
        : printReport({ problems, files, database }, hasColour(process.stdout)),
      exitCode: hasFailed ? 1 : 0,
    };
  },
};

/** The commonest reason why an auth module cannot be loaded: it imports a client that nobody generated. */
function withGeneratorHint(error: unknown, schema: Readonly<Record<string, string>> | null, directory: string): unknown {
  if (!(error instanceof ModuleError) || !schema) return error;
  const missing = findClientGenerators(schema, directory).flatMap((generator) => missingOutput(generator, directory) ?? []);
  if (missing.length === 0) return error;
  return new CliError(`${error.message}; there is no client at ${missing.join(', ')}: run npx prisma generate`, { cause: error });
}

/** What the environment says may be anything, and is then left aside; what was given has to be one. */
function parseOrigin(text: string | undefined, isFromEnvironment: boolean): URL | undefined {
  if (text === undefined) return undefined;
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url?.protocol === 'https:' || url?.protocol === 'http:') return url;
  if (isFromEnvironment) return undefined;
  throw new CliError(`--origin must be a URL such as https://example.com; it is "${text}"`);
}

async function reading<T>(check: () => Promise<T>): Promise<T> {
  try {
    return await check();
  } catch (error) {
    if (!(error instanceof SchemaSyntaxError)) throw error;
    throw new CliError(`the schema cannot be read: ${error.message}; npx prisma validate says more`, { cause: error });
  }
}
