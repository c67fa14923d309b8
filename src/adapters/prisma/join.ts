import { paddedIds } from '../../storage/padded-ids.js';
import type { ClientModel, ScalarType } from './client-model.js';
import type { PrismaRow } from './delegates.js';
import { createJoinStatement } from './join-statement.js';
import type { ResolvedOptions } from './options.js';
import { rawDialectOf } from './raw-dialect.js';

/**
 * Finds sessions with their users in one statement, where the client's own `findMany` takes two. Gives
 * the same rows as the client would; or `null` for rows that it cannot be sure of.
 */
export type Join = (ids: readonly string[], previous: boolean) => Promise<PrismaRow[] | null>;

/**
 * The join for this client, or `null` if the client, the options or a selected field do not allow one:
 * then the client's own calls are the way.
 */
export function createJoin(
  prisma: object,
  model: ClientModel | null,
  options: ResolvedOptions,
  sessionFields: readonly string[],
): Join | null {
  const { $queryRawUnsafe } = prisma as { $queryRawUnsafe: (sql: string, ...values: string[]) => Promise<PrismaRow[]> };
  const dialect = rawDialectOf(prisma, model, options, '$queryRawUnsafe');
  if (!model || !dialect) return null;
  const statement = createJoinStatement(model, options, sessionFields, { ...dialect, readable: (path) => path });
  if (!statement) return null;

  return async function join(ids, previous) {
    const values = paddedIds(ids);
    const sql = statement.text(values.length, previous);
    const rows = await $queryRawUnsafe.call(prisma, sql, ...values, ...(previous ? values : []));
    const converted = rows.map((row) => statement.toRow(row, read));
    return converted.every((row) => row !== null) ? converted : null;
  };
}

/** One value in the client's form; `undefined` where that cannot be told. */
function read(value: unknown, type: ScalarType): unknown {
  switch (type) {
    case 'String':
      return typeof value === 'string' ? value : undefined;
    case 'Int':
    case 'Float':
      return typeof value === 'number' ? value : typeof value === 'bigint' ? Number(value) : undefined;
    case 'BigInt':
      return typeof value === 'bigint' || Number.isSafeInteger(value) ? BigInt(value as bigint | number) : undefined;
    case 'Boolean':
      return typeof value === 'boolean' ? value : value === 0 || value === 1 ? value === 1 : undefined;
    case 'DateTime':
      return value instanceof Date ? value : undefined;
    case 'Json':
      return typeof value === 'object' ? value : undefined;
  }
}
