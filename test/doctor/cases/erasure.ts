import { appSchema, edit, note } from '../app-schema.js';
import { describedAuth, section } from '../described-auth.js';
import type { Case } from './case.js';
import { attachments, auth, noteWith, related, tags, withNotes } from './shared.js';

const withComments = {
  user: 'notes Note[]\n  comments Comment[]',
  models: `${edit(note.models, ['user   User', 'comments Comment[]\n  user   User'])}
model Comment {
  id       String @id
  note     Note   @relation(fields: [noteId], references: [id], onDelete: Cascade)
  noteId   String
  author   User   @relation(fields: [authorId], references: [id], onDelete: Cascade)
  authorId String
  @@index([noteId])
  @@index([authorId])
}`,
};

const profile = (settings: string) => ({
  user: `profile Profile? @relation(fields: [profileId], references: [id]${settings})\n  profileId String? @unique`,
  models: 'model Profile {\n  id String @id\n  user User?\n}',
});

export const erasureCases: Case[] = [
  {
    name: 'a required relation by default',
    schema: noteWith(''),
    auth: withNotes,
    expected: ['blocks-erasure error Note.user'],
  },
  {
    name: 'an optional relation by default',
    schema: noteWith('', { mark: '?' }),
    auth: withNotes,
    expected: ['survives-erasure error Note.user'],
  },
  ...['Restrict', 'NoAction'].map((action) => ({
    name: `onDelete: ${action}`,
    schema: noteWith(`, onDelete: ${action}`),
    auth: withNotes,
    expected: ['blocks-erasure error Note.user'],
  })),
  ...['SetNull', 'SetDefault'].map((action) => ({
    name: `onDelete: ${action}`,
    schema: noteWith(`, onDelete: ${action}`, { mark: '?' }),
    auth: withNotes,
    expected: ['survives-erasure error Note.user'],
  })),
  ...[true, { userId: null }].map((erase) => ({
    name: `a section that the adapter erases (${JSON.stringify(erase)})`,
    schema: noteWith(''),
    auth: describedAuth({ notes: section('note') }, { erase: { notes: section('note', { erase }) } }),
    expected: [],
  })),
  {
    name: 'a section that the adapter keeps',
    schema: noteWith(''),
    auth: describedAuth({ notes: section('note') }, { erase: { notes: section('note', { erase: false }) } }),
    expected: ['blocks-erasure error Note.user'],
  },
  {
    name: 'a model that is kept with a reason',
    schema: noteWith('', { mark: '?', comment: '/// @sojourn.keep the thread would lose its sense' }),
    auth: withNotes,
    expected: [],
  },
  {
    name: 'a model that is kept without a reason',
    schema: noteWith('', { mark: '?', comment: '/// @sojourn.keep' }),
    auth: withNotes,
    expected: ['exclusion-without-reason error Note'],
  },
  {
    name: 'a model that is kept with a reason, and blocks',
    schema: noteWith('', { comment: '/// @sojourn.keep ten years by tax law' }),
    auth: withNotes,
    expected: ['blocks-erasure error Note.user'],
  },
  {
    name: 'a key that blocks further down',
    schema: appSchema({
      ...attachments,
      models: edit(attachments.models, [
        'references: [id], onDelete: Cascade)\n  noteId',
        'references: [id])\n  noteId',
      ]),
    }),
    auth: describedAuth({ notes: section('note'), attachments: section('attachment') }),
    expected: ['blocks-erasure error Attachment.note'],
  },
  {
    name: 'a model that is kept with a reason, and deleted',
    schema: noteWith(', onDelete: Cascade', { comment: '/// @sojourn.keep ten years by tax law' }),
    auth: withNotes,
    expected: ['deleted-despite-keep error Note.user'],
  },
  {
    name: 'what refers to a model that stays, which is all there is to correct at first',
    schema: appSchema({
      ...attachments,
      models: edit(
        attachments.models,
        ['references: [id], onDelete: Cascade)\n  noteId', 'references: [id])\n  noteId'],
        [
          'User   @relation(fields: [userId], references: [id], onDelete: Cascade)\n  userId String',
          'User? @relation(fields: [userId], references: [id])\n  userId String?',
        ],
      ),
    }),
    auth: describedAuth({ notes: section('note'), attachments: section('attachment') }),
    expected: ['survives-erasure error Note.user'],
  },
  {
    name: 'what refers to a model that the adapter deletes',
    schema: appSchema({
      ...attachments,
      models: edit(attachments.models, [
        'references: [id], onDelete: Cascade)\n  noteId',
        'references: [id])\n  noteId',
      ]),
    }),
    auth: describedAuth(
      { notes: section('note'), attachments: section('attachment') },
      { erase: { notes: section('note') } },
    ),
    expected: ['blocks-erasure error Attachment.note'],
  },
  {
    name: 'what refers to a model that is kept',
    schema: appSchema({
      ...attachments,
      models: edit(
        attachments.models,
        ['references: [id], onDelete: Cascade)\n  noteId', 'references: [id])\n  noteId'],
        ['model Note', '/// @sojourn.keep ten years by tax law\nmodel Note'],
        [
          'User   @relation(fields: [userId], references: [id], onDelete: Cascade)\n  userId String',
          'User? @relation(fields: [userId], references: [id])\n  userId String?',
        ],
      ),
    }),
    auth: describedAuth({ notes: section('note'), attachments: section('attachment') }),
    expected: [],
  },
  {
    name: 'a key without which the row still has an owner',
    schema: appSchema({
      ...withComments,
      models: edit(withComments.models, [
        'note     Note   @relation(fields: [noteId], references: [id], onDelete: Cascade)\n  noteId   String',
        'note Note? @relation(fields: [noteId], references: [id], onDelete: SetNull)\n  noteId String?',
      ]),
    }),
    auth: describedAuth({ notes: section('note'), comments: section('comment') }),
    expected: [],
  },
  {
    name: 'a key without which the row may have no owner',
    schema: appSchema({
      user: 'sent Message[] @relation("sender")\n  received Message[] @relation("recipient")',
      models: `
model Message {
  id          String  @id
  sender      User?   @relation("sender", fields: [senderId], references: [id], onDelete: Cascade)
  senderId    String?
  recipient   User?   @relation("recipient", fields: [recipientId], references: [id], onDelete: SetNull)
  recipientId String?
  @@index([senderId])
  @@index([recipientId])
}`,
    }),
    auth: describedAuth({ messages: section('message') }),
    expected: ['survives-erasure error Message.recipient'],
  },
  {
    name: 'a key that blocks, of a row that has another owner',
    schema: appSchema({
      ...withComments,
      models: edit(withComments.models, [
        'references: [id], onDelete: Cascade)\n  noteId',
        'references: [id])\n  noteId',
      ]),
    }),
    auth: describedAuth({ notes: section('note'), comments: section('comment') }),
    expected: ['blocks-erasure error Comment.note'],
  },
  {
    name: 'relations that the client emulates',
    schema: appSchema({ ...note, datasource: 'relationMode = "prisma"' }),
    auth: withNotes,
    expected: [],
  },
  {
    name: 'NoAction among relations that the client emulates',
    schema: appSchema({
      ...note,
      provider: 'mysql',
      datasource: 'relationMode = "prisma"',
      models: edit(note.models, ['Cascade', 'NoAction']),
    }),
    auth: withNotes,
    expected: ['survives-erasure error Note.user'],
  },
  {
    name: 'one to one, with the key at the user',
    schema: appSchema(profile('')),
    auth: describedAuth({}, { exportSelect: { profile: true } }),
    expected: ['survives-erasure error Profile.user'],
  },
  {
    name: 'the same, forgotten in the export too',
    schema: appSchema(profile('')),
    auth,
    expected: ['not-exported error Profile', 'survives-erasure error Profile.user'],
  },
  {
    name: 'the same, erased by the adapter',
    schema: appSchema(profile('')),
    auth: describedAuth({ profile: section('profile') }, { erase: { profile: section('profile') } }),
    expected: [],
  },
  {
    name: 'the same, anonymised by the adapter',
    schema: appSchema(profile('')),
    auth: describedAuth(
      { profile: section('profile') },
      { erase: { profile: section('profile', { erase: { name: '' } }) } },
    ),
    expected: [],
  },
  {
    name: 'the same, where the key of the user stops that',
    schema: appSchema(profile(', onDelete: Restrict')),
    auth: describedAuth({ profile: section('profile') }, { erase: { profile: section('profile') } }),
    expected: ['blocks-erasure error User.profile'],
  },
  {
    name: 'one to one, with the key at the other model',
    schema: appSchema({
      user: 'profile Profile?',
      models: `model Profile {\n  userId String @id\n  user User @relation(${related}, onDelete: Cascade)\n}`,
    }),
    auth: describedAuth({}, { exportSelect: { profile: true } }),
    expected: [],
  },
  {
    name: 'many to many',
    schema: appSchema(tags),
    auth: describedAuth({ tags: section('tag') }),
    expected: ['survives-erasure note Tag.users'],
  },
  {
    name: 'many to many, kept with a reason',
    schema: appSchema({ ...tags, models: `/// @sojourn.keep shared\n${tags.models}` }),
    auth: describedAuth({ tags: section('tag') }),
    expected: [],
  },
  {
    name: 'users who refer to users',
    schema: appSchema({
      user: `
  manager User? @relation("manager", fields: [managerId], references: [id])
  managerId String?
  reports User[] @relation("manager")
  friends User[] @relation("friends")
  friendOf User[] @relation("friends")`,
    }),
    auth,
    expected: [],
  },
  {
    name: 'users who are deleted with users',
    schema: appSchema({
      user: `
  manager User? @relation("manager", fields: [managerId], references: [id], onDelete: Cascade)
  managerId String?
  reports User[] @relation("manager")`,
    }),
    auth,
    expected: ['erases-others error User.manager'],
  },
  {
    name: 'users who are deleted with the note of another',
    schema: appSchema({
      ...note,
      user: `${note.user}
  favorite Note? @relation("favorite", fields: [favoriteId], references: [id], onDelete: Cascade)
  favoriteId String?`,
      models: edit(note.models, ['userId String\n', 'userId String\n  favoriteOf User[] @relation("favorite")\n']),
    }),
    auth: withNotes,
    expected: ['erases-others error User.favorite'],
  },
  {
    name: 'one to one, with a key at the user by which the user goes with the other',
    schema: appSchema(profile(', onDelete: Cascade')),
    auth: describedAuth({ profile: section('profile') }, { erase: { profile: section('profile') } }),
    expected: [],
  },
  {
    name: 'users who stop the deletion of users',
    schema: appSchema({
      user: `
  manager User? @relation("manager", fields: [managerId], references: [id], onDelete: Restrict)
  managerId String?
  reports User[] @relation("manager")`,
    }),
    auth,
    expected: ['blocks-erasure error User.manager'],
  },
];
