import { readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createAuth } from '../../src/index.js';
import { prismaAdapter } from '../../src/adapters/prisma/index.js';
import { appFolder, buildCli, sojourn } from '../doctor/cli.js';
import type { Database } from '../support/databases/database.js';
import { openPglite } from '../support/databases/postgresql.js';
import { createPlainClient } from '../support/harnesses.js';
import { root } from '../support/schemas.js';

const page = readFileSync(path.join(root, 'docs/cleanup.md'), 'utf8');

let database: Database;

beforeAll(async () => {
  database = await openPglite();
});

afterAll(() => database.close());

test('the statement for pg_cron removes the dead sessions and leaves the others', async () => {
  const [, statement] = /\$\$(.*?)\$\$/s.exec(page)!;
  const prisma = createPlainClient('postgresql', database.connect());
  await prisma.user.create({ data: { id: 'ada', email: 'ada@example.com', passwordHash: 'x' } });
  const minute = 60_000;
  const lifetime = { idle: minute, absolute: minute };
  const earlier = createAuth({ adapter: prismaAdapter(prisma), lifetime, now: () => new Date(Date.now() - 2 * minute) });
  const auth = createAuth({ adapter: prismaAdapter(prisma), lifetime });
  const dead = await earlier.createSession('ada');
  const alive = await auth.createSession('ada');
  await database.query(statement!);
  const left = await database.query('SELECT "id" FROM "Session"');
  expect(left).toEqual([{ id: alive.session.id }]);
  expect(left).not.toContainEqual({ id: dead.session.id });
  await prisma.$disconnect();
});

test('the line for cron runs', async () => {
  const [, line] = /^[\d *]+ cd \S+ && npx sojourn (.*)$/m.exec(page)!;
  const authModule = `import { createAuth } from '${root}/dist/index.js';
import { memoryAdapter } from '${root}/dist/memory.js';
let time: Date = new Date();
export const auth = createAuth({ adapter: memoryAdapter(), now: () => time });
await auth.createSession('ada');
time = new Date(time.getTime() + 30 * 24 * 3_600_000);
`;
  await buildCli();
  const folder = appFolder({ 'src/auth.ts': authModule }, ['tsx']);
  expect(await sojourn(folder, line!.split(' '))).toEqual({ exitCode: 0, stdout: 'removed 1 session\n', stderr: '' });
});
