import { appSchema, edit, fragment, note } from '../app-schema.js';
import { describedAuth, section } from '../described-auth.js';
import type { Case } from './case.js';
import { auth, sessionWith, withNotes } from './shared.js';

export const indexCases: Case[] = [
  ...['userId', 'expirationDate'].map((name) => ({
    name: `no index on ${name}`,
    schema: sessionWith(`@@index([${name}])`, ''),
    auth,
    expected: [`missing-index error Session.${name}`],
  })),
  {
    name: 'no index on previousId',
    schema: sessionWith('@@index([previousId])', ''),
    auth,
    expected: ['missing-index warning Session.previousId'],
  },
  {
    name: 'an index that begins with the field',
    schema: sessionWith('@@index([userId])', '@@index([userId, createdAt(sort: Desc)], map: "by_user")'),
    auth,
    expected: [],
  },
  {
    name: 'an index with the field in another place',
    schema: sessionWith('@@index([userId])', '@@index([createdAt, userId])'),
    auth,
    expected: ['missing-index error Session.userId'],
  },
  {
    name: 'an index by hash, which knows no order',
    schema: appSchema({
      provider: 'postgresql',
      session: edit(
        fragment,
        ['@@index([userId])', '@@index([userId], type: Hash)'],
        ['@@index([expirationDate])', '@@index([expirationDate], type: Hash)'],
      ),
    }),
    auth,
    expected: ['missing-index error Session.expirationDate'],
  },
  {
    name: 'an index of some rows',
    schema: appSchema({
      provider: 'postgresql',
      previewFeatures: ['partialIndexes'],
      session: edit(fragment, ['@@index([userId])', '@@index([userId], where: { remember: true })']),
    }),
    auth,
    expected: ['missing-index error Session.userId'],
  },
  {
    name: 'a key of several fields, with an index on one of them',
    schema: appSchema({
      user: 'org String\n  notes Note[]\n  @@unique([org, id])',
      models: `
model Note {
  id     String @id
  user   User   @relation(fields: [org, userId], references: [org, id], onDelete: Cascade)
  org    String
  userId String
  @@index([userId])
}`,
    }),
    auth: withNotes,
    expected: [],
  },
  {
    name: 'a database that indexes keys by itself',
    schema: appSchema({
      provider: 'mysql',
      user: note.user,
      models: edit(note.models, ['@@index([userId])', '']),
      session: edit(fragment, ['@@index([userId])', '']),
    }),
    auth: withNotes,
    expected: [],
  },
  {
    name: 'the same, where the client emulates the keys',
    schema: appSchema({
      provider: 'mysql',
      datasource: 'relationMode = "prisma"',
      user: note.user,
      models: edit(note.models, ['@@index([userId])', '']),
      session: edit(fragment, ['@@index([userId])', '']),
    }),
    auth: withNotes,
    expected: ['missing-index error Session.userId', 'unindexed-reference warning Note.userId'],
  },
  {
    name: 'a key without an index',
    schema: appSchema({ user: note.user, models: edit(note.models, ['@@index([userId])', '']) }),
    auth: withNotes,
    expected: ['unindexed-reference warning Note.userId'],
  },
  {
    name: 'a key to the session without an index',
    schema: appSchema({
      session: edit(fragment, ['  id  ', '  visits Visit[]\n  id  ']),
      models: `
model Visit {
  id        String  @id
  session   Session @relation(fields: [sessionId], references: [id], onDelete: Cascade)
  sessionId String
}`,
    }),
    auth: describedAuth({ visits: section('visit') }),
    expected: ['unindexed-reference warning Visit.sessionId'],
  },
  {
    name: 'a key of a model that is not personal, without an index',
    schema: appSchema({
      models: `
model Shop {
  id    String @id
  tills Till[]
}
model Till {
  id     String @id
  shop   Shop   @relation(fields: [shopId], references: [id])
  shopId String
}`,
    }),
    auth,
    expected: [],
  },
  {
    name: 'a key within a unique constraint',
    schema: appSchema({
      user: note.user,
      models: edit(note.models, ['@@index([userId])', '@@unique(fields: [userId, id], name: "mine")']),
    }),
    auth: withNotes,
    expected: [],
  },
];
