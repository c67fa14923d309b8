import type { Now } from '../database/answer.js';
import { checkDatabase } from '../database/check-database.js';
import { connect } from '../database/connection.js';
import type { DatabaseFacts } from '../database/facts.js';
import { member } from '../members.js';
import type { Problem } from '../report.js';
import { type Place, checkCookies } from './cookies.js';
import { checkPrisma } from './prisma.js';

interface EnvironmentOptions extends Place {
  /** What `createAuth` gave; `undefined` where there is none. */
  auth: object | undefined;
  /** The texts of the Prisma schema by file; `undefined` where there is none. */
  schema: Readonly<Record<string, string>> | undefined;
  directory: string;
  /** Whether to ask the database. */
  database: boolean;
}

interface EnvironmentReport {
  problems: Problem[];
  /** `null` where none was asked, or none answered. */
  database: DatabaseFacts | null;
}

/** What stands around the code: the cookie where the app runs, Prisma's client, and the database. */
export async function checkEnvironment(options: EnvironmentOptions): Promise<EnvironmentReport> {
  const { auth, schema, directory } = options;
  const connection = connect(auth);
  const problems = [
    ...checkCookies(auth, options),
    ...(schema ? checkPrisma({ isLoaded: auth !== undefined, client: connection?.client, schema, directory }) : []),
  ];
  if (!connection || !options.database) return { problems, database: null };
  const { problems: found, facts } = await checkDatabase(connection, clockOf(auth));
  return { problems: [...problems, ...found], database: facts };
}

function clockOf(auth: object | undefined): Now {
  const now = member(member(auth, '~description'), 'now');
  return typeof now === 'function' ? (now as Now) : () => new Date();
}
