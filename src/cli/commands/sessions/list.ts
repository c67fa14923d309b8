import process from 'node:process';
import type { Session } from '../../../session/session.js';
import { hasColour } from '../../colour.js';
import { explainFailure } from '../../explain-failure.js';
import { parseOptions } from '../../parse-options.js';
import { requireAuth } from '../../require-auth.js';
import { withoutStdout } from '../../without-stdout.js';
import type { Command } from '../command.js';
import { printTable } from './print-table.js';
import { printable } from './printable.js';
import { parseUserId } from './user-id.js';

const summary = 'the live sessions of a user, newest first';

const help = `sojourn sessions list: ${summary}

  --user ID       the user; in the type of your schema
  --id-type TYPE  string, number or bigint, where your adapter does not say which user ids are; default string
  --json          print an array of sessions instead of a table
  --auth PATH     the module that exports your auth; by default as sojourn doctor finds it
  --help          this

Times are in UTC. "last seen" is as exact as the session is renewed: by default idle time / 24.
Exit codes: 0 listed, also if there are none; 2 could not.

  npx sojourn sessions list --user 42
  npx sojourn sessions list --user 42 --json
`;

export const list: Command = {
  name: 'list',
  summary,
  async run(args) {
    const options = parseOptions('sessions list', args, {
      user: { type: 'string' },
      'id-type': { type: 'string' },
      json: { type: 'boolean', default: false },
      auth: { type: 'string' },
      help: { type: 'boolean', short: 'h', default: false },
    });
    if (options.help) return { stdout: help, exitCode: 0 };
    const auth = await requireAuth(process.cwd(), options.auth);
    const userId = parseUserId(auth, options.user, options['id-type']);
    const sessions = await withoutStdout(() => auth.listSessions(userId)).catch((error: unknown) => {
      throw explainFailure(error);
    });
    if (options.json) return { stdout: toJson(sessions), exitCode: 0 };
    if (sessions.length === 0) return { stdout: `no live sessions of user ${printable(String(userId))}\n`, exitCode: 0 };
    return { stdout: printTable(sessions, hasColour(process.stdout)), exitCode: 0 };
  },
};

/** A bigint as text; and no character that a terminal would obey, which JSON alone lets through. */
function toJson(sessions: readonly Session[]): string {
  const text = JSON.stringify(sessions, (_, value: unknown) => (typeof value === 'bigint' ? String(value) : value), 2);
  return `${text.split('\n').map(printable).join('\n')}\n`;
}
