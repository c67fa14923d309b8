/**
 * Compiled, never run: what must infer, and under each `@ts-expect-error` what must not compile.
 */
import { type ExportSection, type Session, type UserData, createAuth } from '../../src/index.js';
import { memoryAdapter } from '../../src/adapters/memory/index.js';
import { prismaAdapter, prismaSections } from '../../src/adapters/prisma/index.js';
import { zip } from '../../src/export/zip/index.js';
import { expressSession } from '../../src/integrations/express/index.js';
import { nodeSession } from '../../src/integrations/node/index.js';
import type { PrismaClient } from '../.generated/sqlite/client/client.js';
import type { PrismaClient as PostgresqlClient } from '../.generated/postgresql/client/client.js';
import type { PrismaClient as RenamedClient } from '../.generated/renamed/client/index.js';

declare const prisma: PrismaClient;
declare const postgresql: PostgresqlClient;
declare const renamed: RenamedClient;

type Equal<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
function assertType<_Holds extends true>(): void {}

export async function selectedFields(token: string) {
  const auth = createAuth({ adapter: prismaAdapter(prisma, { userSelect: { id: true, email: true, joinedAt: true } }) });
  const result = await auth.validateSession(token);
  if (!result) return;
  assertType<Equal<typeof result.user, { id: string; email: string; joinedAt: Date | null }>>();
  assertType<Equal<typeof result.session.userId, string>>();
  assertType<Equal<typeof result.renewed, boolean>>();
  // @ts-expect-error not selected
  void result.user.name;
  // @ts-expect-error the hash is never there
  void result.session.secretHash;
  await auth.createSession('ada');
  // @ts-expect-error the user ids are strings
  await auth.createSession(5);
  // @ts-expect-error dates are not the caller's
  await auth.createSession('ada', { expirationDate: new Date() });
  const data: UserData = await auth.exportUserData('ada');
  return data.format;
}

export async function defaultSelect(token: string) {
  const auth = createAuth({ adapter: prismaAdapter(prisma) });
  const result = await auth.validateSession(token);
  if (!result) return;
  assertType<Equal<typeof result.user, { id: string }>>();
  // @ts-expect-error not selected
  void result.user.email;
  const { user } = (await createAuth({ adapter: prismaAdapter(prisma, { rawQueries: false }) }).validateSession(token))!;
  assertType<Equal<typeof user, { id: string }>>();
}

export async function relations(token: string) {
  const adapter = prismaAdapter(prisma, { userSelect: { id: true, name: false, notes: { select: { text: true } } } });
  const result = await createAuth({ adapter }).validateSession(token);
  if (!result) return;
  assertType<Equal<typeof result.user, { id: string; notes: { text: string }[] }>>();
  // @ts-expect-error deselected
  void result.user.name;
}

export async function selectKnownAtRunTime(token: string, withName: boolean) {
  const adapter = prismaAdapter(prisma, { userSelect: { id: true, name: withName } });
  const result = await createAuth({ adapter }).validateSession(token);
  assertType<Equal<NonNullable<typeof result>['user'], { id: string; name: string | null | undefined }>>();
}

export function wrongSelects() {
  // @ts-expect-error no such field
  prismaAdapter(prisma, { userSelect: { emial: true } });
  // @ts-expect-error no such field beside one that is there
  prismaAdapter(prisma, { userSelect: { email: true, emial: true } });
  prismaAdapter(prisma, { exportSelect: { email: true, notes: { select: { text: true } } } });
  // @ts-expect-error no such field to export
  prismaAdapter(prisma, { exportSelect: { email: true, emial: true } });
  // @ts-expect-error no such model
  prismaAdapter(prisma, { sessionModel: 'sessions' });
  // @ts-expect-error the client has no model `session`
  prismaAdapter(renamed);
}

export async function renamedModels(token: string) {
  const adapter = prismaAdapter(renamed, {
    sessionModel: 'loginSession',
    userModel: 'account',
    userIdField: 'accountNo',
    userSelect: { mail: true },
  });
  const auth = createAuth({ adapter });
  const result = await auth.validateSession(token);
  assertType<Equal<NonNullable<typeof result>['user'], { mail: string }>>();
  await auth.createSession(7);
  // @ts-expect-error the user ids are numbers
  await auth.createSession('7');
}

export async function extendedClient(token: string) {
  const extended = prisma.$extends({ name: 'app' });
  const result = await createAuth({ adapter: prismaAdapter(extended, { userSelect: { email: true } }) }).validateSession(token);
  assertType<Equal<NonNullable<typeof result>['user'], { email: string }>>();
}

export async function insideTransaction(token: string) {
  await prisma.$transaction(async (transaction) => {
    const result = await createAuth({ adapter: prismaAdapter(transaction, { userSelect: { email: true } }) }).validateSession(token);
    assertType<Equal<NonNullable<typeof result>['user'], { email: string }>>();
  });
}

export async function attributes() {
  const auth = createAuth({ adapter: memoryAdapter(), attributes: { theme: 'light' as 'light' | 'dark', visits: 0 } });
  const { session } = await auth.createSession('ada', { attributes: { theme: 'dark' } });
  assertType<Equal<typeof session, Session<string | number | bigint, { theme: 'light' | 'dark'; visits: number }>>>();
  // @ts-expect-error no such theme
  await auth.createSession('ada', { attributes: { theme: 'blue' } });
  // @ts-expect-error no such attribute
  await auth.createSession('ada', { attributes: { colour: 'blue' } });
  // @ts-expect-error an update names them all
  await auth.updateSession(session.id, { attributes: { theme: 'dark' } });
  const untyped = createAuth({ adapter: memoryAdapter() });
  await untyped.createSession('ada', { attributes: { anything: ['goes', 1, null] } });
  // @ts-expect-error but only as JSON
  await untyped.createSession('ada', { attributes: { date: new Date() } });
}

export async function ownUser(token: string) {
  const auth = createAuth({ adapter: memoryAdapter({ loadUser: async (id: number) => ({ id, name: 'Ada' }) }) });
  const result = await auth.validateSession(token);
  assertType<Equal<NonNullable<typeof result>['user'], { id: number; name: string }>>();
  // @ts-expect-error the user ids are numbers
  await auth.listSessions('ada');
}

export function integrations() {
  const auth = createAuth({ adapter: prismaAdapter(prisma, { userSelect: { email: true } }) });
  const express = expressSession(auth);
  const current = express.of({} as never);
  assertType<Equal<NonNullable<typeof current>['user'], { email: string }>>();
  const node = nodeSession(auth);
  assertType<Equal<NonNullable<Awaited<ReturnType<typeof node.current>>>['user'], { email: string }>>();
  // @ts-expect-error the user ids are strings
  void node.login({} as never, {} as never, 5);
}

export function options() {
  // @ts-expect-error no such preset
  createAuth({ adapter: memoryAdapter(), lifetime: 'aal4' });
  // @ts-expect-error misspelled
  createAuth({ adapter: memoryAdapter(), liftime: 'aal1' });
}

export function sections() {
  const exports = prismaSections(prisma, {
    notes: { model: 'note', where: (userId) => ({ userId }), select: { id: true, text: true } },
    people: { model: 'user', where: (id) => ({ id }), select: { notes: { select: { text: true } } }, key: 'email', erase: false },
    devices: {
      model: 'session',
      where: (userId: string) => ({ user: { id: userId } }),
      select: { userAgent: true },
      key: ['userId', 'id'],
      batchSize: 10,
      erase: { userAgent: null },
    },
  });
  prismaSections(postgresql, {
    notes: { model: 'note', where: (userId) => ({ OR: [{ userId }], text: { contains: 'a', mode: 'insensitive' } }), select: { id: true } },
  });
  assertType<Equal<typeof exports.notes, ExportSection<string>>>();
  createAuth({ adapter: prismaAdapter(prisma), exports });
  // @ts-expect-error there is no such section
  void exports.files;
  // @ts-expect-error the adapter's user ids are numbers
  createAuth({ adapter: prismaAdapter(renamed, { sessionModel: 'loginSession', userModel: 'account', userIdField: 'accountNo' }), exports });
}

export function sectionsOfRenamedModels() {
  const exports = prismaSections(renamed, {
    logins: { model: 'loginSession', where: (ownerNo: number) => ({ ownerNo }), select: { sid: true }, key: 'sid' },
  });
  createAuth({ adapter: prismaAdapter(renamed, { sessionModel: 'loginSession', userModel: 'account', userIdField: 'accountNo' }), exports });
  // @ts-expect-error without a model `user` the type of the id must be told
  prismaSections(renamed, { logins: { model: 'loginSession', where: (ownerNo) => ({ ownerNo }), select: { sid: true }, key: 'sid' } });
}

export async function sectionsOfOtherClients() {
  const where = (userId: string) => ({ userId });
  prismaSections(prisma.$extends({ name: 'app' }), { notes: { model: 'note', where, select: { text: true } } });
  await prisma.$transaction(async (transaction) => prismaSections(transaction, { notes: { model: 'note', where, select: { text: true } } }));
}

export function wrongSections() {
  const select = { id: true } as const;
  // @ts-expect-error no such model
  prismaSections(prisma, { notes: { model: 'notes', where: (userId) => ({ userId }), select } });
  // @ts-expect-error no such field to look for
  prismaSections(prisma, { notes: { model: 'note', where: (userId) => ({ usrId: userId }), select } });
  // @ts-expect-error a field of another model
  prismaSections(prisma, { notes: { model: 'note', where: (id) => ({ email: id }), select } });
  // @ts-expect-error a select of another model
  prismaSections(prisma, { notes: { model: 'note', where: (userId) => ({ userId }), select: { email: true } } });
  // @ts-expect-error the field is a string
  prismaSections(prisma, { notes: { model: 'note', where: () => ({ userId: 5 }), select } });
  // @ts-expect-error the ids of users are strings
  prismaSections(prisma, { notes: { model: 'note', where: (id: number) => ({ id }), select } });
  // @ts-expect-error no such field to select
  prismaSections(prisma, { notes: { model: 'note', where: (userId) => ({ userId }), select: { id: true, txt: true } } });
  // @ts-expect-error no such field to select of a relation
  prismaSections(prisma, { notes: { model: 'note', where: (userId) => ({ userId }), select: { user: { select: { emial: true } } } } });
  // @ts-expect-error a relation is no key
  prismaSections(prisma, { notes: { model: 'note', where: (userId) => ({ userId }), select, key: 'user' } });
  // @ts-expect-error no such field to update
  prismaSections(prisma, { notes: { model: 'note', where: (userId) => ({ userId }), select, erase: { txt: '' } } });
  // @ts-expect-error no such option
  prismaSections(prisma, { notes: { model: 'note', where: (userId) => ({ userId }), select, batch: 5 } });
  // @ts-expect-error nothing is selected
  prismaSections(prisma, { notes: { model: 'note', where: (userId) => ({ userId }) } });
}

export function archives() {
  const auth = createAuth({ adapter: prismaAdapter(prisma) });
  const format = zip({ files: (userId: string) => [{ name: userId, content: new Uint8Array() }] });
  auth.exportUserDataStream('ada', { format });
  auth.exportUserDataStream('ada', { format: zip() });
  zip({ files: async function* () { yield { name: 'a', content: 'text', modifiedAt: new Date() }; } });
  // @ts-expect-error a file has a name
  zip({ files: () => [{ content: 'text' }] });
  // @ts-expect-error a path is no content
  zip({ files: () => [{ name: 'a', content: new URL('file:///a') }] });
}
