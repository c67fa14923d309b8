import { readFileSync } from 'node:fs';
import path from 'node:path';

export const root = path.resolve(import.meta.dirname, '../..');

/** Where generated clients go, one folder a schema; git ignores it. */
export const generatedDirectory = path.join(root, 'test/.generated');

/** Where Prisma 6 is installed, and where its clients go, so that they find its runtime. */
export const prisma6Directory = path.join(root, '.ci/tools/prisma-6');

export type Provider = 'sqlite' | 'postgresql' | 'mysql';
export type IdType = 'String' | 'Int' | 'BigInt' | 'Uuid';

/** One way in which an app can set up its Prisma. */
export interface Schema {
  name: string;
  /** The major version of Prisma. */
  prisma: 6 | 7;
  provider: Provider;
  generator: 'prisma-client' | 'prisma-client-js';
  /** The type of the user's id; a UUID has a type of its own where the database has one. */
  idType: IdType;
  /** Whether everything that can have another name than in the fragment has one. */
  renamed: boolean;
  /** Whether the schema is a folder of files, with the fragment as one of them. */
  split: boolean;
}

const providers: Provider[] = ['sqlite', 'postgresql', 'mysql'];

type Variant = Pick<Schema, 'idType' | 'renamed' | 'generator' | 'split'>;

/** Any two settings of two different columns meet in one line. */
const variants: Variant[] = [
  { idType: 'String', renamed: false, generator: 'prisma-client', split: false },
  { idType: 'String', renamed: true, generator: 'prisma-client-js', split: true },
  { idType: 'Int', renamed: true, generator: 'prisma-client-js', split: false },
  { idType: 'Int', renamed: false, generator: 'prisma-client', split: true },
  { idType: 'BigInt', renamed: false, generator: 'prisma-client-js', split: true },
  { idType: 'BigInt', renamed: true, generator: 'prisma-client', split: false },
  { idType: 'Uuid', renamed: true, generator: 'prisma-client', split: true },
  { idType: 'Uuid', renamed: false, generator: 'prisma-client-js', split: false },
];

/** What Prisma 6 may do in its own way: the types with forms of their own, and every other setting. */
const olderVariants: Variant[] = [
  { idType: 'BigInt', renamed: false, generator: 'prisma-client-js', split: false },
  { idType: 'Uuid', renamed: true, generator: 'prisma-client', split: true },
];

/** The schemas that are imported by name. */
const names: Record<string, string> = {
  'sqlite-string-plain': 'sqlite',
  'postgresql-string-plain': 'postgresql',
  'mysql-string-plain': 'mysql',
  'sqlite-int-renamed': 'renamed',
};

export const schemas: readonly Schema[] = providers.flatMap((provider) => [
  ...variants.map((variant) => namedSchema(7, provider, variant)),
  ...olderVariants.map((variant) => namedSchema(6, provider, variant)),
]);

function namedSchema(prisma: 6 | 7, provider: Provider, variant: Variant): Schema {
  const name = `${provider}-${variant.idType}-${variant.renamed ? 'renamed' : 'plain'}`.toLowerCase();
  return { ...variant, provider, prisma, name: prisma === 6 ? `${name}-prisma-6` : (names[name] ?? name) };
}

export function schemaNamed(name: string): Schema {
  const schema = schemas.find((each) => each.name === name);
  if (!schema) throw new TypeError(`There is no schema ${name}`);
  return schema;
}

/** @param older whether those for Prisma 6 are among them */
export function schemasOf(provider: Provider, { older = true } = {}): Schema[] {
  return schemas.filter((each) => each.provider === provider && (older || each.prisma === 7));
}

function directoryOf({ prisma, name }: Schema): string {
  return path.join(prisma === 6 ? path.join(prisma6Directory, '.generated') : generatedDirectory, name);
}

/** The schema's file, or its folder. */
export function schemaPath(schema: Schema): string {
  return path.join(directoryOf(schema), schema.split ? 'schema' : 'schema.prisma');
}

/** The schema that the engine, which is that of Prisma 7, makes the tables from. */
export function tablesSchema(schema: Schema): Schema {
  return schema.prisma === 7 ? schema : schemas.find((each) => each.prisma === 7 && sameTables(each, schema))!;
}

function sameTables(a: Schema, b: Schema): boolean {
  return a.provider === b.provider && a.idType === b.idType && a.renamed === b.renamed;
}

/** The module that exports `PrismaClient`. */
export function clientPath(schema: Schema): string {
  return path.join(directoryOf(schema), 'client', schema.generator === 'prisma-client' ? 'client.ts' : 'index.js');
}

/** The text of every file of the schema, by path. */
export function schemaFiles(schema: Schema): Record<string, string> {
  const settings = [generatorBlock(schema), datasourceBlock(schema)];
  const models = modelBlocks(schema);
  if (!schema.split) return { [schemaPath(schema)]: [...settings, ...Object.values(models)].join('\n') };
  const texts = { main: settings.join('\n'), ...models };
  return Object.fromEntries(Object.entries(texts).map(([name, text]) => [path.join(schemaPath(schema), `${name}.prisma`), text]));
}

function generatorBlock({ prisma, generator, split }: Schema): string {
  const settings = {
    provider: generator,
    output: split ? '../client' : './client',
    ...(generator === 'prisma-client'
      ? { moduleFormat: 'esm', generatedFileExtension: 'ts', importFileExtension: 'ts' }
      : {}),
    // What Prisma 7 does always.
    ...(prisma === 6 ? { engineType: 'client' } : {}),
  };
  return block('generator client', settings);
}

function datasourceBlock({ prisma, provider }: Schema): string {
  // Prisma 6 asks for a URL in the schema, and does not use it where there is a driver adapter.
  const url = { sqlite: 'file:./unused.db', postgresql: 'postgresql://unused', mysql: 'mysql://unused' }[provider];
  return block('datasource db', { provider, ...(prisma === 6 ? { url } : {}) });
}

function block(head: string, settings: Record<string, string>): string {
  return `${head} {\n${Object.entries(settings).map(([key, value]) => `  ${key} = "${value}"\n`).join('')}}\n`;
}

/** How a field that holds a user's id is declared: its type, and what follows it where it is the user's own. */
function idDeclaration({ provider, idType }: Schema): { type: string; native: string; own: string } {
  switch (idType) {
    case 'String':
      return { type: 'String', native: '', own: '@id @default(uuid())' };
    case 'Uuid': {
      const native = { sqlite: '', postgresql: ' @db.Uuid', mysql: ' @db.Char(36)' }[provider];
      return { type: 'String', native, own: '@id @default(uuid())' };
    }
    case 'Int':
    case 'BigInt':
      // On SQLite only an INTEGER counts up by itself.
      return { type: idType, native: '', own: idType === 'BigInt' && provider === 'sqlite' ? '@id' : '@id @default(autoincrement())' };
  }
}

function modelBlocks(schema: Schema): Record<string, string> {
  return schema.renamed ? renamedModels(schema) : plainModels(schema);
}

const fragment = readFileSync(path.join(root, 'prisma/session.prisma'), 'utf8');

/** A plain app's user model, with the one line that the fragment asks for. */
function plainModels(schema: Schema): Record<string, string> {
  const { type, native, own } = idDeclaration(schema);
  const user = `model User {
  id           ${type} ${own}${native}
  email        String    @unique
  name         String?
  passwordHash String
  logins       Int       @default(0)
  score        Float     @default(0)
  credit       BigInt    @default(0)
  verified     Boolean   @default(false)
  joinedAt     DateTime?
  settings     Json?
${schema.provider === 'postgresql' ? '  tags         String[]\n' : ''}  sessions     Session[]
  notes        Note[]
}

model Note {
  id     Int    @id @default(autoincrement())
  text   String
  user   User   @relation(fields: [userId], references: [id], onDelete: Cascade)
  userId ${type}${native}
}
`;
  const session = fragment.replace(/^( {2}userId +)String$/m, `$1${type}${native}`);
  return { user, session };
}

/** Everything that can have another name has one. */
function renamedModels(schema: Schema): Record<string, string> {
  const { type, native, own } = idDeclaration(schema);
  const account = `model Account {
  accountNo     ${type} ${own}${native} @map("account_no")
  mail          String         @unique
  auth_sessions LoginSession[]

  @@map("accounts")
}

model Workspace {
  id       String         @id
  sessions LoginSession[]
}
`;
  const session = `model LoginSession {
  sid          String     @id @map("session_id")
  digest       String     @map("secret_digest")
  diesAt       DateTime   @map("dies_at")
  bornAt       DateTime   @map("born_at")
  seenAt       DateTime   @map("seen_at")
  provedAt     DateTime   @map("proved_at")
  keep         Boolean    @map("keep_login")
  ip           String?    @map("ip_addr")
  browser      String?    @map("browser")
  extra        Json       @map("extra_json")
  waitsFor     String?    @map("waits_for")
  formerSid    String?    @map("former_id")
  formerDigest String?    @map("former_digest")
  formerUntil  DateTime?  @map("former_until")
  owner        Account    @relation(fields: [ownerNo], references: [accountNo], onDelete: Cascade, onUpdate: Cascade)
  ownerNo      ${type}${native} @map("owner_no")
  workspace    Workspace? @relation(fields: [workspaceId], references: [id])
  workspaceId  String?    @map("workspace_id")

  @@index([ownerNo])
  @@index([diesAt])
  @@index([formerSid])
  @@map("login_sessions")
}
`;
  return { account, session };
}
