import type { Problem } from '../report.js';
import type { Answer, Now } from './answer.js';
import { checkCleanup } from './cleanup.js';
import { checkClock } from './clock.js';
import type { Connection } from './connection.js';
import type { DatabaseFacts } from './facts.js';
import { checkForeignKeys } from './foreign-keys.js';
import { checkIndexes } from './indexes.js';
import { databaseReason, isNotMigrated } from './reason.js';
import { within } from './within.js';

interface DatabaseReport {
  problems: Problem[];
  facts: DatabaseFacts | null;
}

const questions: Readonly<Record<string, (connection: Connection, now: Now) => Promise<Answer>>> = {
  'its clock': checkClock,
  'whether foreign keys are enforced': checkForeignKeys,
  'which indexes it has': checkIndexes,
  'how many sessions are past their expiry': checkCleanup,
};

/**
 * Asks the app's own database, through its own client, and changes nothing: whether it answers and has the tables
 * and columns of sessions, and then the rest.
 *
 * @param timeout how long each question may take, in milliseconds
 */
export async function checkDatabase(connection: Connection, now: Now, timeout = 10_000): Promise<DatabaseReport> {
  const hindrance = await findHindrance(connection, timeout);
  if (hindrance) return { problems: [hindrance], facts: null };
  const problems: Problem[] = [];
  const facts: DatabaseFacts = { name: connection.name };
  for (const [what, ask] of Object.entries(questions)) {
    try {
      const answer = await within(timeout, ask(connection, now));
      problems.push(...(answer.problems ?? []));
      Object.assign(facts, answer.facts);
    } catch (error) {
      problems.push(notAnswered(what, error));
    }
  }
  return { problems, facts };
}

/** No id of a session: they are random. */
const noSession = 'a'.repeat(24);

/** What keeps the adapter from reading a session with its user, with every column of both. */
async function findHindrance({ adapter, name, client }: Connection, timeout: number): Promise<Problem | null> {
  try {
    await within(timeout, adapter.findSessions([noSession], { previous: true }));
    return null;
  } catch (error) {
    const reason = databaseReason(error);
    if (isNotMigrated(error)) {
      return {
        code: 'database-not-migrated',
        level: 'error',
        model: null,
        message: `${name} lacks a table or column of sessions and users: ${reason}`,
        remedy: client
          ? 'run npx prisma migrate deploy (npx prisma migrate dev while developing), or correct DATABASE_URL if it is another database'
          : 'create the tables as in docs/sql.md, or correct the names in the options of sqlAdapter',
      };
    }
    return {
      code: 'database-unreachable',
      level: 'error',
      model: null,
      message: `No session can be read from ${name}: ${reason}`,
      remedy: 'start the database and check the address and password that your auth module uses; --no-database leaves it out',
    };
  }
}

function notAnswered(what: string, error: unknown): Problem {
  return {
    code: 'database-not-asked',
    level: 'note',
    model: null,
    message: `The database could not be asked ${what}: ${databaseReason(error)}`,
    remedy: 'check what the app\'s user of the database may do; sessions work without',
  };
}
