import { readFileSync } from 'node:fs';
import path from 'node:path';
import { root } from '../support/schemas.js';

export const fragment = readFileSync(path.join(root, 'prisma/session.prisma'), 'utf8');

interface Parts {
  /** Lines of the user model beyond its id and sessions. */
  user?: string;
  /** The models beside user and session. */
  models?: string;
  session?: string;
  provider?: string;
  /** Further lines of the datasource. */
  datasource?: string;
  previewFeatures?: string[];
}

/** The schema of an app that Prisma accepts, with nothing to object to but what the parts bring in. */
export function appSchema({
  user = '',
  models = '',
  session = fragment,
  provider = 'sqlite',
  datasource = '',
  previewFeatures = [],
}: Parts = {}): string {
  return `datasource db {
  provider = "${provider}"
  ${datasource}
}

generator client {
  provider        = "prisma-client"
  output          = "../client"
  previewFeatures = ${JSON.stringify(previewFeatures)}
}

model User {
  id       String    @id
  email    String    @unique
  sessions Session[]
  ${user}
}

${session}
${models}
`;
}

/** A model whose rows belong to a user, and the line of the user model that goes with it. */
export const note = {
  user: 'notes Note[]',
  models: `
model Note {
  id     String @id
  user   User   @relation(fields: [userId], references: [id], onDelete: Cascade)
  userId String
  @@index([userId])
}`,
};

/** The text with the second part of each change in the place of the first, which must be there. */
export function edit(text: string, ...changes: readonly (readonly [from: string, to: string])[]): string {
  let edited = text;
  for (const [from, to] of changes) {
    if (!edited.includes(from)) throw new Error(`There is no "${from}" to replace in:\n${edited}`);
    edited = edited.replace(from, to);
  }
  return edited;
}
