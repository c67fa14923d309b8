import { beforeAll, describe, expect, test } from 'vitest';
import { appSchema } from '../doctor/app-schema.js';
import { appFolder, buildCli, sojourn } from '../doctor/cli.js';
import { startApp } from './app.js';

beforeAll(buildCli);

const minute = 60_000;

describe('the doctor of an app without Prisma', () => {
  test('says how its database is', async () => {
    const { folder, authWith } = await startApp();
    const earlier = authWith({ lifetime: { idle: minute, absolute: minute }, now: () => new Date(Date.now() - 2 * minute) });
    await earlier.createSession(1);
    await earlier.createSession(2);
    const { exitCode, stdout, stderr } = await sojourn(folder, ['doctor']);
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    expect(stdout).toMatch(
      /^SQLite answers in \d+ ms, its clock is \d+\.\d\d s (ahead of|behind) the app's, 2 sessions are past expiry and waiting for cleanup\nNo problems\n$/,
    );
  });

  test('gives the same to programs', async () => {
    const { folder } = await startApp();
    const { exitCode, stdout } = await sojourn(folder, ['doctor', '--json', '--strict']);
    expect(exitCode).toBe(0);
    const { database, ...rest } = JSON.parse(stdout) as { database: object };
    expect(rest).toEqual({ schema: [], problems: [] });
    expect(Object.keys(database).sort()).toEqual(['clockPrecision', 'clockSkew', 'expiredSessions', 'name', 'roundTrip']);
  });

  test('says in one line each what to do about a database without tables, and about one that is not there', async () => {
    const { folder, client } = await startApp();
    const unreachable = await sojourn(folder, ['doctor'], { DATABASE_URL: 'http://127.0.0.1:9' });
    expect(unreachable).toMatchObject({ exitCode: 1, stderr: '' });
    expect(unreachable.stdout).toMatch(/^1 error\n\n {2}No session can be read from SQLite: [^\n]+ \[database-unreachable\]\n {4}start the database [^\n]+\n\n1 error\n$/);
    await client.execute('DROP TABLE `Session`');
    const unmigrated = await sojourn(folder, ['doctor']);
    expect(unmigrated).toMatchObject({ exitCode: 1, stderr: '' });
    expect(unmigrated.stdout).toMatch(/^1 error\n\n {2}SQLite lacks [^\n]+ \[database-not-migrated\]\n {4}create the tables [^\n]+\n\n1 error\n$/);
  });

  test('leaves the database out', async () => {
    const { folder } = await startApp();
    const result = await sojourn(folder, ['doctor', '--no-database'], { DATABASE_URL: 'http://127.0.0.1:9' });
    expect(result).toEqual({ exitCode: 0, stdout: 'No problems\n', stderr: '' });
  });

  test.each([
    ['in production', { COOKIE: 'insecure', NODE_ENV: 'production' }, [], 'insecure-cookie', 1],
    ['in development', { COOKIE: 'insecure', NODE_ENV: 'development' }, [], undefined, 0],
    ['over http', {}, ['--origin', 'http://example.com'], 'cookie-over-http', 1],
    ['over http, by the environment', { ORIGIN: 'http://localhost:3000' }, [], 'cookie-over-http', 0],
    ['over https', {}, ['--origin', 'https://example.com'], undefined, 0],
    ['where the environment says nothing of use', { ORIGIN: 'example.com' }, [], undefined, 0],
  ])('looks at the cookie %s', async (_name, env, args, code, exitCode) => {
    const { folder } = await startApp();
    const result = await sojourn(folder, ['doctor', '--no-database', '--json', ...args], env);
    expect(result.exitCode).toBe(exitCode);
    const { problems } = JSON.parse(result.stdout) as { problems: { code: string }[] };
    expect(problems.map((problem) => problem.code)).toEqual(code === undefined ? [] : [code]);
  });

  test('refuses an origin that is none', async () => {
    const { folder } = await startApp();
    const { exitCode, stderr } = await sojourn(folder, ['doctor', '--origin', 'example.com']);
    expect(exitCode).toBe(2);
    expect(stderr).toMatch(/^sojourn: --origin [^\n]*\n$/);
  });
});

test('a client that nobody generated is named where the auth cannot be loaded', async () => {
  const folder = appFolder({ 'prisma/schema.prisma': appSchema(), 'src/auth.js': "import '../client/client.js';" });
  const { exitCode, stderr } = await sojourn(folder, ['doctor']);
  expect(exitCode).toBe(2);
  expect(stderr).toMatch(/^sojourn: [^\n]*src\/auth\.js threw while loading: [^\n]*; there is no client at client: run npx prisma generate\n$/);
});

test.each([
  ['clenup', 'cleanup'],
  ['Doctor', 'doctor'],
  ['session', 'sessions'],
])('a command that is misspelled is named: %s', async (given, meant) => {
  expect(await sojourn(appFolder({}), [given])).toEqual({
    exitCode: 2,
    stdout: '',
    stderr: `sojourn: there is no command "${given}"; did you mean "${meant}"?; see sojourn --help\n`,
  });
});

test('the program says how to call it, and how it ends', async () => {
  const { stdout } = await sojourn(appFolder({}), ['--help']);
  for (const part of ['cleanup', 'sessions', 'Exit codes: 0', '  npx sojourn cleanup --watch']) expect(stdout).toContain(part);
  expect((await sojourn(appFolder({}), ['cleanup', '--help'])).stdout).toContain('  npx sojourn cleanup --watch --every 10m');
});
