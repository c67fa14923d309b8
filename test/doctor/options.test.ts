import { describe, expect, test } from 'vitest';
import { SchemaSyntaxError, checkSchema } from '../../src/doctor/index.js';
import { appSchema, fragment, note } from './app-schema.js';
import { describedAuth } from './described-auth.js';

/** Runs and gives what is thrown. */
function thrownBy(run: () => unknown): unknown {
  try {
    run();
  } catch (error) {
    return error;
  }
  throw new Error('Nothing was thrown');
}

describe('a report', () => {
  test('says where, how it is reached, and what to do', () => {
    const schema = { 'prisma/note.prisma': note.models, 'prisma/user.prisma': appSchema({ user: note.user }) };
    const { problems } = checkSchema({ schema, auth: describedAuth() });
    expect(problems).toEqual([
      {
        code: 'not-exported',
        level: 'error',
        model: 'Note',
        message: 'Note holds data of the user and is not exported (Note.user → User)',
        remedy: expect.stringContaining('"note"') as string,
        file: 'prisma/note.prisma',
        line: 2,
      },
    ]);
  });

  test('names the line of a field', () => {
    const lines = note.models.replace(', onDelete: Cascade', '').split('\n');
    const schema = { 'note.prisma': lines.join('\r\n'), 'user.prisma': appSchema({ user: note.user }) };
    const { problems } = checkSchema({ schema, auth: describedAuth() });
    const [blocking] = problems.filter(({ code }) => code === 'blocks-erasure');
    expect(blocking).toMatchObject({
      file: 'note.prisma',
      line: lines.findIndex((line) => line.includes('User ')) + 1,
      field: 'user',
    });
    expect(blocking?.message).toContain('onDelete: Restrict, the default');
  });

  test('advises no cascade that would delete other users', () => {
    const user = `
  manager   User?  @relation("manager", fields: [managerId], references: [id], onDelete: Restrict)
  managerId String?
  reports   User[] @relation("manager")`;
    const { problems } = checkSchema({ schema: appSchema({ user }), auth: describedAuth() });
    expect(problems.map(({ code, remedy }) => [code, remedy])).toEqual([
      ['blocks-erasure', 'make the relation optional with onDelete: SetNull'],
    ]);
  });

  test('shows the shortest way to the user', () => {
    const models = `${note.models.replace('@@index', 'comments Comment[]\n  @@index')}
model Comment {
  id     String  @id
  note   Note    @relation(fields: [noteId], references: [id], onDelete: Cascade)
  noteId String
  likes  Like[]
  @@index([noteId])
}
model Like {
  id        String  @id
  comment   Comment @relation(fields: [commentId], references: [id], onDelete: Cascade)
  commentId String
  @@index([commentId])
}`;
    const { problems } = checkSchema({ schema: appSchema({ ...note, models }), auth: describedAuth() });
    expect(problems.map(({ message }) => message)).toEqual(
      expect.arrayContaining([
        'Like holds data of the user and is not exported (Like.comment → Comment.note → Note.user → User)',
      ]),
    );
  });

  test('has no file where the schema is one text', () => {
    const { problems } = checkSchema({ schema: appSchema(note), auth: describedAuth() });
    expect(problems).toHaveLength(1);
    expect(problems[0]).not.toHaveProperty('file');
  });

  test('is the same whatever the order of the files', () => {
    const files = {
      'a.prisma': note.models.replace(', onDelete: Cascade', ''),
      'b.prisma': appSchema({ user: note.user, session: '' }),
      'c.prisma': fragment.replace('@@index([userId])', ''),
    };
    const backwards = Object.fromEntries(Object.entries(files).toReversed());
    const { problems } = checkSchema({ schema: files });
    expect(problems.map(({ code }) => code)).toEqual([
      'not-exported',
      'blocks-erasure',
      'missing-index',
      'auth-not-given',
    ]);
    expect(checkSchema({ schema: backwards }).problems).toEqual(problems);
  });
});

describe('a schema that cannot be read', () => {
  test.each([
    ['a line that is no field', 'model A {\n  id Int @id\n  what is this?\n}', 3, '"this" is not expected here'],
    ['a field without a type', 'model A {\n  id Int @id\n  a\n}', 3, '"a" is not expected here'],
    ['a line that goes on in the next', 'model A {\n  id Int @id\n  a Int @default(\n    1)\n}', 3, 'This line ends too early'],
    ['an attribute that does not end', 'model A {\n  id Int @id\n\n  b Int @default((1)\n}', 4, '"(" is not expected here'],
    ['a block that does not end', 'enum E {\n  A\n}\nmodel A {\n  id Int @id\n', 6, 'The schema ends too early'],
    ['what is no block', '// note\nmodule A {\n}', 2, '"module" opens no block of a Prisma schema'],
    ['no block after one', 'model\tB\t{\n  id Int @id\n}\nmodule\tA\t{\n}', 4, '"module" opens no block of a Prisma schema'],
    [
      'an index on a field of a composite type',
      'type A {\n  id Int\n}\nmodel B {\n  id Int @id\n  a A\n  @@index([a.id])\n}',
      7,
      '"." is not expected here',
    ],
    ['an extra brace', 'model A {\n  id Int @id\n}\n}', 4, '"}" is not expected here'],
    ['a name with letters beyond ASCII', 'model A {\n  id Int @id\n}\n\nmodel Né {\n  id Int @id\n}', 5, '"é" is not expected here'],
    ['a field that is called like a value', 'model A {\n  id Int @id\n  true Int\n}', 3, '"true" is not expected here'],
    ['a string that does not end', 'model A {\n  id Int @id\n  b String @default("x)\n}', 3, '"\\"" is not expected here'],
    ['what belongs to nothing', 'model A {\n  id Int @id\n}\n\n;', 5, '";" is not expected here'],
  ])('%s', (_name, text, line, message) => {
    const error = thrownBy(() => checkSchema({ schema: { 'a.prisma': text } }));
    expect(error).toBeInstanceOf(SchemaSyntaxError);
    expect(error).toMatchObject({
      file: 'a.prisma',
      line,
      message: `${message} (a.prisma:${line})`,
    });
    expect(thrownBy(() => checkSchema({ schema: text }))).toMatchObject({
      file: undefined,
      line,
      message: `${message} (line ${line})`,
    });
  });
});

test('blocks may be empty while a schema is written', () => {
  const { problems } = checkSchema({ schema: 'datasource db {\n}\nmodel User {\n}\n', auth: describedAuth() });
  expect(problems.map(({ code }) => code)).toEqual(['no-session-model']);
});

describe('documentation', () => {
  const reportOn = (comment: string) => {
    const models = note.models.replace('model Note', `${comment}\nmodel Note`);
    const { problems } = checkSchema({ schema: appSchema({ ...note, models }), auth: describedAuth() });
    return problems.map(({ code }) => code);
  };

  test('may stand above a comment of another kind', () => {
    expect(reportOn('/// @sojourn.exclude ten years by tax law\n// see the wiki\n/* and\n the law */')).toEqual([]);
  });

  test('is not what is within a comment of another kind', () => {
    expect(reportOn('/*\n/// @sojourn.exclude ten years by tax law */')).toEqual(['not-exported']);
  });
});

test.each([
  ['options', undefined],
  ['schema', {}],
  ['schema', { schema: 1 }],
  ['schema', { schema: { 'a.prisma': 1 } }],
  ['auth', { schema: appSchema(), auth: 'auth' }],
  ['auth', { schema: appSchema(), auth: {} }],
  ['model', { schema: appSchema(), model: 'User' }],
])('a wrong option is named: %s', (name, options) => {
  const error = thrownBy(() => checkSchema(options as never));
  expect(error).toBeInstanceOf(TypeError);
  expect(String(error)).toContain(`"${name}"`);
});
