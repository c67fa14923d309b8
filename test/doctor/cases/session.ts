import { appSchema, edit, fragment } from '../app-schema.js';
import { describedAuth, otherAuth } from '../described-auth.js';
import type { Case } from './case.js';
import { auth, sessionWith } from './shared.js';

const renamed = edit(
  fragment,
  ['model Session', 'model LoginSession'],
  ['id              String    @id', 'sid String @id @map("session_id")'],
  ['secretHash      String', 'digest String @db.Text'],
  ['user            User      @relation(fields: [userId]', 'account User @relation(fields: [ownerId]'],
  ['userId          String', 'ownerId String\n  workspaceId String'],
  ['@@index([userId])', '@@index([ownerId])\n  @@map("login_sessions")'],
);

const renamedAuth = describedAuth(
  {},
  {
    sessionModel: 'loginSession',
    userModel: 'user',
    userRelation: 'account',
    fields: { id: 'sid', secretHash: 'digest', userId: 'ownerId' },
    columns: ['workspaceId'],
  },
);

const renamedSchema = edit(appSchema({ provider: 'postgresql', session: renamed }), [
  'sessions Session[]',
  'sessions LoginSession[]',
]);

const drift = (field = '') => [`fragment-drift error Session${field === '' ? '' : `.${field}`}`];

export const sessionCases: Case[] = [
  { name: 'renamed models and fields', schema: renamedSchema, auth: renamedAuth, expected: [] },
  {
    name: 'renamed models, named explicitly too',
    schema: renamedSchema,
    auth: renamedAuth,
    sessionModel: 'LoginSession',
    userModel: 'User',
    expected: [],
  },
  { name: 'a missing field', schema: sessionWith('userAgent       String?', ''), auth, expected: drift() },
  {
    name: 'a field that the client ignores',
    schema: sessionWith('userAgent       String?', 'userAgent String? @ignore'),
    auth,
    expected: drift('userAgent'),
  },
  {
    name: 'another type',
    schema: sessionWith('attributes      Json', 'attributes String'),
    auth,
    expected: drift('attributes'),
  },
  {
    name: 'a list',
    schema: appSchema({
      provider: 'postgresql',
      session: edit(fragment, ['userAgent       String?', 'userAgent String[]']),
    }),
    auth,
    expected: drift('userAgent'),
  },
  {
    name: 'optional instead of required',
    schema: sessionWith('remember        Boolean', 'remember Boolean?'),
    auth,
    expected: drift('remember'),
  },
  {
    name: 'required instead of optional',
    schema: sessionWith('pending         String?', 'pending String'),
    auth,
    expected: drift('pending'),
  },
  {
    name: 'a date that Prisma sets',
    schema: sessionWith('updatedAt       DateTime', 'updatedAt DateTime @updatedAt'),
    auth,
    expected: drift('updatedAt'),
  },
  {
    name: 'a default beyond the fragment',
    schema: sessionWith('createdAt       DateTime', 'createdAt DateTime @default(now())'),
    auth,
    expected: [],
  },
  {
    name: 'an id that is unique',
    schema: sessionWith(
      'id              String    @id',
      'number Int @id @default(autoincrement())\n  id String @unique',
    ),
    auth,
    expected: [],
  },
  {
    name: 'an id that is not unique',
    schema: sessionWith('id              String    @id', 'number Int @id @default(autoincrement())\n  id String'),
    auth,
    expected: drift('id'),
  },
  {
    name: 'an id that is unique among some rows',
    schema: appSchema({
      provider: 'postgresql',
      previewFeatures: ['partialIndexes'],
      session: edit(
        fragment,
        ['id              String    @id', 'number Int @id @default(autoincrement())\n  id String'],
        ['@@index([userId])', '@@index([userId])\n  @@unique([id], where: { remember: true })'],
      ),
    }),
    auth,
    expected: drift('id'),
  },
  { name: 'sessions that stay behind', schema: sessionWith(', onDelete: Cascade', ''), auth, expected: drift('user') },
  {
    name: 'sessions without a user',
    schema: edit(sessionWith('User      @relation', 'User? @relation'), ['userId          String', 'userId String?']),
    auth,
    expected: [...drift('user'), ...drift('userId')],
  },
  {
    name: 'a relation to another field than the id',
    schema: sessionWith('references: [id]', 'references: [email]'),
    auth,
    expected: drift('user'),
  },
  {
    name: 'a relation under another name',
    schema: sessionWith('user            User', 'owner User'),
    auth,
    expected: drift(),
  },
  {
    name: 'a further field that may be empty',
    schema: sessionWith('attributes      Json', 'attributes Json\n  label String?\n  count Int @default(0)'),
    auth,
    expected: [],
  },
  {
    name: 'a further list',
    schema: appSchema({
      provider: 'postgresql',
      session: edit(fragment, ['attributes      Json', 'attributes Json\n  labels String[]']),
    }),
    auth,
    expected: [],
  },
  {
    name: 'a relation to another model than the user',
    schema: edit(
      appSchema({
        session: edit(fragment, ['User      @relation', 'Account @relation']),
        models: 'model Account {\n  id String @id\n  sessions Session[]\n}',
      }),
      ['sessions Session[]\n  \n', '\n'],
    ),
    auth,
    expected: drift('user'),
  },
  {
    name: 'a further field that must have a value',
    schema: sessionWith('attributes      Json', 'attributes Json\n  label String'),
    auth,
    expected: drift('label'),
  },
  {
    name: 'a column that there is not',
    schema: appSchema(),
    auth: describedAuth({}, { columns: ['label'] }),
    expected: drift(),
  },
  {
    name: 'numbers as ids',
    schema: edit(sessionWith('userId          String', 'userId Int'), [
      'id       String    @id\n  email',
      'id Int @id\n  email',
    ]),
    auth,
    expected: [],
  },
  {
    name: 'wider native types',
    schema: edit(
      appSchema({
        provider: 'postgresql',
        session: edit(
          fragment,
          ['userId          String', 'userId String @db.Uuid'],
          ['userAgent       String?', 'userAgent String? @db.Text'],
          ['expirationDate  DateTime', 'expirationDate DateTime @db.Timestamptz(3)'],
          ['createdAt       DateTime', 'createdAt DateTime @db.Timestamptz'],
        ),
      }),
      ['id       String    @id', 'id String @id @db.Uuid'],
    ),
    auth,
    expected: [],
  },
  {
    name: 'dates without milliseconds',
    schema: appSchema({
      provider: 'mysql',
      session: edit(
        fragment,
        ['expirationDate  DateTime', 'expirationDate DateTime @db.DateTime'],
        ['updatedAt       DateTime', 'updatedAt DateTime @db.DateTime(0)'],
      ),
    }),
    auth,
    expected: [...drift('expirationDate'), ...drift('updatedAt')],
  },
  {
    name: 'no session model',
    schema: edit(appSchema({ session: '' }), ['sessions Session[]', '']),
    auth,
    expected: ['no-session-model error'],
  },
  {
    name: 'no session model, where sessions live elsewhere',
    schema: edit(appSchema({ session: '' }), ['sessions Session[]', '']),
    auth: otherAuth(),
    expected: [],
  },
  { name: 'no user model', schema: appSchema(), auth, userModel: 'Person', expected: ['no-user-model error'] },
  {
    name: 'no user model, and no auth',
    schema: appSchema(),
    userModel: 'Person',
    expected: ['no-user-model error', 'auth-not-given warning'],
  },
];
