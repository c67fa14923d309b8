import type { UserId } from '../../session/session.js';
import type { InsertOutcome, StorageAdapter } from '../../storage/storage-adapter.js';
import { createConditionalInsert } from './conditional-insert.js';
import { dialectOf } from './dialect.js';
import { refusalOf } from './errors.js';
import { createEraseUser } from './erase-user.js';
import type { SqlResult, SqlStatement } from './execute.js';
import { type SqlAdapterOptions, resolveOptions } from './options.js';
import { createRowMapping } from './rows.js';
import { createRun } from './run.js';
import { createStatements } from './statements.js';
import { createUserIds } from './user-ids.js';

/**
 * Keeps sessions in the app's own database through its own driver, in the table of
 * `sojourn/prisma/session.prisma`: Prisma and this adapter may use the same rows at the same time.
 * Names are quoted and values bound, always.
 *
 * Every verb is one statement and right by itself at any isolation level, but an insert that has to heed a
 * limit or replace a session, and an erasure, which are one transaction each. A statement that the database undid because it
 * met another (a deadlock, a serialization failure, a locked SQLite file) is tried again, ten times at most.
 *
 * The type of the user is the type argument, whose every property `userColumns` has to name; the type of
 * user ids is that of its `id`, or the second type argument.
 *
 * @throws TypeError naming the option that is wrong. A user id of another type than `userIdType` makes a
 * call reject with a TypeError, before any statement
 * @example
 * ```ts
 * import pg from 'pg';
 * import { createAuth } from 'sojourn';
 * import { pgExecutor, sqlAdapter } from 'sojourn/sql';
 *
 * const pool = new pg.Pool({ connectionString: process.env.DATABASE_URL });
 *
 * export const auth = createAuth({
 *   adapter: sqlAdapter<{ id: string; email: string }>({
 *     dialect: 'postgresql',
 *     execute: pgExecutor(pool),
 *     userColumns: { id: true, email: true },
 *   }),
 * });
 * ```
 */
export function sqlAdapter<
  User extends object = { id: string },
  Id extends UserId = User extends { id: infer OwnId extends UserId } ? OwnId : string,
>(options: SqlAdapterOptions<NoInfer<User>, NoInfer<Id>>): StorageAdapter<User, Id> {
  const resolved = resolveOptions(options);
  const dialect = dialectOf(resolved.dialect, resolved.timestampFormat);
  const mapping = createRowMapping<User, Id>(resolved, dialect, createUserIds<Id>(resolved));
  const statements = createStatements(resolved, dialect, mapping);
  const run = createRun(resolved);
  const insertHeeding = createConditionalInsert(statements, run, isTaken);

  async function runOne(statement: SqlStatement): Promise<SqlResult> {
    const [result] = await run([statement]);
    return result!;
  }

  async function isTaken(id: string): Promise<boolean> {
    return (await runOne(statements.isTaken(id))).rows.length > 0;
  }

  /** What stood in the way of an insert, by looking: which constraint failed is told differently everywhere. */
  async function refusal(error: unknown, id: string, userId: Id): Promise<InsertOutcome> {
    const kind = refusalOf(error, resolved.dialect);
    try {
      if (kind === 'unique' && (await isTaken(id))) return 'duplicate-id';
      if (kind === 'foreign-key' && (await runOne(statements.hasUser(userId))).rows.length === 0) return 'unknown-user';
    } catch {
      // What the database said first is what counts.
    }
    throw error;
  }

  const adapter: StorageAdapter<User, Id> = {
    async insertSession(row, conditions) {
      try {
        if (conditions?.replaces !== undefined || conditions?.limit) return await insertHeeding(row, conditions);
        return (await runOne(statements.insert(row))).rowCount === 0 ? 'duplicate-id' : 'inserted';
      } catch (error) {
        return refusal(error, row.id, row.userId);
      }
    },

    async findSessions(ids, options = {}) {
      if (ids.length === 0) return [];
      const [result] = await run([statements.find(ids, options)]);
      return result!.rows.map((row) => ({ session: mapping.toSessionRow(row), user: mapping.toUser(row) }));
    },

    async renewSession(renewal) {
      return (await runOne(statements.renew(renewal))).rowCount === 1;
    },

    async rotateSession(rotation) {
      try {
        return (await runOne(statements.rotate(rotation))).rowCount === 1 ? 'rotated' : 'not-found';
      } catch (error) {
        if (refusalOf(error, resolved.dialect) === 'unique' && (await isTaken(rotation.to.id))) return 'duplicate-id';
        throw error;
      }
    },

    async updateAttributes(id, attributes, now) {
      const results = await run(statements.updateAttributes(id, attributes, now));
      // Where the change gives no row, the row may have come to life between the two statements.
      const [row] = results.length > 1 && results[0]!.rowCount === 0 ? [] : results.at(-1)!.rows;
      return row ? mapping.toSession(row) : null;
    },

    async deleteSession(id, userId) {
      return (await runOne(statements.delete(id, userId))).rowCount === 1;
    },

    async deleteUserSessions(userId, exceptId) {
      return (await runOne(statements.deleteOfUser(userId, exceptId))).rowCount;
    },

    async deleteExpiredSessions(now, limit) {
      return (await runOne(statements.deleteExpired(now, limit))).rowCount;
    },

    async listUserSessions(userId, now) {
      return (await runOne(statements.list(userId, now))).rows.map(mapping.toSession);
    },

    async readUserRecord(userId) {
      const [row] = (await runOne(statements.userRecord(userId))).rows;
      return row ? mapping.toExport(row) : null;
    },

    eraseUser: createEraseUser(resolved, statements, run),
  };
  // What `npx sojourn doctor` looks at.
  return Object.assign(adapter, { '~description': { kind: 'sql', ...resolved } });
}
