import type { UserId } from '../../session/session.js';
import type { FindOptions, InsertOutcome, SessionWithUser, StorageAdapter } from '../../storage/storage-adapter.js';
import type { FieldOf, ModelName, PayloadOf, Selected, SelectOf } from './client-types.js';
import { assertModel } from './assert-model.js';
import { readClientModel } from './client-model.js';
import { type PrismaRow, createInsertRow, delegatesOf } from './delegates.js';
import { type PrismaAdapterOptions, resolveOptions } from './options.js';
import { createConditionalInsert } from './conditional-insert.js';
import { createDeleteExpired } from './delete-expired.js';
import { codeOf, createRetry, isDuplicate, isReferenced } from './conflicts.js';
import { createJoin } from './join.js';
import { readEraseSections } from './erase-sections.js';
import { createEraseUser } from './erase-user.js';
import { createRawInsert } from './raw-insert.js';
import { createReader } from './reader.js';
import { createRowMapping } from './rows.js';
import { createUserIdCheck } from './user-id.js';

/** The select in force: the one given, or the id alone. */
type SelectInForce<Select, IdField extends string> = [Select] extends [never] ? { [Field in IdField]: true } : Select;

/** The adapter's user, as `select` says. */
type SelectedUser<Client, Model extends string, Select> = Selected<PayloadOf<Client, Model>, Select>;

/** Keeps a `select` to the fields that the model has. */
type Exact<Select, Allowed> = { [Key in keyof Select]: Key extends keyof Allowed ? Select[Key] : never };

/**
 * Keeps sessions in the app's own database through its own Prisma client, in the model of
 * `sojourn/prisma/session.prisma`. Takes the client of either generator at any output path, and also
 * the client of an interactive transaction.
 *
 * Every change is one SQL statement, but an insert under conditions and an erasure, which are one transaction
 * each. A lookup is one too, by a raw join, where the client is known to allow one (see `rawQueries`); elsewhere it
 * is the client's own, which reads session and user in two.
 *
 * @throws TypeError naming the option that is wrong, or the model that the client lacks, or if the relation
 * is another than from `userId` to `userIdField`
 * @example
 * ```ts
 * import { createAuth } from 'sojourn';
 * import { prismaAdapter } from 'sojourn/prisma';
 * import { prisma } from './db.js';
 *
 * export const auth = createAuth({
 *   adapter: prismaAdapter(prisma, { userSelect: { id: true, email: true } }),
 * });
 * ```
 */
export function prismaAdapter<
  Client extends object,
  const Select extends SelectOf<Client, UserModel> = never,
  SessionModel extends ModelName<Client> | 'session' = 'session',
  UserModel extends ModelName<Client> | 'user' = 'user',
  IdField extends string = 'id',
>(
  prisma: Client & { [Model in NoInfer<SessionModel | UserModel>]: unknown },
  options: PrismaAdapterOptions<
    SessionModel,
    UserModel,
    IdField,
    Select & Exact<Select, SelectOf<Client, UserModel>>,
    NoInfer<SelectOf<Client, UserModel>>
  > = {},
): StorageAdapter<
  SelectedUser<Client, UserModel, SelectInForce<Select, IdField>>,
  FieldOf<PayloadOf<Client, UserModel>, IdField> & UserId
> {
  type Id = FieldOf<PayloadOf<Client, UserModel>, IdField> & UserId;
  type User = SelectedUser<Client, UserModel, SelectInForce<Select, IdField>>;

  const resolved = resolveOptions(options as PrismaAdapterOptions);
  const { fields, columns, userSelect, exportSelect, sessionModel, userModel, userRelation, userIdField, erase } = resolved;
  const { session, user } = delegatesOf(prisma, resolved);
  const mapping = createRowMapping<Id>(resolved);
  const selectWithUser = { ...mapping.selectRow, [userRelation]: { select: userSelect } };
  const model = readClientModel(prisma, resolved);
  if (model) assertModel(model, resolved);
  const checked = createUserIdCheck(model, resolved);
  const retry = createRetry(prisma);
  const deleteExpiredSessions = createDeleteExpired(prisma, session, resolved, retry);
  const insertRow = createInsertRow(prisma, resolved);
  const insertOne = createRawInsert(prisma, model, resolved, insertRow) ?? insertRow;
  const insertHeeding = createConditionalInsert(prisma, resolved, insertRow, retry);
  const eraseUser = createEraseUser(prisma, model, resolved, readEraseSections(prisma, erase), retry);
  const sessionFields = Object.keys(mapping.selectRow);
  const join = createReader(model, resolved, sessionFields) ?? createJoin(prisma, model, resolved, sessionFields);

  async function findRows(ids: readonly string[], { previous = false }: FindOptions = {}): Promise<PrismaRow[]> {
    const joined = await join?.(ids, previous);
    if (joined) return joined;
    const [id] = ids;
    if (ids.length > 1 || previous) {
      const isAmong = { in: [...ids] };
      const byId = { [fields.id]: isAmong };
      const where = previous ? { OR: [byId, { [fields.previousId]: isAmong }] } : byId;
      return session.findMany({ where, select: selectWithUser });
    }
    const row = await session.findUnique({ where: { [fields.id]: id }, select: selectWithUser });
    return row ? [row] : [];
  }

  async function isTaken(id: string): Promise<boolean> {
    return (await session.findUnique({ where: { [fields.id]: id }, select: { [fields.id]: true } })) !== null;
  }

  /** What stood in the way of an insert, by looking: which constraint failed is not told on every database. */
  async function refusal(error: unknown, id: string, userId: Id): Promise<InsertOutcome> {
    try {
      if (isDuplicate(error) && (await isTaken(id))) return 'duplicate-id';
      if (isReferenced(error)) {
        const owner = await user.findUnique({ where: { [userIdField]: userId }, select: { [userIdField]: true } });
        if (!owner) return 'unknown-user';
      }
    } catch {
      // PostgreSQL answers nothing more in a transaction that failed. What it said first is what counts.
    }
    throw error;
  }

  const adapter: StorageAdapter<User, Id> = {
    async insertSession(row, conditions) {
      const data = mapping.toRow({ ...row, userId: checked(row.userId) });
      try {
        if (conditions?.replaces !== undefined || conditions?.limit) return await insertHeeding(data, conditions);
        await retry(() => insertOne(session, data));
        return 'inserted';
      } catch (error) {
        return refusal(error, row.id, row.userId);
      }
    },

    async findSessions(ids, options) {
      const rows = await findRows(ids, options);
      return rows.flatMap((row): SessionWithUser<User, Id>[] => {
        const owner = row[userRelation];
        // Without a join the user may go between the client's two statements; no user, no session.
        return owner ? [{ session: mapping.toSessionRow(row), user: owner as User }] : [];
      });
    },

    async renewSession({ id, from, to }) {
      const where = { [fields.id]: id, [fields.expirationDate]: from.expirationDate, [fields.updatedAt]: from.updatedAt };
      const { count } = await retry(() => session.updateMany({ where, data: mapping.toRow(to) }));
      return count === 1;
    },

    async rotateSession({ id, now, to }) {
      const where = { [fields.id]: id, [fields.expirationDate]: { gt: now } };
      try {
        const { count } = await retry(() => session.updateMany({ where, data: mapping.toRow(to) }));
        return count === 1 ? 'rotated' : 'not-found';
      } catch (error) {
        if (codeOf(error) === 'P2002' && (await isTaken(to.id))) return 'duplicate-id';
        throw error;
      }
    },

    async updateAttributes(id, attributes, now) {
      const where = { [fields.id]: id, [fields.expirationDate]: { gt: now } };
      const data = mapping.toRow({ attributes });
      const { count } = await retry(() => session.updateMany({ where, data }));
      const [row] = count === 0 ? [] : await session.findMany({ where, select: mapping.select });
      return row ? mapping.toSession(row) : null;
    },

    async deleteSession(id, userId) {
      const owner = userId === undefined ? {} : { [fields.userId]: checked(userId) };
      const { count } = await retry(() => session.deleteMany({ where: { [fields.id]: id, ...owner } }));
      return count === 1;
    },

    async deleteUserSessions(userId, exceptId) {
      const others = exceptId === undefined ? {} : { [fields.id]: { not: exceptId } };
      const { count } = await retry(() => session.deleteMany({ where: { [fields.userId]: checked(userId), ...others } }));
      return count;
    },

    deleteExpiredSessions,

    async listUserSessions(userId, now) {
      const rows = await session.findMany({
        where: { [fields.userId]: checked(userId), [fields.expirationDate]: { gt: now } },
        select: mapping.select,
        orderBy: [{ [fields.createdAt]: 'desc' }, { [fields.id]: 'asc' }],
      });
      return rows.map(mapping.toSession);
    },

    async readUserRecord(userId) {
      return user.findUnique({ where: { [userIdField]: checked(userId) }, select: exportSelect });
    },

    eraseUser: async (userId, conditions) => eraseUser(checked(userId), conditions),
  };
  const names = { sessionModel, userModel, userRelation, userIdField, fields, columns };
  // The client by a function, so that nobody prints it with the auth.
  const description = { kind: 'prisma', ...names, exportSelect, erase, client: () => prisma };
  // What `npx sojourn doctor` looks at.
  return Object.assign(adapter, { '~description': description });
}
