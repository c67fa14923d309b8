import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';

/** A schema as an app may have it, and what is to come of it. */
export interface SchemaCase {
  /** The folder of its files. */
  name: string;
  provider: 'sqlite' | 'postgresql' | 'mysql';
  /** What the command is told. Default nothing. */
  args?: readonly string[];
  /** Whether it is as Prisma formats. Default true. */
  isFormatted?: boolean;
  /** Default LF. */
  lineEnd?: '\n' | '\r\n';
  /** The line with the back relation, without blanks at its ends; `null` if it is there already. */
  backRelation: string | null;
  /** The line of the session with the id of the user, likewise. */
  userId: string | null;
  /** Where the session model goes. */
  file: string;
  sessionModel: string;
  userModel: string;
  userIdField?: string;
  /** A user to log in. */
  user: Readonly<Record<string, unknown>>;
  /** What a request knows of this user besides the id. */
  known: Readonly<Record<string, unknown>>;
}

const email = 'ada@example.com';
const schemaFile = 'prisma/schema.prisma';
const usual = {
  file: schemaFile,
  sessionModel: 'session',
  userModel: 'user',
  backRelation: 'sessions Session[]',
  user: { email },
  known: { email },
};

export const cases: readonly SchemaCase[] = [
  { ...usual, name: 'commented', provider: 'sqlite', userId: 'userId          Int', known: { email, name: null } },
  {
    ...usual,
    name: 'windows',
    provider: 'sqlite',
    lineEnd: '\r\n',
    userId: 'userId          String',
  },
  {
    ...usual,
    name: 'multi-schema',
    provider: 'postgresql',
    backRelation: 'sessions Session[]',
    userId: 'userId          String    @db.Uuid',
    known: { email, name: null },
  },
  {
    ...usual,
    name: 'split',
    provider: 'postgresql',
    file: 'prisma/schema/people/session.prisma',
    backRelation: 'sessions     Session[]',
    userId: 'userId          String',
    user: { email, passwordHash: 'x' },
    known: { email, name: null },
  },
  { ...usual, name: 'views', provider: 'postgresql', userId: 'userId          Int' },
  { ...usual, name: 'enums', provider: 'postgresql', userId: 'userId          BigInt' },
  {
    ...usual,
    name: 'renamed',
    provider: 'postgresql',
    args: ['--user-model', 'Account', '--table', 'login_sessions'],
    userModel: 'account',
    userIdField: 'accountNo',
    backRelation: 'sessions  Session[]',
    userId: 'userId          String    @db.Uuid',
  },
  {
    ...usual,
    name: 'nextauth',
    provider: 'sqlite',
    args: ['--model', 'AuthSession'],
    sessionModel: 'authSession',
    backRelation: 'authSessions AuthSession[]',
    userId: 'userId          String',
    known: { email, name: null },
  },
  {
    ...usual,
    name: 'lucia',
    provider: 'postgresql',
    args: ['--model', 'AuthSession'],
    sessionModel: 'authSession',
    backRelation: 'authSessions AuthSession[]',
    userId: 'userId          String',
    user: { id: 'ada', username: 'ada' },
    known: {},
  },
  {
    ...usual,
    name: 'gym',
    provider: 'sqlite',
    args: ['--relation', 'logins', '--table', 'auth_sessions'],
    backRelation: 'logins   Session[]',
    userId: 'userId          Int',
  },
  {
    ...usual,
    name: 'introspected',
    provider: 'postgresql',
    userModel: 'users',
    backRelation: 'sessions   Session[]',
    userId: 'userId          Int',
  },
  {
    ...usual,
    name: 'named-datasource',
    provider: 'postgresql',
    backRelation: 'sessions Session[]',
    userId: 'userId          String    @main.VarChar(30)',
  },
  { ...usual, name: 'mysql', provider: 'mysql', userId: 'userId          String    @db.Char(36)', known: { email, name: null } },
  { ...usual, name: 'without-foreign-keys', provider: 'mysql', userId: 'userId          String' },
  { ...usual, name: 'older-fragment', provider: 'sqlite', backRelation: null, userId: null },
  {
    ...usual,
    name: 'hand-made',
    provider: 'sqlite',
    isFormatted: false,
    userId: 'userId          Int',
    user: { mail: email },
    known: { email: null },
  },
];

/** The files of a case, by name. */
export function filesOf({ name, lineEnd = '\n' }: SchemaCase): Record<string, string> {
  const folder = path.join(import.meta.dirname, 'schemas', name);
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((each) => each.endsWith('.prisma'));
  return Object.fromEntries(
    names.sort().map((each) => [each.replaceAll('\\', '/'), readFileSync(path.join(folder, each), 'utf8').replaceAll('\n', lineEnd)]),
  );
}
