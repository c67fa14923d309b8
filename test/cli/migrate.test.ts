import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, readFile, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import pg from 'pg';
import { afterEach, beforeEach, describe, expect, inject, test } from 'vitest';
import { runPrisma } from '../support/generate-clients.js';
import { root } from '../support/schemas.js';
import { servers } from '../support/servers.js';
import { uniqueName } from '../support/databases/database.js';

/** A plain app before it knew of sessions, with its first migration applied and a user in its database. */
const plainSchema = (provider: string) => `generator client {
  provider = "prisma-client-js"
  output   = "../client"
}

datasource db {
  provider = "${provider}"
}

model User {
  id       String @id @default(cuid())
  email    String @unique
  password String
}
`;

const config = (url: string, singleFile: boolean) => `import { defineConfig } from 'prisma/config';
export default defineConfig({
  schema: 'prisma${singleFile ? '/schema.prisma' : ''}',
  migrations: { path: 'prisma/migrations' },
  datasource: { url: ${JSON.stringify(url)} },
});
`;

/** The app's own program: the library from the repository, the client from the app. */
const program = (driver: string) => `
import { createAuth } from ${JSON.stringify(path.join(root, 'src/index.ts'))};
import { prismaAdapter } from ${JSON.stringify(path.join(root, 'src/adapters/prisma/index.ts'))};
import { PrismaClient } from './client/index.js';
${driver}
const prisma = new PrismaClient({ adapter });
const step = process.argv[2];
if (step === 'before') {
  await prisma.user.create({ data: { email: 'ada@example.com', password: 'x' } });
} else {
  const user = await prisma.user.findUniqueOrThrow({ where: { email: 'ada@example.com' } });
  const auth = createAuth({ adapter: prismaAdapter(prisma, { userSelect: { id: true, email: true } }) });
  const { token, session } = await auth.createSession(user.id);
  const valid = await auth.validateSession(token);
  const data = await auth.exportUserData(user.id);
  const other = await auth.createSession(user.id);
  const ended = await auth.invalidateSession(session.id);
  const after = await auth.validateSession(token);
  await prisma.user.delete({ where: { id: user.id } });
  console.log(JSON.stringify({
    email: valid?.user.email,
    exported: [Object.keys(data.user), data.sessions.length],
    ended,
    after,
    otherAfterUserDeletion: await auth.validateSession(other.token),
    rowsLeft: await prisma.session.count(),
  }));
}
await prisma.$disconnect();
`;

const providers = {
  sqlite: {
    missing: false,
    singleFile: true,
    async create(directory: string) {
      return { url: 'file:./dev.db', driver: sqliteDriver(`file:${path.join(directory, 'dev.db')}`), drop: async () => {} };
    },
  },
  postgresql: {
    missing: inject('missing').includes('PostgreSQL'),
    singleFile: false,
    async create() {
      const url = new URL(servers.PostgreSQL);
      const name = uniqueName();
      const admin = new pg.Client({ connectionString: url.href });
      await admin.connect();
      await admin.query(`CREATE DATABASE ${name}`);
      url.pathname = `/${name}`;
      const driver = `import { PrismaPg } from '@prisma/adapter-pg';
const adapter = new PrismaPg({ connectionString: ${JSON.stringify(url.href)} });`;
      const drop = async () => {
        await admin.query(`DROP DATABASE ${name} WITH (FORCE)`);
        await admin.end();
      };
      return { url: url.href, driver, drop };
    },
  },
};

function sqliteDriver(url: string): string {
  return `import { PrismaLibSql } from '@prisma/adapter-libsql';
const adapter = new PrismaLibSql({ url: ${JSON.stringify(url)} });`;
}

describe.each(Object.entries(providers))('the fragment in a plain app on %s', (provider, { missing, singleFile, create }) => {
  let app: string;
  let drop: () => Promise<void>;

  beforeEach(async () => {
    if (missing) return;
    app = await mkdtemp(path.join(tmpdir(), 'sojourn-app-'));
    const made = await create(app);
    drop = made.drop;
    await symlink(path.join(root, 'node_modules'), path.join(app, 'node_modules'));
    await writeFile(path.join(app, 'package.json'), '{ "type": "module" }');
    await writeFile(path.join(app, 'prisma.config.ts'), config(made.url, singleFile));
    await writeFile(path.join(app, 'program.ts'), program(made.driver));
    await mkdir(path.join(app, 'prisma'));
    await writeFile(path.join(app, 'prisma/schema.prisma'), plainSchema(provider));
  });

  afterEach(async () => {
    if (missing) return;
    await drop();
    await rm(app, { recursive: true, force: true });
  });

  const run = async (step: string) => {
    const tsx = path.join(root, 'node_modules/tsx/dist/cli.mjs');
    const { stdout } = await promisify(execFile)(process.execPath, [tsx, 'program.ts', step], { cwd: app });
    return stdout;
  };

  test.skipIf(missing)('is migrated by `prisma migrate dev --name sessions`, and the library works on the result', async () => {
    await runPrisma(['migrate', 'dev', '--name', 'init'], app);
    await runPrisma(['generate'], app);
    await run('before');

    // What the README asks for: append or copy the file, add the back relation, migrate.
    const fragment = path.join(root, 'prisma/session.prisma');
    const file = path.join(app, 'prisma/schema.prisma');
    const schema = (await readFile(file, 'utf8')).replace('  password String\n', '  password String\n  sessions Session[]\n');
    await writeFile(file, singleFile ? schema + (await readFile(fragment, 'utf8')) : schema);
    if (!singleFile) await cp(fragment, path.join(app, 'prisma/session.prisma'));
    await runPrisma(['migrate', 'dev', '--name', 'sessions'], app);
    await runPrisma(['generate'], app);

    const migrations = (await readdir(path.join(app, 'prisma/migrations'))).filter((name) => name.endsWith('_sessions'));
    expect(migrations).toHaveLength(1);
    const sql = await readFile(path.join(app, 'prisma/migrations', migrations[0]!, 'migration.sql'), 'utf8');
    expect(sql).toMatch(/CREATE TABLE "Session"/);
    expect(sql).toMatch(/REFERENCES "User" ?\("id"\) ON DELETE CASCADE ON UPDATE CASCADE/);
    expect(sql).toMatch(/CREATE INDEX "Session_userId_idx" ON "Session"\("userId"\)/);
    expect(sql).toMatch(/CREATE INDEX "Session_expirationDate_idx" ON "Session"\("expirationDate"\)/);
    expect(sql).not.toMatch(/DROP TABLE/);

    expect(JSON.parse(await run('after'))).toEqual({
      email: 'ada@example.com',
      exported: [['id', 'email'], 1],
      ended: true,
      after: null,
      otherAfterUserDeletion: null,
      rowsLeft: 0,
    });
    expect(await runPrisma(['migrate', 'dev', '--name', 'sessions'], app)).toContain('Already in sync');
  }, 240_000);
});

test('the fragment is formatted as Prisma formats', async () => {
  const directory = await mkdtemp(path.join(tmpdir(), 'sojourn-format-'));
  try {
    const fragment = await readFile(path.join(root, 'prisma/session.prisma'), 'utf8');
    const file = path.join(directory, 'schema.prisma');
    await writeFile(file, `${plainSchema('sqlite').replace('  password String\n', '  password String\n  sessions Session[]\n')}\n${fragment}`);
    await runPrisma(['format', '--schema', file], root);
    expect(await readFile(file, 'utf8')).toContain(fragment);
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}, 120_000);
