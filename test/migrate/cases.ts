import { readFileSync } from 'node:fs';
import path from 'node:path';

/** A schema as a library documents its own. */
export interface SourceCase {
  source: string;
  provider: 'sqlite' | 'postgresql';
  /** The lines of the module with the auth that the old sessions take, without indent. */
  legacy: readonly string[];
}

export const schemaFile = 'prisma/schema.prisma';

const beginning = (title: string, maker: string) => [
  `// Whoever is logged in by ${title} stays so: until this day their sessions are exchanged for new ones.`,
  `legacy: ${maker}({`,
  '  rows: prisma.legacySession,',
  "  until: new Date('2026-12-28'),",
];

export const cases: readonly SourceCase[] = [
  {
    source: 'lucia',
    provider: 'sqlite',
    legacy: [...beginning('Lucia', 'luciaSessions'), '}),'],
  },
  {
    source: 'better-auth',
    provider: 'postgresql',
    legacy: [...beginning('better-auth', 'betterAuthSessions'), '  secret: process.env.BETTER_AUTH_SECRET!,', '}),'],
  },
  {
    source: 'authjs',
    provider: 'sqlite',
    legacy: [...beginning('Auth.js', 'authJsSessions'), '}),'],
  },
  {
    source: 'express-session',
    provider: 'postgresql',
    legacy: [
      ...beginning('express-session', 'expressSessions'),
      '  secret: process.env.SESSION_SECRET!,',
      "  // Change this line: it says where your app keeps the user's id in a session; with Passport it is data.passport?.user.",
      '  userId: (data: { userId?: number }) => data.userId,',
      '}),',
    ],
  },
];

/** The schema before and after the command. */
export function schemasOf({ source }: SourceCase): { before: string; after: string } {
  const read = (name: string) => readFileSync(path.join(import.meta.dirname, 'schemas', source, `${name}.prisma`), 'utf8');
  return { before: read('before'), after: read('after') };
}
