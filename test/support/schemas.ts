import { readFileSync } from 'node:fs';
import path from 'node:path';

export const root = path.resolve(import.meta.dirname, '../..');

/** Where generated clients go, one folder a schema; git ignores it. */
export const generatedDirectory = path.join(root, 'test/.generated');

export type SchemaName = keyof typeof schemas;

const fragment = readFileSync(path.join(root, 'prisma/session.prisma'), 'utf8');

function schema(provider: string, generator: string, models: string): string {
  return `generator client {\n${generator}\n}\n\ndatasource db {\n  provider = "${provider}"\n}\n\n${models}`;
}

const esm = `  provider               = "prisma-client"
  output                 = "./client"
  moduleFormat           = "esm"
  generatedFileExtension = "ts"
  importFileExtension    = "ts"`;

const classic = `  provider = "prisma-client-js"
  output   = "./client"`;

/** A plain app's user model, with the one line that the fragment asks for. */
const plainModels = `model User {
  id           String    @id @default(uuid())
  email        String    @unique
  name         String?
  passwordHash String
  logins       Int       @default(0)
  score        Float     @default(0)
  credit       BigInt    @default(0)
  verified     Boolean   @default(false)
  joinedAt     DateTime?
  settings     Json?
  sessions     Session[]
  notes        Note[]
}

model Note {
  id     Int    @id @default(autoincrement())
  text   String
  user   User   @relation(fields: [userId], references: [id], onDelete: Cascade)
  userId String
}

${fragment}`;

/** Everything that can have another name has one; the key is a number. */
const renamedModels = `model Account {
  accountNo     Int            @id @default(autoincrement()) @map("account_no")
  mail          String         @unique
  auth_sessions LoginSession[]

  @@map("accounts")
}

model Workspace {
  id       String         @id
  sessions LoginSession[]
}

model LoginSession {
  sid         String     @id @map("session_id")
  digest      String     @map("secret_digest")
  diesAt      DateTime   @map("dies_at")
  bornAt      DateTime   @map("born_at")
  seenAt      DateTime   @map("seen_at")
  provedAt    DateTime   @map("proved_at")
  keep        Boolean    @map("keep_login")
  ip          String?    @map("ip_addr")
  browser     String?    @map("browser")
  extra       Json       @map("extra_json")
  owner       Account    @relation(fields: [ownerNo], references: [accountNo], onDelete: Cascade, onUpdate: Cascade)
  ownerNo     Int        @map("owner_no")
  workspace   Workspace? @relation(fields: [workspaceId], references: [id])
  workspaceId String?    @map("workspace_id")

  @@index([ownerNo])
  @@index([diesAt])
  @@map("login_sessions")
}
`;

export const schemas = {
  sqlite: schema('sqlite', esm, plainModels),
  postgresql: schema('postgresql', esm, plainModels.replace('  settings     Json?\n', '  settings     Json?\n  tags         String[]\n')),
  mysql: schema('mysql', esm, plainModels),
  renamed: schema('sqlite', classic, renamedModels),
};

export function schemaPath(name: SchemaName): string {
  return path.join(generatedDirectory, name, 'schema.prisma');
}
