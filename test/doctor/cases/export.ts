import { appSchema, edit, fragment, note } from '../app-schema.js';
import { describedAuth, plainSection, section } from '../described-auth.js';
import type { Case } from './case.js';
import { attachments, auth, noteWith, tags, withNotes } from './shared.js';

const team = (comment = '') => ({
  user: 'team Team? @relation(fields: [teamId], references: [id])\n  teamId String?',
  models: `${comment}\nmodel Team {\n  id String @id\n  members User[]\n}`,
});

export const exportCases: Case[] = [
  { name: 'an app with nothing else', schema: appSchema(), auth, expected: [] },
  { name: 'no auth', schema: appSchema(), expected: ['auth-not-given warning'] },
  { name: 'a forgotten model', schema: appSchema(note), auth, expected: ['not-exported error Note'] },
  { name: 'an exported model', schema: appSchema(note), auth: withNotes, expected: [] },
  {
    name: 'a model that is reached over another',
    schema: appSchema(attachments),
    auth: withNotes,
    expected: ['not-exported error Attachment'],
  },
  {
    name: 'a model in the select of a section',
    schema: appSchema(attachments),
    auth: describedAuth({ notes: section('note', { select: { id: true, attachments: { select: { id: true } } } }) }),
    expected: [],
  },
  {
    name: 'a model that a section includes',
    schema: appSchema(attachments),
    auth: describedAuth({ notes: section('note', { select: { attachments: true } }) }),
    expected: [],
  },
  {
    name: 'models that the user’s own select includes, and one that it sets to false',
    schema: appSchema({
      ...attachments,
      user: `${attachments.user}\n  tags Tag[]`,
      models: `${attachments.models}\n${tags.models}`,
    }),
    auth: describedAuth({}, { exportSelect: { notes: { include: { attachments: true } }, tags: false } }),
    expected: ['not-exported error Tag', 'survives-erasure note Tag.users'],
  },
  {
    name: 'a parent in the select of its children, some of which it may not have',
    schema: appSchema(attachments),
    auth: describedAuth({ attachments: section('attachment', { select: { note: { select: { id: true } } } }) }),
    expected: ['not-exported error Note'],
  },
  {
    name: 'a section of the app’s own, named in a comment',
    schema: noteWith(', onDelete: Cascade', { comment: '/// Short texts\n/// @sojourn.section notes' }),
    auth: describedAuth({ notes: plainSection() }),
    expected: [],
  },
  {
    name: 'two sections of the app’s own, named in one comment',
    schema: noteWith(', onDelete: Cascade', { comment: '/// @sojourn.section notes, texts' }),
    auth: describedAuth({ notes: plainSection(), texts: plainSection() }),
    expected: [],
  },
  {
    name: 'a section of the app’s own, not named',
    schema: appSchema(note),
    auth: describedAuth({ notes: plainSection() }),
    expected: ['not-exported error Note'],
  },
  {
    name: 'a section named in a comment that there is not',
    schema: noteWith(', onDelete: Cascade', { comment: '/// @sojourn.section texts' }),
    auth: describedAuth({ notes: plainSection() }),
    expected: ['unknown-section error Note'],
  },
  {
    name: 'a section named in a comment, without the auth to compare with',
    schema: noteWith(', onDelete: Cascade', { comment: '/// @sojourn.section texts' }),
    expected: ['auth-not-given warning'],
  },
  {
    name: 'a model left out with a reason',
    schema: noteWith(', onDelete: Cascade', { comment: '/// @sojourn.exclude derived from what is exported' }),
    auth,
    expected: [],
  },
  {
    name: 'a model left out without a reason',
    schema: noteWith(', onDelete: Cascade', { comment: '/// @sojourn.exclude' }),
    auth,
    expected: ['exclusion-without-reason error Note'],
  },
  {
    name: 'a comment of two slashes, which says nothing',
    schema: noteWith(', onDelete: Cascade', { comment: '// @sojourn.exclude derived from what is exported' }),
    auth,
    expected: ['not-exported error Note'],
  },
  {
    name: 'a section of a model that there is not',
    schema: appSchema(),
    auth: describedAuth({ notes: section('note') }),
    expected: ['unknown-model error User'],
  },
  {
    name: 'several relations to the user, and two ways to one model',
    schema: appSchema({
      user: 'sent Message[] @relation("sender")\n  received Message[] @relation(name: "recipient")',
      models: `
model Message {
  id          String  @id
  sender      User    @relation("sender", fields: [senderId], references: [id], onDelete: Cascade)
  senderId    String
  recipient   User?   @relation("recipient", fields: [recipientId], references: [id], onDelete: SetNull)
  recipientId String?
  @@index([senderId])
  @@index([recipientId])
}`,
    }),
    auth,
    expected: ['not-exported error Message'],
  },
  {
    name: 'relations in a circle',
    schema: appSchema({
      user: 'notes Note[]',
      models: `
model Note {
  id      String  @id
  user    User    @relation(fields: [userId], references: [id], onDelete: Cascade)
  userId  String
  latest  Draft?  @relation("latest", fields: [draftId], references: [id], onDelete: SetNull)
  draftId String?
  drafts  Draft[] @relation("of")
  @@index([userId])
  @@index([draftId])
}
model Draft {
  id       String @id
  note     Note   @relation("of", fields: [noteId], references: [id], onDelete: Cascade)
  noteId   String
  latestOf Note[] @relation("latest")
  @@index([noteId])
}`,
    }),
    auth: withNotes,
    expected: ['not-exported error Draft'],
  },
  {
    name: 'a model that refers to a session',
    schema: appSchema({
      session: edit(fragment, ['  id  ', '  visits Visit[]\n  id  ']),
      models: `
model Visit {
  id        String  @id
  session   Session @relation(fields: [sessionId], references: [id], onDelete: Cascade)
  sessionId String
  @@index([sessionId])
}`,
    }),
    auth,
    expected: ['not-exported error Visit'],
  },
  {
    name: 'a parent that users share',
    schema: appSchema(team()),
    auth,
    expected: ['shared-with-others note User.team'],
  },
  {
    name: 'the same, left out with a reason',
    schema: appSchema(team('/// @sojourn.exclude of the company')),
    auth,
    expected: [],
  },
  {
    name: 'a member of a shared parent, which is personal, and what else the parent has, which is not',
    schema: appSchema({
      user: 'memberships Membership[]',
      models: `
model Membership {
  user   User   @relation(fields: [userId], references: [id], onDelete: Cascade)
  userId String
  team   Team   @relation(fields: [teamId], references: [id], onDelete: Cascade)
  teamId String
  @@id([userId, teamId])
}
model Team {
  id       String       @id
  members  Membership[]
  invoices Invoice[]
}
model Invoice {
  id     String @id
  team   Team   @relation(fields: [teamId], references: [id])
  teamId String
}`,
    }),
    auth,
    expected: ['not-exported error Membership'],
  },
  {
    name: 'a view, an enum and a composite type',
    schema: appSchema({
      provider: 'postgresql',
      previewFeatures: ['views'],
      models:
        'view UserCount {\n  id Int @unique\n  userId String\n}\nenum Kind {\n  SHORT @map("s") // brief\n  LONG\n  @@map("kinds")\n}',
    }),
    auth,
    expected: [],
  },
  {
    name: 'MongoDB, with lists of keys and a composite type',
    schema: edit(
      appSchema({
        provider: 'mongodb',
        session: edit(
          fragment,
          ['id              String    @id', 'id String @id @map("_id")'],
          [', onUpdate: Cascade', ''],
        ),
        user: 'tags Tag[] @relation(fields: [tagIds], references: [id])\n  tagIds String[]\n  address Address?',
        models: `
type Address {
  street String
}
model Tag {
  id      String   @id @map("_id")
  users   User[]   @relation(fields: [userIds], references: [id])
  userIds String[]
}`,
      }),
      ['id       String    @id', 'id String @id @map("_id")'],
    ),
    auth,
    expected: ['not-exported error Tag', 'survives-erasure note Tag.users'],
  },
  {
    name: 'several database schemas, and a model that the client ignores',
    schema: appSchema({
      provider: 'postgresql',
      datasource: 'schemas = ["auth", "app"]',
      session: edit(fragment, ['@@index([userId])', '@@index([userId])\n  @@schema("auth")']),
      user: '@@schema("auth")\n  notes Note[] @ignore',
      models: edit(note.models, ['@@index', '@@schema("app")\n  @@ignore\n  @@index']),
    }),
    auth,
    expected: ['not-exported error Note'],
  },
];
