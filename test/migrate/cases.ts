import { createHmac } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';

/** A schema as a library documents its own, and somebody who is logged in by it. */
export interface SourceCase {
  source: string;
  provider: 'sqlite' | 'postgresql';
  /** The lines of the module with the auth that the old sessions take, without indent. */
  legacy: readonly string[];
  user: Readonly<Record<string, unknown>>;
  /** The row of the old session, of the user with that id. */
  row(userId: string | number): Record<string, unknown>;
  /** What the browser has of it. */
  token: string;
}

const secret = 'a secret that is only for tests';
/** By the clock of the tests. */
const began = new Date('2026-11-28T12:00:00Z');
const expires = new Date('2026-12-05T12:00:00Z');
const id = 'hcydvypz6pvpzsdyxnqd5qkwpqpv3fl2xbpm34eu';

export const schemaFile = 'prisma/schema.prisma';

/** The environment that the modules read. */
export const environment = { BETTER_AUTH_SECRET: secret, SESSION_SECRET: secret };

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
    user: { username: 'ada', email: 'ada@example.com' },
    row: (userId) => ({ id, userId, expiresAt: expires }),
    token: id,
  },
  {
    source: 'better-auth',
    provider: 'postgresql',
    legacy: [...beginning('better-auth', 'betterAuthSessions'), '  secret: process.env.BETTER_AUTH_SECRET!,', '}),'],
    user: { id: 'ada', name: 'Ada', email: 'ada@example.com' },
    row: (userId) => ({ id: 'x', token: id, userId, expiresAt: expires, createdAt: began, updatedAt: began }),
    token: `${id}.${signed(id)}`,
  },
  {
    source: 'authjs',
    provider: 'sqlite',
    legacy: [...beginning('Auth.js', 'authJsSessions'), '}),'],
    user: { email: 'ada@example.com' },
    row: (userId) => ({ sessionToken: id, userId, expires }),
    token: id,
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
    user: { email: 'ada@example.com' },
    row: (userId) => ({ id, sid: id, data: JSON.stringify({ cookie: {}, userId }), expiresAt: expires }),
    token: `s:${id}.${signed(id).replace(/=+$/, '')}`,
  },
];

function signed(text: string): string {
  return createHmac('sha256', secret).update(text).digest('base64');
}

/** The schema before and after the command. */
export function schemasOf({ source }: SourceCase): { before: string; after: string } {
  const read = (name: string) => readFileSync(path.join(import.meta.dirname, 'schemas', source, `${name}.prisma`), 'utf8');
  return { before: read('before'), after: read('after') };
}
