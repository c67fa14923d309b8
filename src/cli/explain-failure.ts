import { databaseReason } from '../doctor/database/reason.js';
import type { SojournError } from '../errors/sojourn-error.js';
import { CliError } from './cli-error.js';

/** A failure of a function of the auth, in one line that says what to do. */
export function explainFailure(error: unknown): unknown {
  // By its code: the app's module may have loaded the package another time.
  const { code, cause } = Object(error) as Partial<SojournError>;
  if (code === 'ERR_STORAGE') {
    return new CliError(`the database failed (${databaseReason(cause)}); npx sojourn doctor says more`, { cause: error });
  }
  return error instanceof TypeError ? new CliError(error.message, { cause: error }) : error;
}
