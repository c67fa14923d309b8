import { once } from 'node:events';
import { beforeAll, describe, expect, test } from 'vitest';
import { parseDuration } from '../../src/cli/parse-duration.js';
import { appFolder, buildCli, sojourn, start } from '../doctor/cli.js';
import { startApp } from './app.js';

beforeAll(buildCli);

const minute = 60_000;
const lifetime = { idle: minute, absolute: minute };

/** An app with so many dead sessions and one that is alive. */
async function startAppWithDead(count: number) {
  const app = await startApp();
  const earlier = app.authWith({ lifetime, now: () => new Date(Date.now() - 2 * minute) });
  for (let index = 0; index < count; index++) await earlier.createSession(1);
  const { session } = await app.authWith().createSession(1);
  return { ...app, alive: session.id };
}

test('removes what is dead, and says how much', async () => {
  const { folder, alive, idsLeft } = await startAppWithDead(5);
  expect(await sojourn(folder, ['cleanup', '--batch-size', '2'])).toEqual({ exitCode: 0, stdout: 'removed 5 sessions\n', stderr: '' });
  expect(await idsLeft()).toEqual([alive]);
  expect(await sojourn(folder, ['cleanup', '--auth', 'src/auth.ts'])).toEqual({ exitCode: 0, stdout: 'removed 0 sessions\n', stderr: '' });
});

describe('with --watch', () => {
  test.each(['SIGINT', 'SIGTERM'] as const)('goes on until %s', async (signal) => {
    const { folder, alive, idsLeft, authWith } = await startAppWithDead(1);
    const { child, result } = start(folder, ['cleanup', '--watch', '--every', '1s']);
    let printed = '';
    child.stdout!.setEncoding('utf8').on('data', (text: string) => (printed += text));
    while (!printed.includes('removed 1 session\n')) await once(child.stdout!, 'data');
    await authWith({ lifetime, now: () => new Date(Date.now() - 2 * minute) }).createSession(2);
    while (printed.split('removed 1 session\n').length < 3) await once(child.stdout!, 'data');
    expect(await idsLeft()).toEqual([alive]);
    child.kill(signal);
    const { exitCode, stdout, stderr } = await result;
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    expect(stdout).toMatch(/^(\d{4}-\d\d-\d\dT[\d:.]+Z {2}removed \d sessions?\n){2,}stopped\n$/);
  });

  test('tries again after a failure', async () => {
    const { folder, client } = await startAppWithDead(1);
    const { child, result } = start(folder, ['cleanup', '--watch', '--every', '1s']);
    await once(child.stdout!, 'data');
    await client.execute('ALTER TABLE `Session` RENAME TO `Away`');
    let said = '';
    child.stderr!.setEncoding('utf8').on('data', (text: string) => (said += text));
    while (!said.includes('trying again later\n')) await once(child.stderr!, 'data');
    await client.execute('ALTER TABLE `Away` RENAME TO `Session`');
    await once(child.stdout!, 'data');
    child.kill();
    expect(await result).toMatchObject({ exitCode: 0, stdout: expect.stringMatching(/removed 0 sessions\nstopped\n$/) as string });
    expect(said).toMatch(/sojourn: the database failed \([^\n]*no such table[^\n]*\); npx sojourn doctor says more; trying again later\n/);
  });

  test('ends at once where nothing can work', async () => {
    const { folder, client } = await startAppWithDead(0);
    await client.execute('DROP TABLE `Session`');
    const { exitCode, stdout, stderr } = await sojourn(folder, ['cleanup', '--watch']);
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
    expect(stderr).toContain('npx sojourn doctor');
  });
});

test.each([
  ['a database that fails', [], { DATABASE_URL: 'http://127.0.0.1:9' }, 'npx sojourn doctor'],
  ['a batch size that is none', ['--batch-size', '0'], {}, '--batch-size'],
  ['a batch size that is no integer', ['--batch-size', '1e3'], {}, '--batch-size'],
  ['a time without a unit', ['--watch', '--every', '10'], {}, '--every'],
  ['a time without --watch', ['--every', '10m'], {}, '--watch'],
  ['a module that is not there', ['--auth', 'other.ts'], {}, '--auth'],
])('says in one line what to do about %s', async (_name, args, env, part) => {
  const { folder } = await startApp();
  const { exitCode, stdout, stderr } = await sojourn(folder, ['cleanup', ...args], env);
  expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
  const lines = stderr.split('\n').filter((line) => line.startsWith('sojourn: '));
  expect(lines).toHaveLength(1);
  expect(stderr.endsWith(`${lines[0]!}\n`)).toBe(true);
  expect(lines[0]).toContain(part);
});

test('says that there is no auth', async () => {
  const { exitCode, stderr } = await sojourn(appFolder({}), ['cleanup']);
  expect(exitCode).toBe(2);
  expect(stderr).toMatch(/^sojourn: [^\n]*--auth\n$/);
});

test('times are read with their unit', () => {
  expect(['90s', '10m', '1h', '2d'].map((text) => parseDuration(text, 'every'))).toEqual([90_000, 600_000, 3_600_000, 172_800_000]);
  for (const text of ['', '10', '0m', '1.5h', '-1h', '1w', '25d', '10 m']) expect(() => parseDuration(text, 'every')).toThrow('--every');
});
