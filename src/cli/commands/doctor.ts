import process from 'node:process';
import { checkSchema } from '../../doctor/check-schema.js';
import type { Report } from '../../doctor/report.js';
import { SchemaSyntaxError } from '../../doctor/schema/schema-syntax-error.js';
import { CliError } from '../cli-error.js';
import { findAuth } from '../find-auth.js';
import { findSchema } from '../find-schema.js';
import { parseOptions } from '../parse-options.js';
import { printReport } from '../print-report.js';
import type { Command } from './command.js';

const summary = 'what "download my data" and erasure forget, by your Prisma schema';

const help = `sojourn doctor: ${summary}

  --schema PATH         the schema, a file or folder; by default as Prisma finds it
  --auth PATH           the module that exports your auth; by default src/auth.ts, auth.ts, src/lib/auth.ts,
                        lib/auth.ts, app/auth.ts or src/server/auth.ts, or the same in JavaScript
  --user-model NAME     by default what your adapter was told, else User
  --session-model NAME  by default what your adapter was told, else Session
  --strict              warnings and notes count as problems
  --json                print { schema, problems } instead of text
  --help                this

The module is run, with TypeScript through your tsx or jiti where Node needs one. No database is asked.
Exit codes: 0 no problems, 1 problems, 2 could not check.

  npx sojourn doctor
  npx sojourn doctor --schema prisma/schema --auth src/server/auth.ts
  npx sojourn doctor --strict --json > doctor.json
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
      strict: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    });
    if (options.help) return { stdout: help, exitCode: 0 };
    const directory = process.cwd();
    const schema = await findSchema(directory, options.schema);
    const auth = await findAuth(directory, options.auth);
    const report = check({
      schema,
      ...(auth ? { auth } : {}),
      ...(options['user-model'] === undefined ? {} : { userModel: options['user-model'] }),
      ...(options['session-model'] === undefined ? {} : { sessionModel: options['session-model'] }),
    });
    const files = Object.keys(schema);
    const hasFailed = report.problems.some(({ level }) => options.strict || level === 'error');
    return {
      stdout: options.json
        ? `${JSON.stringify({ schema: files, problems: report.problems }, null, 2)}\n`
        : printReport(report, files, process.stdout.isTTY && !process.env.NO_COLOR),
      exitCode: hasFailed ? 1 : 0,
    };
  },
};

function check(options: Parameters<typeof checkSchema>[0]): Report {
  try {
    return checkSchema(options);
  } catch (error) {
    if (!(error instanceof SchemaSyntaxError)) throw error;
    throw new CliError(`the schema cannot be read: ${error.message}; npx prisma validate says more`, { cause: error });
  }
}
