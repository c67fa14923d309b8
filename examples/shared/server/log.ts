import { pino } from 'pino';
import type { AuthEvent } from 'sojourn';
import { isDatabaseFailure, reasonOf } from '../database/failures.js';

/** One line of JSON an entry on stdout: text of others is escaped, and so cannot begin an entry (ASVS 5.0 16.4.1). */
const logger = pino(
  {
    level: process.env.LOG_LEVEL ?? 'info',
    base: null,
    timestamp: false,
    formatters: { level: (label) => ({ level: label }) },
  },
  // Where there is no stdout, the console is what the platform keeps.
  { write: (line) => console.log(line.trimEnd()) },
);

/** What this app tells beside the events of the library. */
type AppEvent =
  | 'account.created'
  | 'login.failed'
  | 'code.refused'
  | 'password.refused'
  | 'password.changed'
  | 'second-factor.turned-on'
  | 'second-factor.turned-off'
  | 'attempt.refused'
  | 'download.broken-off';

/** Ids and addresses. Not what was typed: an email, and a password in its field by mistake (ASVS 5.0 16.2.5). */
interface Details {
  userId?: string;
  sessionId?: string;
  ipAddress: string | null;
  limit?: string;
}

interface FailureDetails {
  time?: Date;
  operation?: string;
  ipAddress?: string | null;
}

const warnings: readonly string[] = [
  'login.failed',
  'code.refused',
  'password.refused',
  'attempt.refused',
  'session.limit-reached',
  'session.reuse-detected',
];

/** Records an event of the library. */
export function recordAuthEvent({ type, time, ...event }: AuthEvent): void {
  if ('error' in event) {
    const { error, ...details } = event;
    recordFailure(type, error, { time, ...details });
    return;
  }
  logger[levelOf(type)]({ time: time.toISOString(), type, ...event });
}

/** Records what the app does or refuses itself (ASVS 5.0 16.3.1). */
export function record(type: AppEvent, details: Details): void {
  logger[levelOf(type)]({ time: new Date().toISOString(), type, ...details });
}

/** Records an error by its name, code and reason; not as a whole, since a database may quote what it was given. */
export function recordFailure(type: string, error: unknown, failure: FailureDetails = {}): void {
  const { time = new Date(), ...details } = failure;
  logger.error({ time: time.toISOString(), type, ...details, error: describe(error) });
}

function levelOf(type: string): 'warn' | 'info' {
  return warnings.includes(type) ? 'warn' : 'info';
}

function describe(error: unknown): object {
  if (!(error instanceof Error)) return { message: 'Something was thrown that is no error' };
  const code = 'code' in error && typeof error.code === 'string' ? error.code : undefined;
  // Where a database failed tells nothing; where the app did, much.
  const stack = isDatabaseFailure(error) ? undefined : framesOf(error);
  return { name: error.name, code, message: reasonOf(error), stack };
}

/** Where it happened, without the message that a stack begins with. */
function framesOf({ stack = '' }: Error): string[] {
  return stack.split('\n').filter((line) => /^\s+at /.test(line)).map((line) => line.trim());
}
