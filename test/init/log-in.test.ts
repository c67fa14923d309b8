import { rmSync } from 'node:fs';
import path from 'node:path';
import { afterAll, describe, expect, inject, onTestFinished, test } from 'vitest';
import type { Auth } from '../../src/index.js';
import { generatedDirectory } from '../support/schemas.js';
import { serverOf } from '../support/servers.js';
import { type SchemaCase, cases, filesOf } from './cases.js';
import { init, readFiles } from './support/app.js';
import { compile } from './support/compile.js';
import { generateClient } from './support/generate-client.js';
import { createProject } from './support/project.js';

interface Delegate {
  create(args: { data: object }): Promise<Record<string, unknown>>;
  delete(args: { where: object }): Promise<unknown>;
  count(): Promise<number>;
}

/** Within the package, so that the apps find the packages. */
const apps = path.join(generatedDirectory, 'init');
rmSync(apps, { recursive: true, force: true });
afterAll(() => rmSync(apps, { recursive: true, force: true }));

/** Those that were written. */
const modules: string[] = [];

describe.each(cases)('on the schema "$name"', (each) => {
  const need = serverOf[each.provider];

  test.skipIf(need !== null && inject('missing').includes(need))('the migration applies, and the library logs in', async () => {
    const before = filesOf(each);
    const folder = path.join(apps, each.name);
    const database = await createProject(folder, each.provider, before);
    await init(folder, [...(each.args ?? []), '--yes']);
    const script = await database.migrate(before, readFiles(folder, '.prisma'));
    expect(script).not.toMatch(/DROP|RENAME/i);
    expect(script).toMatch(each.backRelation === null ? /ALTER TABLE "Session" ADD COLUMN/ : /CREATE TABLE/);
    await generateClient(folder);
    await logIn(folder, each);
    modules.push(path.join(folder, 'src/auth.ts'));
  }, 120_000);
});

test('the modules that were written compile', () => {
  expect(modules.length).toBeGreaterThan(0);
  expect(compile(modules)).toEqual([]);
}, 120_000);

/** The app's own modules, as it would run them. */
async function logIn(folder: string, { sessionModel, userModel, userIdField = 'id', user, known }: SchemaCase): Promise<void> {
  const { prisma } = (await import(path.join(folder, 'src/db.ts'))) as { prisma: { $disconnect(): Promise<void> } };
  onTestFinished(() => prisma.$disconnect());
  const { auth } = (await import(path.join(folder, 'src/auth.ts'))) as { auth: Auth<object, string | number | bigint> };
  const users = delegateOf(prisma, userModel);
  const id = (await users.create({ data: user }))[userIdField] as string | number | bigint;

  const { token, session } = await auth.createSession(id, { userAgent: 'test', attributes: { theme: 'dark' } });
  const valid = await auth.validateSession(token);
  expect(valid?.user).toEqual({ [userIdField]: id, ...known });
  expect(valid?.session).toEqual(session);
  expect(await auth.listSessions(id)).toEqual([session]);
  expect(await delegateOf(prisma, sessionModel).count()).toBe(1);

  await users.delete({ where: { [userIdField]: id } });
  expect(await auth.validateSession(token)).toBeNull();
  expect(await delegateOf(prisma, sessionModel).count()).toBe(0);
}

function delegateOf(prisma: object, name: string): Delegate {
  return (prisma as Record<string, Delegate>)[name]!;
}
