import { readFileSync } from 'node:fs';
import path from 'node:path';
import { root } from '../../../test/support/schemas.js';

export type Provider = 'sqlite' | 'postgresql' | 'mysql';

/** The models of the app's own. Each user may have rows of all of them. */
export const appModels = [
  'Address',
  'Attachment',
  'Bookmark',
  'Comment',
  'Device',
  'Document',
  'Event',
  'Invoice',
  'Label',
  'Message',
  'Notification',
  'Order',
  'Payment',
  'Product',
  'Project',
  'Reaction',
  'Review',
  'Subscription',
  'Task',
  'Team',
] as const;

const fragment = readFileSync(path.join(root, 'prisma/session.prisma'), 'utf8');

/** The app's user, with what each library asks of it, and the models of each library. */
const libraryModels = `model User {
  id            String  @id
  email         String  @unique
  name          String?
  image         String?
  emailVerified Boolean
  createdAt     DateTime
  updatedAt     DateTime
  passwordHash  String
  sessions      Session[]
  luciaSessions LuciaSession[]
  betterSessions BetterSession[]
  authSessions  AuthSession[]
  accounts      Account[]
${appModels.map((name) => `  own${name} ${name}[]`).join('\n')}
}

model LuciaSession {
  id        String @id
  userId    String
  expiresAt DateTime
  user      User @relation(fields: [userId], references: [id], onDelete: Cascade)

  @@index([userId])
}

model BetterSession {
  id        String @id
  token     String @unique
  expiresAt DateTime
  createdAt DateTime
  updatedAt DateTime
  ipAddress String?
  userAgent String?
  userId    String
  user      User @relation(fields: [userId], references: [id], onDelete: Cascade)

  @@index([userId])
}

model Account {
  id                    String @id
  accountId             String
  providerId            String
  userId                String
  user                  User @relation(fields: [userId], references: [id], onDelete: Cascade)
  accessToken           String?
  refreshToken          String?
  idToken               String?
  accessTokenExpiresAt  DateTime?
  refreshTokenExpiresAt DateTime?
  scope                 String?
  password              String?
  createdAt             DateTime
  updatedAt             DateTime

  @@index([userId])
}

model Verification {
  id         String @id
  identifier String
  value      String
  expiresAt  DateTime
  createdAt  DateTime
  updatedAt  DateTime

  @@index([identifier])
}

model AuthSession {
  id           String @id @default(cuid())
  sessionToken String @unique
  userId       String
  expires      DateTime
  user         User @relation(fields: [userId], references: [id], onDelete: Cascade)

  @@index([userId])
}

model StoreSession {
  id        String @id
  sid       String @unique
  data      String
  expiresAt DateTime

  @@index([expiresAt])
}
`;

function appModel(name: string): string {
  return `model ${name} {
  id        Int @id @default(autoincrement())
  title     String
  state     String
  amount    Int
  createdAt DateTime
  owner     User @relation(fields: [ownerId], references: [id], onDelete: Cascade)
  ownerId   String

  @@index([ownerId])
}
`;
}

/**
 * The schema of an app of 28 models: its own twenty, a user, and what the libraries ask for.
 *
 * @param joins whether the client may read relations by a join (the preview feature `relationJoins`), which it then does
 * wherever it is not told otherwise
 */
export function schemaText(provider: Provider, joins: boolean): string {
  const generator = {
    // Generates JavaScript, which needs no loader.
    provider: '"prisma-client-js"',
    output: '"./client"',
    ...(joins ? { previewFeatures: '["relationJoins"]' } : {}),
  };
  const settings = Object.entries(generator).map(([key, value]) => `  ${key} = ${value}\n`);
  return [
    `generator client {\n${settings.join('')}}\n`,
    `datasource db {\n  provider = "${provider}"\n}\n`,
    libraryModels,
    fragment,
    ...appModels.map(appModel),
  ].join('\n');
}
