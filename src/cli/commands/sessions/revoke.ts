import process from 'node:process';
import type { Auth } from '../../../auth/create-auth.js';
import type { Session, UserId } from '../../../session/session.js';
import { isSessionId } from '../../../session/token.js';
import { CliError } from '../../cli-error.js';
import { hasColour } from '../../colour.js';
import { counted } from '../../counted.js';
import { explainFailure } from '../../explain-failure.js';
import { parseOptions } from '../../parse-options.js';
import { requireAuth } from '../../require-auth.js';
import { withoutStdout } from '../../without-stdout.js';
import type { Command } from '../command.js';
import { confirm } from './confirm.js';
import { printTable } from './print-table.js';
import { printable } from './printable.js';
import { parseUserId } from './user-id.js';

const summary = 'end sessions of a user';

const help = `sojourn sessions revoke: ${summary}

  --user ID       the user; in the type of your schema
  --session ID    only this session, as sessions list shows it; may be given again for another
  --except ID     all but this session
  --yes           do not ask; needed where there is no terminal
  --id-type TYPE  string, number or bigint, where your adapter does not say which user ids are; default string
  --auth PATH     the module that exports your auth; by default as sojourn doctor finds it
  --help          this

Without --session all sessions of the user end, logins that wait for a second factor too. Your onEvent is told,
with the reason "administrator".
Exit codes: 0 ended, also if there was nothing to end; 1 not confirmed, or no such session; 2 could not.

  npx sojourn sessions revoke --user 42
  npx sojourn sessions revoke --user 42 --session ebayb4vcwm7tvqmlfyrqxs2p
  npx sojourn sessions revoke --user 42 --except ebayb4vcwm7tvqmlfyrqxs2p --yes
`;

export const revoke: Command = {
  name: 'revoke',
  summary,
  async run(args) {
    const options = parseOptions('sessions revoke', args, {
      user: { type: 'string' },
      session: { type: 'string', multiple: true },
      except: { type: 'string' },
      yes: { type: 'boolean', short: 'y', default: false },
      'id-type': { type: 'string' },
      auth: { type: 'string' },
      help: { type: 'boolean', short: 'h', default: false },
    });
    if (options.help) return { stdout: help, exitCode: 0 };
    const { session: ids, except, yes } = options;
    if (ids && except !== undefined) throw new CliError('--session and --except do not go together; see sojourn sessions revoke --help');
    // What is none may be a token, and is not to be printed.
    if (ids && !ids.every(isSessionId)) throw new CliError('--session must be the id of a session, as sojourn sessions list shows it');
    const auth = await requireAuth(process.cwd(), options.auth);
    const userId = parseUserId(auth, options.user, options['id-type']);
    try {
      const listed = await withoutStdout(() => auth.listSessions(userId));
      // A misspelled one would end the very session that is to stay.
      if (except !== undefined && !listed.some(({ id }) => id === except)) {
        throw new CliError('the user has no session with the id of --except; see sojourn sessions list');
      }
      const chosen = listed.filter(({ id }) => (ids ? ids.includes(id) : id !== except));
      if (!yes && !(await isConfirmed(chosen, userId, ids !== undefined))) return { stderr: 'sojourn: nothing was ended\n', exitCode: 1 };
      return ids ? await endEach(auth, userId, ids) : await endAll(auth, userId, except);
    } catch (error) {
      throw explainFailure(error);
    }
  },
};

async function isConfirmed(chosen: readonly Session[], userId: UserId, isSelection: boolean): Promise<boolean> {
  if (!process.stdin.isTTY || !process.stderr.isTTY) {
    throw new CliError('there is no terminal to ask on; say --yes to end the sessions');
  }
  if (chosen.length === 0 && isSelection) return true;
  if (chosen.length > 0) process.stderr.write(printTable(chosen, hasColour(process.stderr)));
  return confirm(`End ${counted(chosen.length)} of user ${printable(String(userId))}?`);
}

async function endEach(auth: Auth, userId: UserId, ids: readonly string[]) {
  const missing: string[] = [];
  for (const id of new Set(ids)) {
    const existed = await withoutStdout(() => auth.invalidateSession(id, { userId, reason: 'administrator' }));
    if (!existed) missing.push(id);
  }
  const stdout = `ended ${counted(new Set(ids).size - missing.length)} of user ${printable(String(userId))}\n`;
  if (missing.length === 0) return { stdout, exitCode: 0 as const };
  return { stdout, stderr: `sojourn: the user has no session ${missing.join(', ')}\n`, exitCode: 1 as const };
}

async function endAll(auth: Auth, userId: UserId, except: string | undefined) {
  const options = { reason: 'administrator' as const, ...(except === undefined ? {} : { except }) };
  const count = await withoutStdout(() => auth.invalidateUserSessions(userId, options));
  return { stdout: `ended ${counted(count)} of user ${printable(String(userId))}\n`, exitCode: 0 as const };
}
