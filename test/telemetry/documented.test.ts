import { execFile } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, test } from 'vitest';
import type { AuthEvent, RejectionReason } from '../../src/index.js';
import { createToken } from '../../src/session/token.js';
import { findCodeBlocks } from '../docs/code-blocks.js';
import { generatedDirectory, root } from '../support/schemas.js';

const page = readFileSync(path.join(root, 'docs/events.md'), 'utf8');
const folder = path.join(generatedDirectory, 'events-example');

type Fields<Event> = Event extends AuthEvent ? Exclude<keyof Event, 'type' | 'time' | 'ipAddress'> : never;

/** What each event holds, as the page has it; one that is missing or too much breaks the compilation. */
const fields: { [Type in AuthEvent['type']]: Record<Fields<Extract<AuthEvent, { type: Type }>>, string> } = {
  'session.created': { sessionId: '', userId: '', pending: '', replaces: '?', exchanged: '?' },
  'session.renewed': { sessionId: '', userId: '' },
  'session.rotated': { sessionId: '', previousId: '', userId: '', reauthenticated: '' },
  'session.invalidated': { sessionId: '', userId: '?', reason: '' },
  'sessions.invalidated': { userId: '', except: '?', count: '', reason: '' },
  'session.rejected': { reason: '', sessionId: '?', userId: '?' },
  'session.limit-reached': { userId: '', max: '', onLimit: '' },
  'session.reuse-detected': { sessionId: '', previousId: '', userId: '', revoked: '' },
  'user-data.exported': { userId: '' },
  'user-data.erased': { userId: '', counts: '' },
  'storage.failed': { operation: '', error: '' },
};

const reasons: Record<RejectionReason, true> = {
  malformed: true,
  unknown: true,
  'wrong-secret': true,
  expired: true,
  pending: true,
  'not-pending': true,
  rotated: true,
};

/** The rows of the table whose head begins so, by their first cell. */
function tableOf(head: string): [string, string][] {
  const [, rows] = page.split(`| ${head} |`)[1]!.split(/^\|[-|]+\n/m);
  return [...rows!.split('\n\n')[0]!.matchAll(/^\| `([^`]+)` \| (.+?) \|/gm)].map(([, name, cell]) => [name!, cell!]);
}

describe('docs/events.md', () => {
  test('has every event with its fields', () => {
    const expected = Object.entries(fields).map(([type, all]) => [
      type,
      Object.entries(all).map(([name, mark]) => `\`${name}${mark}\``).join(', '),
    ]);
    expect(tableOf('`type` | fields | when')).toEqual(expected);
  });

  test('has every reason to refuse a token', () => {
    expect(tableOf('`reason` of `session.rejected` | the token').map(([name]) => name)).toEqual(Object.keys(reasons));
  });
});

/** Storage that works, but for one verb. */
const failing = "{ ...memoryAdapter(), listUserSessions: () => Promise.reject(new Error('The server is gone')) }";

describe('the example of a log', () => {
  beforeAll(() => {
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true });
    for (const { source, file, code } of findCodeBlocks()) {
      if (source === 'docs/events.md') writeFileSync(path.join(folder, file), code.replace('memoryAdapter()', failing));
    }
  });

  /** What the example prints while somebody signs in, sends a wrong token and signs out, and then the storage fails. */
  async function run(example: string): Promise<Record<string, unknown>[]> {
    const { token: other } = await createToken();
    const script = `import { auth } from './${example}';
const { token, session } = await auth.createSession(7n, { ipAddress: '203.0.113.9' });
await auth.validateSession(session.id + ${JSON.stringify(other.slice(24))}, { ipAddress: '203.0.113.9' });
await auth.invalidateSession(session.id, { reason: 'logout' });
await auth.listSessions(7n).catch(() => null);`;
    const file = path.join(folder, `run-${example}`);
    writeFileSync(file, script);
    const tsx = path.join(root, 'node_modules/tsx/dist/cli.mjs');
    const { stdout } = await promisify(execFile)(process.execPath, [tsx, file], { cwd: folder });
    return stdout.trimEnd().split('\n').map((line) => JSON.parse(line) as Record<string, unknown>);
  }

  const utc = expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/);

  test('with the console writes one line of JSON an event', async () => {
    const about = { time: utc, sessionId: expect.any(String), userId: '7' };
    expect(await run('console.ts')).toEqual([
      { ...about, type: 'session.created', ipAddress: '203.0.113.9', pending: null },
      { ...about, type: 'session.rejected', ipAddress: '203.0.113.9', reason: 'wrong-secret' },
      { type: 'session.invalidated', time: utc, ipAddress: null, sessionId: expect.any(String), reason: 'logout' },
      {
        type: 'storage.failed',
        time: utc,
        ipAddress: null,
        operation: 'listSessions',
        error: { name: 'SojournError', code: 'ERR_STORAGE', status: 503, expose: false },
        cause: 'Error: The server is gone',
      },
    ]);
  });

  test('with pino keeps users, addresses and sessions out of the log of the app', async () => {
    const lines = await run('pino.ts');
    expect(lines.filter(({ log }) => log === 'app')).toEqual([
      { level: 30, log: 'app', time: utc, msg: 'session.created' },
      { level: 30, log: 'app', time: utc, msg: 'session.rejected', reason: 'wrong-secret' },
      { level: 30, log: 'app', time: utc, msg: 'session.invalidated', reason: 'logout' },
      { level: 50, log: 'app', time: utc, msg: 'storage.failed' },
    ]);
    const about = { time: utc, sessionId: expect.any(String), userId: 7, ipAddress: '203.0.113.9' };
    expect(lines.filter(({ log }) => log === 'security')).toEqual([
      { ...about, level: 30, log: 'security', msg: 'session.created', pending: null },
      { ...about, level: 30, log: 'security', msg: 'session.rejected', reason: 'wrong-secret' },
      { level: 30, log: 'security', time: utc, ipAddress: null, sessionId: expect.any(String), msg: 'session.invalidated', reason: 'logout' },
      {
        level: 50,
        log: 'security',
        time: utc,
        ipAddress: null,
        operation: 'listSessions',
        error: expect.objectContaining({ code: 'ERR_STORAGE', message: 'Storage failed during listSessions: The server is gone' }),
        msg: 'storage.failed',
      },
    ]);
  });
});
