import { appSchema, edit, fragment, note } from '../app-schema.js';
import { describedAuth, section } from '../described-auth.js';
import type { Case } from './case.js';
import { auth, withNotes } from './shared.js';

const loose = (field: string, comment = '') =>
  appSchema({ models: `${comment}\nmodel Log {\n  id String @id\n  ${field}\n}` });

export const unrelatedCases: Case[] = [
  ...['userId', 'user_id', 'ownerId', 'authorId', 'createdById', 'created_by_id'].map((name) => ({
    name: `a field ${name} without a relation`,
    schema: loose(`${name} String`),
    auth,
    expected: [`no-relation warning Log.${name}`],
  })),
  ...['accountId String', 'userId Int', 'userAgentId String', 'user String', 'authorIdentity String'].map((field) => ({
    name: `a field ${field}`,
    schema: loose(field),
    auth,
    expected: [],
  })),
  {
    name: 'a list of ids, and a session that names its user twice',
    schema: appSchema({
      provider: 'postgresql',
      models: 'model Log {\n  id String @id\n  userId String[]\n}',
      session: edit(fragment, ['attributes      Json', 'attributes Json\n  createdById String?']),
    }),
    auth,
    expected: [],
  },
  {
    name: 'a field accountId where users are accounts',
    schema: edit(
      loose('accountId String?'),
      ['model User ', 'model Account '],
      ['user            User ', 'user Account '],
    ),
    auth,
    userModel: 'account',
    expected: ['no-relation warning Log.accountId'],
  },
  { name: 'the same with a relation', schema: appSchema(note), auth: withNotes, expected: [] },
  {
    name: 'the same in a section',
    schema: loose('userId String'),
    auth: describedAuth({ log: section('log') }),
    expected: [],
  },
  {
    name: 'the same, left out with a reason',
    schema: loose('userId String', '/// @sojourn.exclude numbers alone'),
    auth,
    expected: [],
  },
];
