import type { Auth } from '../auth/create-auth.js';
import { CliError } from './cli-error.js';
import { findAuth } from './find-auth.js';

/**
 * The auth of the app, for commands that cannot do without.
 *
 * @throws CliError if there is none
 */
export async function requireAuth(directory: string, given: string | undefined): Promise<Auth> {
  const auth = await findAuth(directory, given);
  if (auth) return auth as Auth;
  throw new CliError('there is no module that exports your auth in the usual places; name it with --auth');
}
