import type { SqlDialect } from '../adapters/sql/dialect.js';

/** A field of the old sessions, as the option `fields` of its function calls it. */
export interface SourceField {
  key: string;
  /** What the field is called by default. */
  usual: string;
  /** What else it may be called; capitals and underscores aside. */
  others?: readonly string[];
  /** Whether the old sessions may do without. */
  isOptional?: boolean;
}

/** The tables of a library without Prisma. */
interface SqlNames {
  /** `null` where the library has none of its own. */
  userTable: string | null;
  oldTable: string;
  /** The columns that are called otherwise than the fields, by what `fields` calls them. */
  columns: Readonly<Record<string, string>>;
}

/** A library that the app has sessions of. */
export interface Source {
  /** As `--from` names it. */
  name: string;
  /** As its makers write it. */
  title: string;
  /** The function of `sojourn/legacy`. */
  maker: string;
  /** The one that holds the token comes first. */
  fields: readonly [SourceField, ...SourceField[]];
  /** Fields by which a model is told to be another library's; capitals and underscores aside. */
  foreign: readonly string[];
  /** Whether the model must have a relation to the user. */
  hasUser: boolean;
  /** The variable of the environment with the secret that its cookies are signed with. */
  secret: string | null;
  /** Whether the app has to say where the id of the user is. */
  isDataOpen: boolean;
  sql(dialect: SqlDialect): SqlNames;
}

const userId: SourceField = { key: 'userId', usual: 'userId' };
const createdAt: SourceField = { key: 'createdAt', usual: 'createdAt', isOptional: true };

const lucia: Source = {
  name: 'lucia',
  title: 'Lucia',
  maker: 'luciaSessions',
  // Version 2 has the end of a session as a number.
  fields: [{ key: 'id', usual: 'id' }, userId, { key: 'expiresAt', usual: 'expiresAt', others: ['idle_expires'] }, createdAt],
  foreign: ['token', 'sessiontoken', 'sid'],
  hasUser: true,
  secret: null,
  isDataOpen: false,
  sql: () => ({ userTable: 'user', oldTable: 'session', columns: { userId: 'user_id', expiresAt: 'expires_at' } }),
};

const betterAuth: Source = {
  name: 'better-auth',
  title: 'better-auth',
  maker: 'betterAuthSessions',
  fields: [{ key: 'token', usual: 'token' }, userId, { key: 'expiresAt', usual: 'expiresAt' }, createdAt],
  foreign: ['sessiontoken', 'sid'],
  hasUser: false,
  secret: 'BETTER_AUTH_SECRET',
  isDataOpen: false,
  sql: () => ({ userTable: 'user', oldTable: 'session', columns: {} }),
};

const authJs: Source = {
  name: 'authjs',
  title: 'Auth.js',
  maker: 'authJsSessions',
  fields: [{ key: 'sessionToken', usual: 'sessionToken' }, userId, { key: 'expiresAt', usual: 'expires' }, createdAt],
  foreign: [],
  hasUser: false,
  secret: null,
  isDataOpen: false,
  sql: () => ({ userTable: 'users', oldTable: 'sessions', columns: {} }),
};

/** As the usual store of each database names them: connect-pg-simple, express-mysql-session and connect-sqlite3. */
const stores: Readonly<Record<SqlDialect, Omit<SqlNames, 'userTable'>>> = {
  postgresql: { oldTable: 'session', columns: { data: 'sess', expiresAt: 'expire' } },
  mysql: { oldTable: 'sessions', columns: { sid: 'session_id', expiresAt: 'expires' } },
  sqlite: { oldTable: 'sessions', columns: { data: 'sess', expiresAt: 'expired' } },
};

const expressSession: Source = {
  name: 'express-session',
  title: 'express-session',
  maker: 'expressSessions',
  fields: [
    { key: 'sid', usual: 'sid' },
    { key: 'data', usual: 'data', others: ['sess'] },
    { key: 'expiresAt', usual: 'expiresAt', others: ['expires', 'expire'] },
    createdAt,
  ],
  foreign: [],
  hasUser: false,
  secret: 'SESSION_SECRET',
  isDataOpen: true,
  sql: (dialect) => ({ userTable: null, ...stores[dialect] }),
};

export const sources: readonly Source[] = [lucia, betterAuth, authJs, expressSession];
