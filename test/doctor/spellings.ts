/** Ways to write a schema that Prisma accepts, each with the same two models. */
const plain = `datasource db {
  provider = "postgresql"
}

model User {
  id    String @id
  notes Note[]
}

model Note {
  id     String @id
  user   User   @relation(fields: [userId], references: [id])
  userId String
}
`;

const line = '  userId String\n';

/** Puts lines in the place of the last field. */
const withLines = (...lines: string[]) => plain.replace(line, `${line}${lines.map((each) => `  ${each}\n`).join('')}`);

export const spellings: { name: string; schema: string }[] = [
  { name: 'plain', schema: plain },
  { name: 'CRLF', schema: plain.replaceAll('\n', '\r\n') },
  { name: 'CR', schema: plain.replaceAll('\n', '\r') },
  { name: 'no line break at the end', schema: plain.trimEnd() },
  { name: 'tabs, and none', schema: plain.replaceAll(/ +/g, '\t').replaceAll(/^\t/gm, '') },
  { name: 'spaces at the ends of lines', schema: plain.replaceAll('\n', '  \n') },
  { name: 'comments behind everything', schema: plain.replaceAll(/([\w\]){}])\n/g, '$1 // "quoted" { @@id([x])\n') },
  { name: 'comments between everything', schema: plain.replaceAll('\n', '\n// model X {\n') },
  { name: 'comments between marks', schema: plain.replaceAll('\n\n', '\n\n/* model X {\n  id Int @id\n} */\n\n') },
  {
    name: 'marks of comments in strings',
    schema: withLines('a String @default("/* // {")', 'b String @default("*/ } \\" // @id")'),
  },
  { name: 'documentation', schema: plain.replaceAll(/^model/gm, '/// first\n// not this\n///second  \nmodel') },
  { name: 'documentation that is apart', schema: plain.replaceAll(/^model/gm, '/// apart\n\nmodel') },
  { name: 'documentation of fields', schema: withLines('/// of a', 'a Int /// of a too', 'b Int') },
  { name: 'an empty list', schema: withLines('a String[] @default([])', 'b Int[] @default([]) @map("c")') },
  {
    name: 'conditions of indexes',
    schema: `generator client {
  provider        = "prisma-client"
  output          = "../client"
  previewFeatures = ["partialIndexes"]
}
${withLines(
  'a Int?',
  'b Boolean',
  '@@index([a], where: { a: { not: null }, b: true })',
  '@@unique([b], where: raw("a > 1"))',
)}`,
  },
  {
    name: 'spaces within attributes',
    schema: plain.replace(
      '@relation(fields: [userId], references: [id])',
      '@relation ( fields : [ userId ] , references:[id] )',
    ),
  },
  {
    name: 'an order of its own',
    schema: plain.replace(
      'fields: [userId], references: [id]',
      'onDelete: Cascade, references: [id], map: "a,b)", fields: [userId]',
    ),
  },
  {
    name: 'a name of the relation',
    schema: plain
      .replace('fields: [userId]', '"of, (user)", fields: [userId]')
      .replace('notes Note[]', 'notes Note[] @relation(name: "of, (user)")'),
  },
  {
    name: 'indexes',
    schema: withLines(
      'a Int',
      'b Int',
      '@@index([a(sort: Desc), b], map: "x")',
      '@@unique(fields: [b, a(sort: Asc)])',
      '@@index(type: Hash, fields: [a])',
    ),
  },
  {
    name: 'operator classes',
    schema: withLines(
      'a Json',
      'b String',
      '@@index([a(ops: JsonbPathOps)], type: Gin)',
      '@@index([b(ops: raw("text_pattern_ops"))])',
    ),
  },
  {
    name: 'types without a name',
    schema: withLines('a Unsupported("point")?', 'b Unsupported("vector(3)")?', 'c Int'),
  },
  {
    name: 'native types and defaults',
    schema: withLines(
      'a String @db.VarChar(20) @default("x")',
      'b String[] @default(["x", "y"])',
      'c Float @default(-1.5)',
      'd DateTime @updatedAt @db.Timestamptz(3)',
      'e String @default(dbgenerated("gen(1, 2)"))',
      'f Json @default("{ \\"a\\": [1] }")',
    ),
  },
  {
    name: 'keys of several fields',
    schema: plain
      .replace('id    String @id', 'id String\n  org String\n  @@id([org, id])')
      .replace('fields: [userId], references: [id]', 'fields: [userOrg, userId], references: [org, id]')
      .replace(line, `${line}  userOrg String\n  @@index([userOrg, userId])\n`),
  },
  {
    name: 'an enum',
    schema: `${withLines('kind Kind? @default(SHORT)')}\nenum Kind {\n  SHORT @map("s") /// of text\n  LONG\n  /// of all\n  @@map("kinds")\n}\n`,
  },
  {
    name: 'names with underscores and digits',
    schema: plain.replaceAll('Note', 'Note_2').replaceAll('userId', 'user_id_1'),
  },
  {
    name: 'a generator',
    schema: `generator client {\n  provider = "prisma-client-js"\n  // output\n  binaryTargets = ["native"]\n}\n${plain}`,
  },
];
