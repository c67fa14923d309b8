export { sqlRows } from './rows/sql-rows.js';
export type { SqlRows, SqlRowsOptions } from './rows/sql-rows.js';
export { authJsSessions } from './sources/auth-js.js';
export type { AuthJsField } from './sources/auth-js.js';
export { betterAuthSessions } from './sources/better-auth.js';
export type { BetterAuthField, BetterAuthOptions } from './sources/better-auth.js';
export { expressSessions } from './sources/express-session.js';
export type { ExpressSessionField, ExpressSessionOptions } from './sources/express-session.js';
export { luciaSessions } from './sources/lucia.js';
export type { LuciaField } from './sources/lucia.js';
export type {
  LegacyCookie,
  LegacyDelegate,
  LegacyExchange,
  LegacyOptions,
  LegacyRow,
  LegacyRows,
  LegacySessions,
} from './legacy-sessions.js';
