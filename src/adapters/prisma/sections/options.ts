import { assertNothingLeft, assertObject, assertPositiveInteger, isObject } from '../../../session/arguments.js';
import type { UserId } from '../../../session/session.js';
import type { PrismaRow } from '../delegates.js';
import { assertKey } from './assert-key.js';
import { assertConditions } from './conditions.js';

/** One section, as the client's types allow it. */
export interface PrismaSectionOptions<Id extends UserId, Model extends string, Filter, Select, Field extends string, Changes> {
  /** The model, as the client names it. */
  model: Model;
  /**
   * Which rows are the user's, as in a Prisma `where`. Conditions that are undefined, which Prisma would leave
   * out, make the export fail: it would be everybody's. The type of the
   * user id is that of the field `id` of the client's model `user`; where there is none, annotate it.
   */
  where(userId: Id): Filter;
  /** What is exported of a row, as in a Prisma `select`. An allowlist: a new column stays out until it is named here. */
  select: Select;
  /**
   * The fields that tell rows apart, of type String, Int or BigInt, and never null. Rows come in their order, by
   * pages that each begin after the last row of the page before; an index on the user's id and these makes each page
   * one short read. Default `'id'`.
   */
  key?: Field | readonly Field[] | undefined;
  /** The rows of a page, which are in memory at a time: a positive integer. Default 1000. */
  batchSize?: number | undefined;
  /**
   * What `eraseUserData` does with these rows, where `prismaAdapter` has the section in its option `erase`: true
   * deletes them, false keeps them, and an object is what they are updated with, as in the `data` of a Prisma
   * `updateMany`. Default true.
   */
  erase?: boolean | Changes | undefined;
}

/** One call on a delegate of the client. */
interface ListDelegate {
  findMany(args: { where: PrismaRow; select: PrismaRow; orderBy: object[]; take: number }): Promise<PrismaRow[]>;
}

export interface ResolvedSection {
  delegate: ListDelegate;
  model: string;
  where: (userId: UserId) => PrismaRow;
  select: PrismaRow;
  key: readonly string[];
  batchSize: number;
  erase: boolean | PrismaRow;
}

/** @param path what the section is called in errors: `sections.notes` */
export function resolveSection(prisma: object, section: unknown, path: string): ResolvedSection {
  assertObject(section, path);
  const { model, where, select, key = 'id', batchSize = 1000, erase = true, ...rest } = section as Record<string, unknown>;
  assertNothingLeft(rest, `option of "${path}"`);
  if (typeof model !== 'string' || !/^[a-z]/.test(model)) throw new TypeError(`"${path}.model" must be a model, as the client names it`);
  const delegate = (prisma as Record<string, unknown>)[model];
  if (!isDelegate(delegate)) throw new TypeError(`"${path}.model" must be a model of the client, which has no "${model}"`);
  if (typeof where !== 'function') throw new TypeError(`"${path}.where" must be a function of the user id`);
  assertObject(select, `${path}.select`);
  if (!Object.values(select).some(Boolean)) throw new TypeError(`"${path}.select" must select at least one field`);
  const keys: unknown = typeof key === 'string' ? [key] : key;
  assertKey(prisma, model, keys, `${path}.key`);
  assertPositiveInteger(batchSize, `${path}.batchSize`);
  if (typeof erase !== 'boolean') {
    if (!isObject(erase)) throw new TypeError(`"${path}.erase" must be true, false, or what to update the rows with`);
    assertConditions(erase, `${path}.erase`);
  }
  return {
    delegate,
    model,
    where(userId) {
      const conditions: unknown = where(userId);
      assertConditions(conditions, `${path}.where`);
      return conditions;
    },
    select: { ...select },
    key: [...keys],
    batchSize,
    erase: erase as boolean | PrismaRow,
  };
}

function isDelegate(value: unknown): value is ListDelegate {
  return isObject(value) && 'findMany' in value && typeof value.findMany === 'function';
}
