import { beforeAll, describe, expect, test } from 'vitest';
import { browserOf } from '../../src/cli/commands/sessions/browser.js';
import { printable } from '../../src/cli/commands/sessions/printable.js';
import { secretPatterns } from '../../src/session/token.js';
import { buildCli, sojourn, start } from '../doctor/cli.js';
import { startApp } from './app.js';

beforeAll(buildCli);

const firefox = 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0';

/** An app in which user 1 has three sessions and user 2 has one. */
async function startAppWithSessions() {
  const app = await startApp();
  let time = Date.now() - 600_000;
  const auth = app.authWith({ now: () => new Date(time) });
  const create = (userId: number, details: Parameters<typeof auth.createSession>[1] = {}) => {
    time += 60_000;
    return auth.createSession(userId, details);
  };
  const first = await create(1, { ipAddress: '192.0.2.1', userAgent: firefox });
  const second = await create(1, { ipAddress: '2001:db8::1', userAgent: 'evil\u001B[2J\u202Eagent', remember: false });
  const third = await create(1);
  const other = await create(2);
  return { ...app, first, second, third, other };
}

describe('list', () => {
  test('is a table of what an operator needs', async () => {
    const { folder, first, second, third } = await startAppWithSessions();
    const { exitCode, stdout, stderr } = await sojourn(folder, ['sessions', 'list', '--user', '1']);
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    const lines = stdout.trimEnd().split('\n').map((line) => line.split(/ {2,}/));
    expect(lines[0]).toEqual(['id', 'created', 'last seen', 'expires', 'address', 'browser', 'remember']);
    expect(lines.slice(1).map(([id]) => id)).toEqual([third, second, first].map(({ session }) => session.id));
    const { createdAt, updatedAt, expirationDate } = first.session;
    expect(lines[3]).toEqual([
      first.session.id,
      ...[createdAt, updatedAt, expirationDate].map((date) => date.toISOString().replace(/^(.{10})T(.{5}).*$/, '$1 $2Z')),
      '192.0.2.1',
      'Firefox 140 on Linux',
      'yes',
    ]);
    expect(lines[2]!.slice(4)).toEqual(['2001:db8::1', 'evil\\u001b[2J\\u202eagent', 'no']);
    expect(stdout).not.toContain('\u001B');
  });

  test('is JSON for programs, with nothing secret', async () => {
    const { folder, first, second, third } = await startAppWithSessions();
    const { exitCode, stdout } = await sojourn(folder, ['sessions', 'list', '--user', '1', '--json']);
    expect(exitCode).toBe(0);
    const listed = JSON.parse(stdout) as object[];
    expect(listed.map((session) => (session as { id: string }).id)).toEqual([third, second, first].map(({ session }) => session.id));
    expect(Object.keys(listed[0]!).sort()).toEqual(
      ['attributes', 'authenticatedAt', 'createdAt', 'expirationDate', 'id', 'ipAddress', 'remember', 'updatedAt', 'userAgent', 'userId'],
    );
    expect(listed[1]).toMatchObject({ userId: 1, userAgent: 'evil\u001B[2J\u202Eagent' });
    for (const character of ['\u001B', '\u202E']) expect(stdout).not.toContain(character);
    for (const pattern of secretPatterns) expect(stdout.search(pattern)).toBe(-1);
  });

  test('says that there are none', async () => {
    const { folder } = await startApp();
    expect(await sojourn(folder, ['sessions', 'list', '--user', '7'])).toEqual({ exitCode: 0, stdout: 'no live sessions of user 7\n', stderr: '' });
    expect((await sojourn(folder, ['sessions', 'list', '--user', '7', '--json'])).stdout).toBe('[]\n');
  });
});

describe('revoke', () => {
  test('ends all sessions of the user and no others', async () => {
    const { folder, other, idsLeft, events } = await startAppWithSessions();
    const { exitCode, stdout, stderr } = await sojourn(folder, ['sessions', 'revoke', '--user', '1', '--yes']);
    expect({ exitCode, stdout }).toEqual({ exitCode: 0, stdout: 'ended 3 sessions of user 1\n' });
    expect(stderr).toBe('told of sessions.invalidated\n');
    expect(await idsLeft()).toEqual([other.session.id]);
    expect(events()).toMatchObject([{ type: 'sessions.invalidated', userId: 1, count: 3, reason: 'administrator' }]);
    expect((await sojourn(folder, ['sessions', 'revoke', '--user', '1', '--yes'])).stdout).toBe('ended 0 sessions of user 1\n');
  });

  test('spares one', async () => {
    const { folder, second, other, idsLeft } = await startAppWithSessions();
    const { stdout } = await sojourn(folder, ['sessions', 'revoke', '--user', '1', '--except', second.session.id, '--yes']);
    expect(stdout).toBe('ended 2 sessions of user 1\n');
    expect(await idsLeft()).toEqual([second.session.id, other.session.id].sort());
  });

  test('ends those that are named, of that user alone', async () => {
    const { folder, first, second, third, other, idsLeft, events } = await startAppWithSessions();
    const named = [first, other, third].flatMap(({ session }) => ['--session', session.id]);
    const { exitCode, stdout, stderr } = await sojourn(folder, ['sessions', 'revoke', '--user', '1', ...named, '--yes']);
    expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: 'ended 2 sessions of user 1\n' });
    expect(stderr).toContain(`sojourn: the user has no session ${other.session.id}\n`);
    expect(await idsLeft()).toEqual([second.session.id, other.session.id].sort());
    expect(events()).toMatchObject([first, third].map(({ session }) => ({ type: 'session.invalidated', sessionId: session.id, reason: 'administrator' })));
  });

  test.each([
    ['no terminal to ask on', () => [], '--yes'],
    ['a session to spare that is another user’s', ({ other }: { other: string }) => ['--except', other, '--yes'], '--except'],
    ['a token for a session', ({ token }: { token: string }) => ['--session', token, '--yes'], '--session'],
    ['a token for a session to spare', ({ token }: { token: string }) => ['--except', token, '--yes'], '--except'],
    ['both', ({ other }: { other: string }) => ['--except', other, '--session', other, '--yes'], '--help'],
  ])('ends nothing with %s', async (_name, argsOf, part) => {
    const { folder, first, other, idsLeft } = await startAppWithSessions();
    const before = await idsLeft();
    const args = argsOf({ other: other.session.id, token: first.token });
    const { exitCode, stdout, stderr } = await sojourn(folder, ['sessions', 'revoke', '--user', '1', ...args]);
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
    expect(stderr).toMatch(/^sojourn: [^\n]+\n$/);
    expect(stderr).toContain(part);
    for (const pattern of secretPatterns) expect(stderr.search(pattern)).toBe(-1);
    expect(await idsLeft()).toEqual(before);
  });

  /** What makes the process believe that it has a terminal. */
  const terminal = `for (const stream of [process.stdin, process.stdout, process.stderr]) stream.isTTY = true;
process.stdin.setRawMode = () => process.stdin;`;

  test.each([
    ['yes', 'y', 0, 1],
    ['no', 'n', 1, 4],
    ['the default', '\r', 1, 4],
    ['Ctrl-C', '\u0003', 1, 4],
  ])('asks on a terminal: %s', async (_name, key, exitCode, left) => {
    const { folder, first, idsLeft } = await startAppWithSessions();
    const { child, result } = start(folder, ['sessions', 'revoke', '--user', '1'], {
      NODE_OPTIONS: `--import data:text/javascript,${encodeURIComponent(terminal)}`,
    });
    let shown = '';
    const isAsked = new Promise<void>((resolve) => {
      child.stderr!.setEncoding('utf8').on('data', (text: string) => {
        shown += text;
        if (shown.includes('End 3 sessions of user 1?')) resolve();
      });
    });
    await isAsked;
    child.stdin!.write(key);
    expect((await result).exitCode).toBe(exitCode);
    expect(shown).toContain(first.session.id);
    expect(await idsLeft()).toHaveLength(left);
  });
});

describe('both', () => {
  test.each([
    ['no user', ['list'], '--user'],
    ['a user id of another type', ['list', '--user', 'ada'], '"ada"'],
    ['a user id that is no safe integer', ['list', '--user', '9007199254740993'], '--id-type'],
    ['a type that is none', ['revoke', '--user', '1', '--id-type', 'uuid'], '--id-type'],
    ['another type than the adapter’s', ['list', '--user', '1', '--id-type', 'string'], 'userIdType'],
  ])('refuse %s', async (_name, args, part) => {
    const { folder } = await startApp();
    const { exitCode, stdout, stderr } = await sojourn(folder, ['sessions', ...args]);
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
    expect(stderr).toContain(part);
  });

  test('say what they take, and what was meant', async () => {
    const { folder } = await startApp();
    for (const args of [['list'], ['revoke']]) {
      const { exitCode, stdout } = await sojourn(folder, ['sessions', ...args, '--help']);
      expect(exitCode).toBe(0);
      expect(stdout).toContain(`  npx sojourn sessions ${args[0]} --user`);
      expect(stdout).toContain('Exit codes: 0');
    }
    expect((await sojourn(folder, ['sessions'])).stdout).toContain('npx sojourn sessions list');
    expect((await sojourn(folder, ['sessions', 'revok'])).stderr).toBe(
      'sojourn: there is no command "sessions revok"; did you mean "revoke"?; see sojourn sessions --help\n',
    );
  });
});

test.each([
  [null, '-'],
  [firefox, 'Firefox 140 on Linux'],
  ['Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36 Edg/141.0.0.0', 'Edge 141 on Windows'],
  ['Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Mobile Safari/537.36', 'Chrome 141 on Android'],
  ['Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Mobile/15E148 Safari/604.1', 'Safari 18 on iPhone'],
  ['Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Safari/605.1.15', 'Safari 18 on macOS'],
  ['curl/8.5.0', 'curl/8.5.0'],
  ['x'.repeat(100), `${'x'.repeat(39)}…`],
])('a browser is named: %s', (userAgent, expected) => {
  expect(browserOf(userAgent)).toBe(expected);
});

test('nothing printable is changed, and nothing else is printed', () => {
  expect(printable('Ünïcödé 北京 "quoted"')).toBe('Ünïcödé 北京 "quoted"');
  expect(printable('a\u0000\u007F\u009B\u2066\n')).toBe('a\\u0000\\u007f\\u009b\\u2066\\u000a');
});
