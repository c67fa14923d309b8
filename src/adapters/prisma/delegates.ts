import { assertObject } from '../../session/arguments.js';
import { member } from './member.js';
import type { ResolvedOptions } from './options.js';

export type PrismaRow = Record<string, unknown>;
type Where = Record<string, unknown>;
type Select = Readonly<Record<string, unknown>>;

/** The calls that the adapter makes on the client's session model. */
export interface SessionDelegate {
  create(args: { data: PrismaRow; select: Select }): Promise<PrismaRow>;
  createMany(args: { data: PrismaRow[] }): Promise<{ count: number }>;
  findUnique(args: { where: Where; select: Select }): Promise<PrismaRow | null>;
  findMany(args: { where: Where; select: Select; orderBy?: object[]; skip?: number; take?: number }): Promise<PrismaRow[]>;
  updateMany(args: { where: Where; data: PrismaRow }): Promise<{ count: number }>;
  deleteMany(args: { where: Where; limit?: number }): Promise<{ count: number }>;
}

/** The calls that the adapter makes on the client's user model. */
interface UserDelegate {
  findUnique(args: { where: Where; select: Select }): Promise<PrismaRow | null>;
}

/** The calls that an erasure makes on any model. */
export interface EraseDelegate {
  count(args: { where: Where }): Promise<number>;
  updateMany(args: { where: Where; data: Where }): Promise<{ count: number }>;
  deleteMany(args: { where: Where }): Promise<{ count: number }>;
}

export interface Delegates {
  session: SessionDelegate;
  user: UserDelegate;
}

/**
 * The two models of the client that the options name.
 *
 * @throws TypeError saying which is missing, and what to do
 */
export function delegatesOf(prisma: unknown, { sessionModel, userModel }: ResolvedOptions): Delegates {
  assertObject(prisma, 'prisma');
  return {
    session: delegateOf(prisma, sessionModel, 'sessionModel'),
    user: delegateOf(prisma, userModel, 'userModel'),
  };
}

export type InsertRow = (session: SessionDelegate, data: PrismaRow) => Promise<void>;

/**
 * How to insert a row in one statement. `create` costs the client less than `createMany`, but reads the row back: in
 * the same statement where the database can, in a transaction of three elsewhere.
 */
export function createInsertRow(prisma: object, { fields }: ResolvedOptions): InsertRow {
  const hasReturning = ['sqlite', 'postgresql'].includes(String(member(prisma, '_activeProvider')));
  const select = { [fields.id]: true };
  return async function insertRow(session, data) {
    await (hasReturning ? session.create({ data, select }) : session.createMany({ data: [data] }));
  };
}

/** Whether the client has a model of this name. */
export function hasModel(prisma: object, model: string): boolean {
  const delegate = (prisma as Record<string, unknown>)[model];
  return typeof delegate === 'object' && delegate !== null && 'findUnique' in delegate;
}

/** A model of the client, known to be there. */
export function modelOf<Delegate>(prisma: object, model: string): Delegate {
  return (prisma as Record<string, Delegate>)[model]!;
}

function delegateOf<Delegate>(prisma: object, model: string, option: string): Delegate {
  if (hasModel(prisma, model)) return modelOf(prisma, model);
  throw new TypeError(
    `"prisma" must be a client with a model "${model}" (option "${option}"). Is sojourn/prisma/session.prisma in your schema, and did prisma generate run?`,
  );
}
