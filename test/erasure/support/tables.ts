import { readFileSync } from 'node:fs';
import path from 'node:path';
import { type Provider, root } from '../../support/schemas.js';
import { plainNames, quoteName, tableStatements } from '../../support/sql-tables.mjs';

/** The app's own tables, one for each thing that a database can do when the user goes. */
export const appTables = ['Note', 'Attachment', 'Draft', 'Invoice', 'Comment'] as const;
export type AppTable = (typeof appTables)[number];

/** The models as Prisma has them. `Attachment` names the user, and goes with its note. */
const appModels = `model User {
  id       String    @id
  email    String    @unique
  sessions Session[]
  notes    Note[]
  drafts   Draft[]
  invoices Invoice[]
  comments Comment[]
}

model Note {
  id          String       @id
  user        User         @relation(fields: [userId], references: [id], onDelete: Cascade)
  userId      String
  attachments Attachment[]
}

model Attachment {
  id     String @id
  note   Note   @relation(fields: [noteId], references: [id], onDelete: Cascade)
  noteId String
  userId String
}

model Draft {
  id     String  @id
  user   User?   @relation(fields: [userId], references: [id], onDelete: SetNull)
  userId String?
}

model Invoice {
  id     String @id
  user   User   @relation(fields: [userId], references: [id], onDelete: Restrict)
  userId String
}

model Comment {
  id     String  @id
  user   User?   @relation(fields: [userId], references: [id], onDelete: NoAction)
  userId String?
}
`;

const settings = (provider: Provider) => `generator client {
  provider = "prisma-client"
  output = "./client"
  moduleFormat = "esm"
  generatedFileExtension = "ts"
  importFileExtension = "ts"
}

datasource db {
  provider = "${provider}"
}
`;

export function schemaText(provider: Provider): string {
  return [settings(provider), appModels, readFileSync(path.join(root, 'prisma/session.prisma'), 'utf8')].join('\n');
}

/** The same tables by statements, for an app without Prisma. */
export function createTables(dialect: Provider): string[] {
  const quote = (name: string) => quoteName(dialect, name);
  const text = dialect === 'mysql' ? 'VARCHAR(191)' : 'TEXT';
  const options = dialect === 'mysql' ? ' DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci' : '';
  const refers = (column: string, table: string, onDelete: string) =>
    `FOREIGN KEY (${quote(column)}) REFERENCES ${quote(table)} (id) ON DELETE ${onDelete}`;
  const tables: Record<AppTable, string[]> = {
    Note: [`${quote('userId')} ${text} NOT NULL`, refers('userId', 'User', 'CASCADE')],
    Attachment: [`${quote('noteId')} ${text} NOT NULL`, `${quote('userId')} ${text} NOT NULL`, refers('noteId', 'Note', 'CASCADE')],
    Draft: [`${quote('userId')} ${text}`, refers('userId', 'User', 'SET NULL')],
    Invoice: [`${quote('userId')} ${text} NOT NULL`, refers('userId', 'User', 'RESTRICT')],
    Comment: [`${quote('userId')} ${text}`, refers('userId', 'User', 'NO ACTION')],
  };
  return [
    ...tableStatements({ dialect, idType: 'string', names: plainNames }),
    ...Object.entries(tables).map(
      ([name, parts]) => `CREATE TABLE ${quote(name)} (id ${text} NOT NULL PRIMARY KEY, ${parts.join(', ')})${options}`,
    ),
  ];
}

/** Makes the deletion of a user fail for a reason that has to do with no foreign key. */
export function refuseDeletions(dialect: Provider): string[] {
  const users = quoteName(dialect, 'User');
  switch (dialect) {
    // A trigger that raises would read as a foreign key to Prisma's driver adapters.
    case 'sqlite':
      return [
        'CREATE TABLE vault (open INTEGER CHECK (open > 0))',
        `CREATE TRIGGER refuse BEFORE DELETE ON ${users} BEGIN INSERT INTO vault VALUES (0); END`,
      ];
    case 'postgresql':
      return [
        `CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'the vault is shut'; END $$`,
        `CREATE TRIGGER refuse BEFORE DELETE ON ${users} FOR EACH ROW EXECUTE FUNCTION refuse()`,
      ];
    case 'mysql':
      return [`CREATE TRIGGER refuse BEFORE DELETE ON ${users} FOR EACH ROW SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'the vault is shut'`];
  }
}

export function allowDeletions(dialect: Provider): string[] {
  switch (dialect) {
    case 'sqlite':
      return ['DROP TRIGGER refuse', 'DROP TABLE vault'];
    case 'postgresql':
      return [`DROP TRIGGER refuse ON ${quoteName(dialect, 'User')}`, 'DROP FUNCTION refuse()'];
    case 'mysql':
      return ['DROP TRIGGER refuse'];
  }
}
