import { describe, expect, test } from 'vitest';
import { planSchema } from '../../src/init/plan.js';
import { schemaFiles, schemas } from '../support/schemas.js';
import { appFolder, init, readFiles, refusalIn } from './support/app.js';
import { validate } from './support/prisma-tools.js';

const file = 'prisma/schema.prisma';
const head = (provider = 'sqlite') => `datasource db {\n  provider = "${provider}"\n}\n`;
const user = 'model User {\n  id    Int    @id\n  email String @unique\n}\n';

/** Runs the command on a schema of one file, without the module for the auth. */
async function run(schema: string, args: readonly string[] = []) {
  const folder = appFolder({ [file]: schema });
  const output = await init(folder, ['--yes', '--no-auth', ...args]);
  const after = readFiles(folder, '.prisma')[file]!;
  validate({ [file]: after });
  return { folder, output, after };
}

function refusal(schema: string, args: readonly string[] = []): Promise<string> {
  return refusalIn(appFolder({ [file]: schema }), (folder) => init(folder, ['--yes', '--no-auth', ...args]));
}

describe('names', () => {
  test('of the model, its table and the back relation are those given', async () => {
    const { after } = await run(head() + user, ['--model', 'Login', '--table', 'log_ins', '--relation', 'devices']);
    expect(after).toMatch(/^model Login \{$/m);
    expect(after).toMatch(/^ {2}@@map\("log_ins"\)\n\}$/m);
    expect(after).toMatch(/^ {2}devices +Login\[\]$/m);
  });

  test('of the user model may be as the client has it', async () => {
    const { after } = await run(head() + user.replace('User', 'Member'), ['--user-model', 'member']);
    expect(after).toMatch(/^ {2}user +Member +@relation/m);
  });

  test.each([
    ['a model', 'model Session {\n  id Int @id\n}\n', [], /has a model Session already \(prisma\/schema.prisma:8\), which is left alone; .*--model AuthSession/],
    ['a session model of Auth.js', 'model Session {\n  sessionToken String @id\n}\n', [], /as Auth\.js \(NextAuth\) has it.*--model AuthSession, or .*npx sojourn migrate --from authjs$/],
    ['one of Lucia', 'model Session {\n  id String @id\n  expiresAt DateTime\n}\n', [], /as Lucia has it.*npx sojourn migrate --from lucia$/],
    ['one of better-auth', 'model Session {\n  id String @id\n  token String\n  expiresAt DateTime\n}\n', [], /as better-auth has it.*--from better-auth$/],
    ['one of express-session', 'model Session {\n  id String @id\n  sid String @unique\n  expiresAt DateTime\n}\n', [], /as a store of express-session has it.*--from express-session$/],
    ['a model in other letters', 'model session {\n  id Int @id\n}\n', [], /has a model session already/],
    ['an enum', 'enum Session {\n  A\n}\n', [], /has an enum Session already/],
    ['a table', 'model Training {\n  id Int @id\n\n  @@map("session")\n}\n', [], /Training \(.*:8\) is "session" in the database already; .*--table auth_sessions/],
    ['a table that was asked for', 'model Training {\n  id Int @id\n\n  @@map("stays")\n}\n', ['--table', 'stays'], /is "stays" in the database already/],
    ['no name at all', '', ['--model', 'My-Session'], /"My-Session" is no name for Prisma.*--model/],
    ['no name for a field', '', ['--relation', '1st'], /"1st" is no name for Prisma.*--relation/],
  ])('are refused where they are those of %s', async (_name, more, args, message) => {
    expect(await refusal(head() + user + more, args)).toMatch(message);
  });

  test('of fields are refused where the user has one', async () => {
    const other = user.replace('email', 'sessions');
    expect(await refusal(head() + other)).toMatch(/User has a field "sessions" already \(prisma\/schema.prisma:6\), which is left alone; .*--relation authSessions/);
    const { after } = await run(head() + other, ['--relation', 'authSessions']);
    expect(after).toContain('  authSessions Session[]');
  });

  test('of tables may be the same in another schema of the database', async () => {
    const schemas = 'datasource db {\n  provider = "postgresql"\n  schemas  = ["a", "b"]\n}\n';
    const models = 'model User {\n  id Int @id\n\n  @@schema("a")\n}\n\nmodel Stay {\n  id Int @id\n\n  @@map("Session")\n  @@schema("b")\n}\n';
    expect((await run(schemas + models)).after).toMatch(/^ {2}@@schema\("a"\)\n\}\n$/m);
    expect(await refusal(schemas + models.replace('"b"', '"a"'))).toMatch(/--table/);
  });
});

describe('the user model', () => {
  test.each(['user', 'users', 'Users', 'USER'])('is found as %s', async (name) => {
    const { after } = await run(head() + user.replace('User', name));
    expect(after).toMatch(new RegExp(`^  user +${name} +@relation`, 'm'));
  });

  test('has to be named where it is none of these, the likely ones first', async () => {
    const models = 'model Order {\n  id Int @id\n}\n\nmodel Member {\n  id Int @id\n  email String @unique\n}\n\nmodel Part {\n  a Int\n  b Int\n\n  @@id([a, b])\n}\n';
    expect(await refusal(head() + models)).toMatch(/--user-model: Member, Order$/);
    expect(await refusal(head() + models, ['--user-model', 'Memmber'])).toMatch(/no model "Memmber"; --user-model may be Member, Order$/);
  });

  test('is refused without an id of one field', async () => {
    const composite = 'model User {\n  tenant Int\n  no Int\n\n  @@id([tenant, no])\n}\n';
    expect(await refusal(head() + composite)).toMatch(/User has an id of several fields \(tenant, no\).*--user-model/);
    expect(await refusal(head() + 'model User {\n  id Bytes @id\n}\n')).toMatch(/User.id is of type Bytes.*String, Int or BigInt/);
    expect(await refusal(head())).toMatch(/no model that could be the user/);
  });

  test('may have a unique field instead of an id, or an id of a list of one', async () => {
    const { after } = await run(head() + 'model User {\n  nick String? @unique\n  mail String @unique\n}\n');
    expect(after).toContain('@relation(fields: [userId], references: [mail], onDelete: Cascade, onUpdate: Cascade)');
    const { after: other } = await run(head() + 'model User {\n  no Int\n\n  @@id([no])\n}\n');
    expect(other).toContain('references: [no]');
  });
});

test.each([
  ['mongodb', 'MongoDB'],
  ['cockroachdb', 'CockroachDB'],
  ['sqlserver', 'SQL Server'],
])('%s is refused with what else there is', async (provider, name) => {
  expect(await refusal(head(provider) + user)).toMatch(new RegExp(`^the schema is for ${name}, .*sojourn/redis`));
});

describe('a session model that is there', () => {
  async function withSession(args: readonly string[] = [], models = user) {
    return (await run(head() + models, args)).after;
  }

  test('is found under the name that it was given', async () => {
    const schema = await withSession(['--model', 'Login', '--relation', 'devices']);
    expect((await run(schema)).after).toBe(schema);
    expect((await run(schema, ['--model', 'Login'])).after).toBe(schema);
  });

  test('of another user model does not count', async () => {
    const schema = await withSession(['--user-model', 'User', '--model', 'Login'], `${user}\nmodel Admin {\n  id Int @id\n}\n`);
    const { after } = await run(schema, ['--user-model', 'Admin']);
    expect(after).toMatch(/^ {2}user +Admin +@relation/m);
    expect((await run(after, ['--user-model', 'Admin'])).after).toBe(after);
    expect((await run(after, ['--user-model', 'User'])).after).toBe(after);
  });

  test('gets the back relation that is missing', async () => {
    const schema = await withSession();
    const line = /^ {2}sessions .*\n\n?/m;
    expect((await run(schema)).after).toBe(schema);
    expect((await init(appFolder({ [file]: schema.replace(line, '') }), ['--no-auth', '--check'])).stdout).toContain('+  sessions Session[]');
  });

  test('needs no back relation that was written beforehand', async () => {
    const folder = appFolder({ [file]: head() + user.replace('@unique\n', '@unique\n  sessions Session[]\n') });
    await init(folder, ['--yes', '--no-auth']);
    const after = readFiles(folder, '.prisma');
    validate(after);
    expect(after[file]!.match(/Session\[\]/g)).toHaveLength(1);
  });

  test.each([
    ['an index', /^ {2}@@index\(\[expirationDate\]\)\n/m, ['+  @@index([expirationDate])']],
    ['a field', /^ {2}pending .*\n/m, ['+', '+  pending String?']],
  ])('gets %s that it lacks', async (_name, line, expected) => {
    const schema = (await withSession()).replace(line, '');
    const { output, after } = await run(schema);
    const added = output.stdout!.split('\n').filter((each) => /^\+(?!\+)/.test(each));
    expect(added).toEqual(expect.arrayContaining(expected));
    expect((await run(after)).after).toBe(after);
  });

  test.each([
    ['indexes', /^ {2}@@index.*\n/gm],
    ['indexes, before the name of its table', /^ {2}@@index.*\n/gm, ['--table', 'stays']],
  ])('gets all its %s', async (_name, lines, args: string[] = []) => {
    const { after } = await run((await withSession(args)).replaceAll(lines, ''));
    expect(after.match(/@@index/g)).toHaveLength(3);
    expect((await run(after)).after).toBe(after);
  });

  test('is left alone where it lacks what each row must have', async () => {
    const schema = (await withSession()).replace(/^ {2}remember .*\n/m, '');
    expect(await refusal(schema)).toMatch(/Session \(prisma\/schema.prisma:\d+\) lacks remember, .*sojourn doctor/);
  });

  test('is left alone where it is not what is asked for', async () => {
    const schema = await withSession();
    expect(await refusal(schema, ['--table', 'stays'])).toMatch(/is "Session" in the database; leave out --table/);
    expect(await refusal(schema, ['--relation', 'devices'])).toMatch(/lists its sessions already, as "sessions"; leave out --relation/);
    expect(await refusal(schema.replace(/^( {2}userId +)Int$/m, '$1String'))).toMatch(/Session.userId is of type String, and User.id of type Int/);
  });
});

test('a schema that cannot be read is refused', async () => {
  expect(await refusal(`${head()}model User {\n  id\n}\n`)).toMatch(/^the schema cannot be read: .*:5\).*npx prisma validate/);
});

test('an app with the shipped session model needs nothing', () => {
  const plain = schemas.filter(({ prisma, renamed }) => prisma === 7 && !renamed);
  expect(plain.length).toBeGreaterThan(5);
  for (const schema of plain) expect(planSchema({ schema: schemaFiles(schema) }).changes, schema.name).toEqual([]);
});
