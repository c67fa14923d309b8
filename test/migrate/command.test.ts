import { describe, expect, test } from 'vitest';
import type { Terminal } from '../../src/cli/terminal.js';
import { appFolder, expectShown, nobody, readFiles, refusalIn, showing } from '../init/support/app.js';
import { format, validate } from '../init/support/prisma-tools.js';
import { migrate, until } from './app.js';
import { cases, schemaFile, schemasOf } from './cases.js';

const head = 'datasource db {\n  provider = "sqlite"\n}\n\n';
const user = 'model User {\n  id       String    @id\n  email    String    @unique\n  sessions Session[]\n}\n\n';
const session = `model Session {
  id        String   @id
  userId    String
  expiresAt DateTime
  user      User     @relation(fields: [userId], references: [id], onDelete: Cascade)
}
`;
const schema = head + user + session;
const app = { [schemaFile]: schema, 'tsconfig.json': '{}', 'src/db.ts': 'export const db = new PrismaClient();\n' };

/** Runs the command on a schema of one file, without the module for the auth. */
async function run(text: string, args: readonly string[] = [], from = 'lucia') {
  const folder = appFolder({ [schemaFile]: text });
  const output = await migrate(folder, ['--from', from, '--yes', '--no-auth', ...args]);
  const after = readFiles(folder, '.prisma')[schemaFile]!;
  validate({ [schemaFile]: after });
  return { output, after };
}

/** What it says of a folder where it does nothing. */
function refusal(files: Record<string, string>, args: readonly string[]): Promise<string> {
  return refusalIn(appFolder(files), (folder) => migrate(folder, args));
}

const refused = (text: string, args: readonly string[] = [], from = 'lucia') =>
  refusal({ [schemaFile]: text }, ['--from', from, '--yes', '--no-auth', ...args]);

describe('what is written', () => {
  test('with --yes: the schema and the module, with what comes next', async () => {
    const folder = appFolder({ ...app, 'package.json': '{ "dependencies": { "express": "5" } }' });
    const { stdout, stderr, exitCode } = await migrate(folder, ['--from', 'lucia', '--yes']);
    expect({ stderr, exitCode }).toEqual({ stderr: undefined, exitCode: 0 });
    expect(stdout).toContain('\n-model Session {\n+model LegacySession {\n');
    expect(stdout).toContain('\nWritten: prisma/schema.prisma, src/auth.ts\n');
    expect(stdout).toMatch(/1\. .*\n\n {3}npx prisma migrate dev --name sessions\n {3}npx prisma generate\n/);
    expect(stdout).toMatch(/2\. .* prisma\.session is prisma\.legacySession from now on/);
    expect(stdout).toMatch(/3\. .*docs\/from-lucia\.md .*Express:\n\n {3}import \{ auth \} from '\.\/auth';\n/);
    expect(stdout).toMatch(/4\. Once 2026-12-28 is past, .* LegacySession and User\.legacySessions:\n\n {3}npx prisma migrate dev /);
    const again = await migrate(folder, ['--from', 'lucia', '--yes']);
    expect(again).toEqual({
      stdout: 'src/auth.ts makes the auth already\nNothing to change: the schema has both the old sessions and the new\n',
      exitCode: 0,
    });
  });

  test.each(showing)('with %s: nothing', async (...expected) => {
    const folder = appFolder(app);
    await expectShown(folder, (option) => migrate(folder, ['--from', 'lucia', option]), expected, '+  @@map("Session")');
  });

  test('where nobody is there to ask: nothing', async () => {
    const folder = appFolder(app);
    const before = readFiles(folder);
    const { stderr, exitCode } = await migrate(folder, ['--from', 'lucia']);
    expect({ stderr, exitCode }).toEqual({ stderr: expect.stringMatching(/^sojourn: nothing was written, .*--yes.*\n$/), exitCode: 2 });
    expect(readFiles(folder)).toEqual(before);
  });

  test('where there is, and says no: nothing', async () => {
    const shown: string[] = [];
    const terminal: Terminal = { ...nobody, isInteractive: true, write: (text) => void shown.push(text), ask: async (_, each) => each, confirm: async () => false };
    const folder = appFolder(app);
    const before = readFiles(folder);
    await expect(migrate(folder, ['--from', 'lucia'], terminal)).rejects.toThrow(/^nothing was written$/);
    expect(shown.join('')).toContain('+model LegacySession {\n');
    expect(readFiles(folder)).toEqual(before);
  });

  test('in a schema of several files: each model where it is', async () => {
    const files = { 'prisma/schema/main.prisma': head, 'prisma/schema/user.prisma': user, 'prisma/schema/auth/old.prisma': session };
    const folder = appFolder(files);
    await migrate(folder, ['--from', 'lucia', '--yes', '--no-auth']);
    const after = readFiles(folder, '.prisma');
    validate(after);
    expect(after['prisma/schema/main.prisma']).toBe(head);
    expect(after['prisma/schema/auth/old.prisma']).toMatch(/^model LegacySession \{\n[^]*\n {2}@@map\("Session"\)\n\}\n$/);
    expect(after['prisma/schema/session.prisma']).toMatch(/^model Session \{$/m);
    expect(after['prisma/schema/user.prisma']).toMatch(/^ {2}legacySessions LegacySession\[\]\n {2}sessions {7}Session\[\]\n\}$/m);
  });

  test('in a file of that name: both models', async () => {
    const folder = appFolder({ 'prisma/schema/user.prisma': head + user, 'prisma/schema/session.prisma': session });
    await migrate(folder, ['--from', 'lucia', '--yes', '--no-auth']);
    const after = readFiles(folder, '.prisma');
    validate(after);
    expect(after['prisma/schema/session.prisma']!.match(/^model \w+/gm)).toEqual(['model LegacySession', 'model Session']);
  });

  test('is coloured where the terminal is', async () => {
    const { stdout } = await migrate(appFolder(app), ['--from', 'lucia', '--dry-run'], { ...nobody, hasColour: true });
    expect(stdout).toContain('\u001B[31m-model Session {\u001B[0m\n\u001B[32m+model LegacySession {\u001B[0m\n');
  });
});

test('the help names every option, with examples', async () => {
  const { stdout, exitCode } = await migrate('/', ['--help']);
  expect(exitCode).toBe(0);
  const options = ['from', 'old-model', 'legacy-model', 'schema', 'user-model', 'model', 'table', 'relation', 'auth', 'no-auth', 'yes', 'dry-run', 'check'];
  for (const option of [...options, 'sql', 'old-table', 'user-table', 'user-id-column', 'user-id-type']) {
    expect(stdout).toMatch(new RegExp(`^  --${option}[ ,]`, 'm'));
  }
  expect(stdout).toContain('\n  npx sojourn migrate --from lucia\n');
});

test.each<[string, Record<string, string>, string[], RegExp]>([
  ['no library', app, [], /^which library .* --from: lucia, better-auth, authjs, express-session$/],
  ['one with a slip', app, ['--from', 'luca'], /^--from must be one of lucia, better-auth, authjs, express-session; it is "luca"; did you mean "lucia"\?$/],
  ['one by its former name', app, ['--from', 'next-auth'], /did you mean "authjs"\?$/],
  ['one that is none', app, ['--from', 'passport'], /it is "passport"$/],
  ['no schema, and nothing that tells the database', {}, ['--from', 'lucia'], /^there is no Prisma schema in .*--schema.*--sql sqlite, postgresql or mysql$/],
  ['a schema that is not there', app, ['--from', 'lucia', '--schema', 'db'], /db cannot be read .*--schema/],
  ['a schema that cannot be read', { [schemaFile]: 'model User {\n  id\n}\n' }, ['--from', 'lucia'], /^the schema cannot be read: .*npx prisma validate/],
  ['a database that is not supported', { [schemaFile]: schema.replace('sqlite', 'mongodb') }, ['--from', 'lucia'], /^the schema is for MongoDB/],
  ['an option that it does not have', app, ['--force'], /--force.*see sojourn migrate --help/],
  ['both --auth and --no-auth', app, ['--from', 'lucia', '--auth', 'a.ts', '--no-auth'], /exclude each other/],
  ['an option for SQL beside a schema', app, ['--from', 'lucia', '--user-table', 'people'], /^--user-table is for apps without Prisma/],
  ['an option for a schema beside SQL', app, ['--from', 'lucia', '--sql', 'sqlite', '--model', 'A'], /^--model is for a Prisma schema/],
])('is refused with one line: %s', async (_name, files, args, message) => {
  expect(await refusal(files, args)).toMatch(message);
});

describe('the model of the old sessions', () => {
  const renamed = (name: string) => schema.replaceAll(/\bSession\b/g, name);

  test('is not there', async () => {
    expect(await refused(head + user.replace(/ {2}sessions.*\n/, ''))).toMatch(
      /^the schema has no model with the fields of Lucia's sessions \(id, userId, expiresAt\); name it with --old-model$/,
    );
  });

  test('is that of another library', async () => {
    expect(await refused(schemasOf(cases[1]!).before)).toMatch(/, and Session has those of better-auth \(--from better-auth\); /);
  });

  test('is not that of this package', async () => {
    const { after } = await run(schema);
    expect(await refused(after.replace(/^model LegacySession \{[^}]*\}\n\n/m, '').replace(/ {2}legacySessions .*\n/, ''))).toMatch(/has no model with the fields/);
  });

  test('is told from others with the same fields by its name', async () => {
    const other = session.replace('Session', 'PasswordReset');
    const { after } = await run(schema.replace('  sessions', '  resets   PasswordReset[]\n  sessions') + other);
    expect(after).toMatch(/^model PasswordReset \{$/m);
    expect(after).toMatch(/^model LegacySession \{$/m);
  });

  test('has to be named where it is one of two', async () => {
    const other = session.replace('Session', 'AdminSession');
    const two = schema.replace('  sessions', '  admins   AdminSession[]\n  sessions') + other;
    expect(await refused(two)).toBe('it is not clear which model holds the sessions of Lucia; name it with --old-model: Session, AdminSession');
    expect((await run(two, ['--old-model', 'session'])).after).toMatch(/^model LegacySession \{$/m);
    const web = two.replaceAll(/\bSession\b/g, 'WebSession');
    expect(await refused(web, ['--old-model', 'AdminSession'])).toMatch(/^User has a field "sessions" already .*--relation authSessions$/);
    const { after } = await run(web, ['--old-model', 'AdminSession', '--relation', 'logins']);
    expect(after.match(/^model \w+/gm)).toEqual(['model User', 'model WebSession', 'model AdminSession', 'model Session']);
  });

  test('is asked for where it is one of two, and somebody is there', async () => {
    const other = session.replace('Session', 'AdminSession');
    const folder = appFolder({ [schemaFile]: schema.replace('  sessions', '  admins   AdminSession[]\n  sessions') + other });
    const asked: string[] = [];
    const choose: Terminal['choose'] = async (message, choices) => {
      asked.push(message, ...choices);
      return 'Session';
    };
    const terminal: Terminal = { ...nobody, isInteractive: true, write: () => {}, choose, confirm: async () => true };
    expect(await migrate(folder, ['--from', 'lucia', '--no-auth'], terminal)).toMatchObject({ exitCode: 0 });
    expect(asked).toEqual(['Which model holds the sessions that there are?', 'Session', 'AdminSession']);
    expect(readFiles(folder, '.prisma')[schemaFile]).toMatch(/^model LegacySession \{$/m);
  });

  test.each([
    ['Ticket', /^the schema has no model "Ticket"; --old-model may be Session$/],
    ['User', /^User \(prisma\/schema.prisma:5\) lacks userId, expiresAt, which sessions of Lucia have; name another with --old-model$/],
  ])('is not %s', async (name, message) => {
    expect(await refused(schema, ['--old-model', name])).toMatch(message);
  });

  test('keeps a name that is not in the way, but not the list of the user', async () => {
    const { after, output } = await run(renamed('Login'));
    expect(after).toMatch(/^model Login \{$/m);
    expect(after).not.toContain('@@map("Login")');
    expect(after).toMatch(/^ {2}legacySessions Login\[\]$/m);
    expect(after).toMatch(/^ {2}sessions +Session\[\]$/m);
    expect(output.stdout).not.toContain('from now on');
    expect(output.stdout).toContain('from the schema Login and User.legacySessions:');
  });

  test('keeps its name where the new one gets another', async () => {
    const { after } = await run(schema, ['--model', 'AuthSession']);
    const kept = after.slice(0, after.indexOf('/// One signed-in'));
    expect(kept.replace(/ {2}authSessions .*\n/, '').replace('\n\n}', '\n}')).toBe(`${schema}\n`);
    expect(after).toMatch(/^ {2}@@map\("sessions"\)\n\}$/m);
  });

  test('gets the name that was asked for, and so does its list', async () => {
    const { after } = await run(schema, ['--legacy-model', 'LuciaSession']);
    expect(after).toMatch(/^model LuciaSession \{$/m);
    expect(after).toMatch(/^ {2}luciaSessions LuciaSession\[\]$/m);
  });

  test('may have been called so in small letters', async () => {
    const { after } = await run(renamed('session'));
    expect(after).toMatch(/^model LegacySession \{$/m);
    expect(after).toMatch(/^ {2}@@map\("session"\)$/m);
  });

  test('keeps the name of its table, its schema and all else that stands there', async () => {
    const ends = (end: string) => schema.replace(/\}\n$/, `${end}}\n`);
    const { after } = await run(ends('\n  @@index([userId])\n  @@map("lucia_sessions") // as ever\n'));
    expect(after).toContain('  @@index([userId])\n  @@map("lucia_sessions") // as ever\n}\n');
    const other = await run(ends('\n  @@index([userId])\n  // the end\n'));
    expect(other.after).toContain('  @@index([userId])\n  // the end\n  @@map("Session")\n}\n');
    const last = await run(ends('  // the end\n'));
    expect(last.after).toContain('onDelete: Cascade)\n  // the end\n\n  @@map("Session")\n}\n');
    for (const each of [after, other.after, last.after]) expect(format({ [schemaFile]: each })).toEqual({ [schemaFile]: each });
  });

  test('may be out of all columns, and stays so', async () => {
    const crooked = schema.replace('  email    String    @unique\n', '  email String     @unique   // mail\n');
    const { after } = await run(crooked);
    expect(after).toContain('  id       String    @id\n  email String     @unique   // mail\n  legacySessions LegacySession[]\n');
  });

  test.each([
    ['a model', 'model LegacySession {\n  id Int @id\n}\n', [], /^the schema has a model LegacySession already \(prisma\/schema.prisma:17\); .*--legacy-model OldSession$/],
    ['an enum', 'enum legacySession {\n  A\n}\n', [], /has an enum legacySession already/],
    ['the new one', '', ['--legacy-model', 'Session'], /has a model Session already.*--legacy-model/],
    ['none', '', ['--legacy-model', 'Old-Session'], /^"Old-Session" is no name for Prisma.*--legacy-model$/],
  ])('cannot have the name of %s', async (_name, more, args, message) => {
    expect(await refused(schema + more, args)).toMatch(message);
  });

  test('cannot have a list that is called as another field', async () => {
    expect(await refused(schema.replace('email   ', 'legacySessions'))).toMatch(/^User has a field "legacySessions" already \(.*:7\); .*--legacy-model OldSession/);
  });

  test('cannot be called otherwise where that would change a table', async () => {
    const tags = `${schema.replace('  user  ', '  tags      Tag[]\n  user  ')}\nmodel Tag {\n  id       Int       @id\n  sessions Session[]\n}\n`;
    expect(await refused(tags)).toMatch(/^Session \(.*:11\) has a many-to-many relation, .*--model AuthSession$/);
    expect((await run(tags, ['--model', 'AuthSession'])).after).toContain('tags      Tag[]');
  });
});

describe('the table of the new sessions', () => {
  const taken = (name: string) => `\nmodel Training {\n  id Int @id\n\n  @@map("${name}")\n}\n`;

  test.each([
    ['sessions', '', 'sessions'],
    ['user_sessions where that is taken', taken('Sessions'), 'user_sessions'],
    ['login_sessions where both are', taken('sessions') + taken('user_sessions').replace('Training', 'Other'), 'login_sessions'],
  ])('is %s', async (_name, more, table) => {
    expect((await run(schema + more)).after).toMatch(new RegExp(`^  @@index\\(\\[previousId\\]\\)\\n  @@map\\("${table}"\\)$`, 'm'));
  });

  test('is not that of the old ones', async () => {
    const { after } = await run(schema.replace(/\}\n$/, '\n  @@map("sessions")\n}\n'));
    expect(after.match(/@@map\("\w+"\)/g)).toEqual(['@@map("sessions")', '@@map("user_sessions")']);
  });

  test('is the one asked for, unless it is there', async () => {
    expect((await run(schema, ['--table', 'stays'])).after).toContain('@@map("stays")');
    expect(await refused(schema + taken('stays'), ['--table', 'Stays'])).toMatch(/^Training \(.*\) is "stays" in the database already; .*--table/);
    expect(await refused(schema, ['--table', 'Session'])).toMatch(/^LegacySession \(.*\) is "Session" in the database already/);
  });
});

describe('the module', () => {
  const client = "import { PrismaClient } from '@prisma/client';\n";
  const db = { 'src/db.ts': `${client}export const prisma = new PrismaClient();\n` };

  test.each(cases)('says what sessions of $source need', async (each) => {
    const folder = appFolder({ [schemaFile]: schemasOf(each).before, ...db });
    await migrate(folder, ['--from', each.source, '--yes']);
    const text = readFiles(folder)['src/auth.ts']!;
    const [maker] = /\w+Sessions(?=\()/.exec(each.legacy[1]!)!;
    expect(text).toMatch(
      new RegExp(`^import \\{ createAuth \\} from 'sojourn';\nimport \\{ ${maker} \\} from 'sojourn/legacy';\nimport \\{ prismaAdapter \\} from 'sojourn/prisma';\nimport \\{ prisma \\} from './db.ts';\n`),
    );
    expect(text).toContain(`\n  }),\n${each.legacy.map((line) => `  ${line}\n`).join('')}});\n`);
  });

  test('names the fields that are called otherwise, and the model as it is called', async () => {
    const snake = schema.replaceAll('userId', 'user_id').replaceAll('expiresAt', 'expires_at').replaceAll(/\bSession\b/g, 'UserSession');
    const folder = appFolder({ [schemaFile]: snake, ...db });
    await migrate(folder, ['--from', 'lucia', '--yes']);
    expect(readFiles(folder)['src/auth.ts']).toContain(
      `    rows: prisma.userSession,\n    until: new Date('${until}'),\n    fields: { userId: 'user_id', expiresAt: 'expires_at' },\n  }),\n`,
    );
  });

  test('knows the fields of Lucia 2', async () => {
    const older = session.replace('expiresAt DateTime', 'active_expires BigInt\n  idle_expires BigInt').replaceAll('userId', 'user_id');
    const folder = appFolder({ [schemaFile]: head + user + older, ...db });
    await migrate(folder, ['--from', 'lucia', '--yes']);
    expect(readFiles(folder)['src/auth.ts']).toContain("    fields: { userId: 'user_id', expiresAt: 'idle_expires' },\n");
  });

  test.each([
    ['BigInt', 'userId: (data: { userId?: string }) => data.userId && BigInt(data.userId),'],
    ['String', 'userId: (data: { userId?: string }) => data.userId,'],
  ])('takes an id of type %s out of the data', async (type, line) => {
    const text = schemasOf(cases[3]!).before.replace('id    Int    @id @default(autoincrement())', `id    ${type} @id`);
    const folder = appFolder({ [schemaFile]: text, ...db });
    await migrate(folder, ['--from', 'express-session', '--yes']);
    expect(readFiles(folder)['src/auth.ts']).toContain(`    ${line}\n`);
  });

  test('is CommonJS in JavaScript where the app is', async () => {
    const files = { 'package.json': '{}', 'src/db.js': 'const { PrismaClient } = require("@prisma/client");\nmodule.exports = { prisma: new PrismaClient() };\n' };
    const folder = appFolder({ [schemaFile]: schemasOf(cases[3]!).before, ...files });
    await migrate(folder, ['--from', 'express-session', '--yes']);
    const text = readFiles(folder)['src/auth.js']!;
    expect(text).toContain("const { expressSessions } = require('sojourn/legacy');\n");
    expect(text).toContain('    secret: process.env.SESSION_SECRET,\n');
    expect(text).toContain('    userId: (data) => data.userId,\n');
  });

  test('that makes the auth already stays as it is, and what to add is said until it is there', async () => {
    const text = "import { createAuth } from 'sojourn';\nexport const auth = createAuth({});\n";
    const folder = appFolder({ [schemaFile]: schema, ...db, 'src/auth.ts': text });
    const { stdout } = await migrate(folder, ['--from', 'lucia', '--yes']);
    expect(readFiles(folder)['src/auth.ts']).toBe(text);
    const step = `Tell createAuth of the old sessions, in src/auth.ts:

   import { luciaSessions } from 'sojourn/legacy';

   // Whoever is logged in by Lucia stays so: until this day their sessions are exchanged for new ones.
   legacy: luciaSessions({
     rows: prisma.legacySession,
     until: new Date('${until}'),
   }),
`;
    expect(stdout).toContain(`\n2. ${step}`);
    expect(stdout).toMatch(/4\. Replace what your code calls of Lucia; docs\/from-lucia\.md has both side by side\.\n/);
    const again = await migrate(folder, ['--from', 'lucia', '--check']);
    expect(again).toMatchObject({ exitCode: 0, stdout: expect.stringContaining(`Nothing to change: `) });
    expect(again.stdout).toContain(`\n1. ${step}`);
  });

  test('of the other library stays as it is', async () => {
    const text = 'export const auth = new Lucia(adapter);\n';
    const folder = appFolder({ [schemaFile]: schema, ...db, 'src/auth.ts': text });
    const { stdout } = await migrate(folder, ['--from', 'lucia', '--yes']);
    expect(readFiles(folder)['src/auth.ts']).toBe(text);
    expect(stdout).toContain('--auth src/sessions.ts writes the auth elsewhere');
    expect(stdout).toContain('Tell createAuth of the old sessions:\n');
    await migrate(folder, ['--from', 'lucia', '--yes', '--auth', 'src/sessions.ts']);
    expect(readFiles(folder)['src/sessions.ts']).toContain('legacy: luciaSessions({');
  });
});
