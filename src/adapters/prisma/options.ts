import { assertNothingLeft, assertObject } from '../../session/arguments.js';
import type { SessionRow } from '../../session/session.js';
import { fragmentNames } from '../../storage/fragment.js';
import type { SqlExecute } from '../sql/execute.js';
import type { EraseSections } from './erase-sections.js';

/** The properties of a session that have a field in the session model. */
export type SessionField = keyof SessionRow;

export interface PrismaAdapterOptions<
  SessionModel extends string = string,
  UserModel extends string = string,
  UserIdField extends string = string,
  UserSelect = object,
  AnyUserSelect = object,
> {
  /** The fields of the user that `validateSession` gives, as in a Prisma `select`. Default `{ id: true }`. */
  userSelect?: UserSelect;
  /**
   * The fields of the user that `exportUserData` exports, as in a Prisma `select`. An allowlist: a new
   * column stays out until it is named here. Default: `userSelect`.
   */
  exportSelect?: AnyUserSelect;
  /** The session model, as the client names it. Default `session`. */
  sessionModel?: SessionModel;
  /** The user model, as the client names it. Default `user`. */
  userModel?: UserModel;
  /** The relation field of the session model that leads to the user. Default `user`. */
  userRelation?: string;
  /** The field of the user model that the session's `userId` refers to. Default `id`. */
  userIdField?: UserIdField;
  /** The fields of the session model that have another name than in the fragment. Default none. */
  fields?: { readonly [Property in SessionField]?: string };
  /**
   * The attributes that live in a field of their own, of the same name, in the session model; the
   * others share the JSON field. Of type String, Int, Float or Boolean. Default none.
   */
  columns?: readonly string[];
  /**
   * false: never a raw statement. Default true: a validation is one SQL join, and a login one SQL insert, where
   * the client is known to allow it (see the documentation), and the client's own calls otherwise.
   */
  rawQueries?: boolean;
  /**
   * Reads sessions for validation on the app's own driver, at the driver's speed, while all else goes through
   * the client: an executor of `sojourn/sql` for the same database, and not for a replica that may lag. With
   * the client of a transaction it does not see what that one wrote. Default none.
   */
  reader?: SqlExecute;
  /**
   * Sections of `prismaSections` whose rows `eraseUserData` deletes with the user, or changes, in the same
   * transaction. They go in this order, so name first what refers to others. Default none.
   */
  erase?: EraseSections;
}

export interface ResolvedOptions {
  userSelect: Readonly<Record<string, unknown>>;
  exportSelect: Readonly<Record<string, unknown>>;
  sessionModel: string;
  userModel: string;
  userRelation: string;
  userIdField: string;
  fields: Readonly<Record<SessionField, string>>;
  columns: readonly string[];
  rawQueries: boolean;
  reader: SqlExecute | undefined;
  erase: EraseSections | undefined;
}

export function resolveOptions(options: PrismaAdapterOptions): ResolvedOptions {
  assertObject(options, 'options');
  const {
    sessionModel = 'session',
    userModel = 'user',
    userRelation = 'user',
    userIdField = 'id',
    userSelect = { [userIdField]: true },
    exportSelect = userSelect,
    fields = {},
    columns = [],
    rawQueries = true,
    reader,
    erase,
    ...rest
  } = options;
  assertNothingLeft(rest, 'option of prismaAdapter');
  for (const [name, value] of Object.entries({ sessionModel, userModel, userRelation, userIdField })) {
    assertName(value, name);
  }
  assertObject(fields, 'fields');
  for (const [property, name] of Object.entries(fields)) {
    if (!Object.hasOwn(fragmentNames, property)) throw new TypeError(`"fields.${property}" option is no field of a session`);
    assertName(name, `fields.${property}`);
  }
  if (!Array.isArray(columns)) throw new TypeError('"columns" option must be an array of field names');
  const resolvedFields = { ...fragmentNames, ...fields };
  const taken = [...Object.values(resolvedFields), userRelation];
  for (const column of columns) {
    assertName(column, 'columns');
    if (taken.includes(column)) throw new TypeError(`"columns" option must not name "${column}", which the session uses itself`);
  }
  assertSelect(userSelect, 'userSelect');
  assertSelect(exportSelect, 'exportSelect');
  if (typeof rawQueries !== 'boolean') throw new TypeError('"rawQueries" option must be a boolean');
  if (reader !== undefined && typeof reader !== 'function') throw new TypeError('"reader" option must be an executor of sojourn/sql');
  return {
    userSelect: { ...userSelect },
    exportSelect: { ...exportSelect },
    sessionModel,
    userModel,
    userRelation,
    userIdField,
    fields: resolvedFields,
    columns: [...columns],
    rawQueries,
    reader,
    erase,
  };
}

function assertName(value: unknown, option: string): asserts value is string {
  if (typeof value === 'string' && /^[A-Za-z][A-Za-z0-9_]*$/.test(value)) return;
  throw new TypeError(`"${option}" option must be a name in the Prisma schema`);
}

function assertSelect(value: unknown, option: string): void {
  assertObject(value, option);
  if (Object.values(value).some(Boolean)) return;
  throw new TypeError(`"${option}" option must select at least one field`);
}
