import { readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { afterAll, describe, expect, inject, onTestFinished, test, vi } from 'vitest';
import { runMigrate } from '../../src/cli/commands/migrate/index.js';
import type { Auth } from '../../src/index.js';
import { webSession } from '../../src/integrations/web/index.js';
import { nobody, readFiles, writeFiles } from '../init/support/app.js';
import { compile } from '../init/support/compile.js';
import { generateClient } from '../init/support/generate-client.js';
import { clientModule, createProject } from '../init/support/project.js';
import { type Provider, generatedDirectory } from '../support/schemas.js';
import { serverOf } from '../support/servers.js';
import { type FormerClient, type FormerLibrary, authJs, betterAuth, expressSession, lucia, secret } from './support/former-libraries.js';

/** The real libraries, each on its own schema, on the database that the schema names and on another. */
const libraries: [name: string, Provider, (client: FormerClient, provider: Provider) => Promise<FormerLibrary>][] = [
  ['lucia', 'sqlite', lucia],
  ['lucia', 'mysql', lucia],
  ['better-auth', 'postgresql', betterAuth],
  ['better-auth', 'mysql', betterAuth],
  ['authjs', 'sqlite', authJs],
  ['authjs', 'mysql', authJs],
  ['express-session', 'postgresql', expressSession],
  ['express-session', 'mysql', expressSession],
];

type AppClient = FormerClient & { legacySession: { count(): Promise<number> }; session: { count(): Promise<number> }; $disconnect(): Promise<void> };

/** Within the package, so that the apps find the packages. */
const apps = path.join(generatedDirectory, 'migrate');
rmSync(apps, { recursive: true, force: true });
afterAll(() => rmSync(apps, { recursive: true, force: true }));

/** Those that were written. */
const modules: string[] = [];

describe.skipIf(inject('missing').includes('former libraries')).each(libraries)('coming from %s on %s', (name, provider, open) => {
  const server = serverOf[provider];

  test.skipIf(server !== null && inject('missing').includes(server))('people stay signed in', async () => {
    vi.stubEnv('BETTER_AUTH_SECRET', secret);
    vi.stubEnv('SESSION_SECRET', secret);
    onTestFinished(() => void vi.unstubAllEnvs());
    const { folder, former, prisma, auth } = await createApp(name, provider);
    const library = await open(former, provider);
    onTestFinished(() => library.close?.());
    const { userId, cookie } = await library.signIn('ada');
    expect(await library.userOf(cookie)).toBe(userId);

    const handle = webSession(auth).handler(async (_request, visit) => Response.json(await visit.current()));
    const ask = async (header: string) => {
      const response = await handle(new Request('https://app.example.com/', { headers: { cookie: header } }));
      return { valid: (await response.json()) as { user: { id: string | number } } | null, cookies: response.headers.getSetCookie() };
    };

    // What the library would not take, is not taken here.
    const forged = cookie.replace(/=(s%3A)?./, (start) => `${start.slice(0, -1)}${start.endsWith('0') ? '1' : '0'}`);
    expect(forged).not.toBe(cookie);
    expect(await library.userOf(forged)).toBeNull();
    expect((await ask(forged)).valid).toBeNull();

    const exchanged = await ask(cookie);
    expect(exchanged.valid?.user.id).toBe(userId);
    const own = exchanged.cookies.find((line) => line.startsWith('__Host-session='))!;
    expect(exchanged.cookies.filter((line) => line !== own)).toEqual([expect.stringMatching(`^${cookie.split('=')[0]}=; Max-Age=0; Path=/;`)]);
    expect(await library.userOf(cookie)).toBeNull();
    expect(await prisma.legacySession.count()).toBe(0);
    expect(await prisma.session.count()).toBe(1);

    const again = await ask(own.split(';')[0]!);
    expect(again).toMatchObject({ valid: { user: { id: userId } }, cookies: [] });

    // Who ends all sessions of a user does not leave those of the library.
    const other = await library.signIn('bob');
    expect(await auth.invalidateUserSessions(other.userId)).toBe(1);
    expect(await library.userOf(other.cookie)).toBeNull();
    expect((await ask(other.cookie)).valid).toBeNull();
    modules.push(path.join(folder, 'src/auth.ts'));
  }, 120_000);
});

test.skipIf(inject('missing').includes('former libraries'))('the modules that were written compile', () => {
  expect(modules.length).toBeGreaterThan(0);
  expect(compile(modules)).toEqual([]);
}, 120_000);

/** An app on the schema of its library, moved over: with the database of both, and the client of both. */
async function createApp(name: string, provider: Provider) {
  const folder = path.join(apps, `${name}-${provider}`);
  const schema = readFileSync(path.join(import.meta.dirname, 'schemas', name, 'before.prisma'), 'utf8');
  const before = { 'prisma/schema.prisma': provider === 'mysql' ? forMysql(schema) : schema };
  const database = await createProject(folder, provider, before);
  writeFiles(path.join(folder, 'former'), { ...before, 'src/db.ts': clientModule(database) });

  const { exitCode } = await runMigrate(['--from', name, '--yes'], folder, nobody, new Date());
  expect(exitCode).toBe(0);
  const { 'prisma/schema.prisma': after = '' } = readFiles(folder, 'schema.prisma');
  const script = await database.migrate(before, { 'prisma/schema.prisma': after });
  // On MySQL the tables are made from the schema, not by a migration from what was there.
  if (provider !== 'mysql') {
    expect(script).toMatch(/^(?:-- \w+\n|CREATE (?:TABLE|INDEX|UNIQUE INDEX) [^;]*;|ALTER TABLE "sessions" ADD CONSTRAINT [^;]*;|\s)+$/);
  }
  await Promise.all([generateClient(folder), generateClient(path.join(folder, 'former'))]);

  const load = async <Module>(file: string) => (await import(path.join(folder, file))) as Module;
  const { prisma } = await load<{ prisma: AppClient }>('src/db.ts');
  const { prisma: former } = await load<{ prisma: AppClient }>('former/src/db.ts');
  onTestFinished(() => prisma.$disconnect());
  onTestFinished(() => former.$disconnect());
  const { auth } = await load<{ auth: Auth<{ id: string | number }, string | number> }>('src/auth.ts');
  return { folder, former: former as FormerClient, prisma, auth };
}

/** The schema with its text that may be long in columns that hold it. */
function forMysql(schema: string): string {
  return schema
    .replace(/(provider = )"(?:sqlite|postgresql)"/, '$1"mysql"')
    .replace(/^( {2}data +String)$/m, '$1 @db.Text');
}
