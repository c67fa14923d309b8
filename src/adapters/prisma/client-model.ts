import type { ResolvedOptions } from './options.js';

/**
 * What the join needs to know of the schema behind a client, read off the client itself. Prisma
 * documents none of these properties, so each is looked at before use, and whatever is not as expected
 * means that nothing is known.
 */
export interface ClientModel {
  dialect: 'sqlite' | 'postgresql' | 'mysql';
  session: TableModel;
  user: TableModel;
}

export interface TableModel {
  /** The table's name in the database, with its schema where there is one. */
  path: string[];
  columns: ReadonlyMap<string, Column>;
}

interface Column {
  /** The column's name in the database. */
  name: string;
  type: ScalarType;
}

/** The types whose raw form the join turns into what the client would give. */
export type ScalarType = 'String' | 'Int' | 'Float' | 'BigInt' | 'Boolean' | 'DateTime' | 'Json';

const scalarTypes: readonly string[] = ['String', 'Int', 'Float', 'BigInt', 'Boolean', 'DateTime', 'Json'] satisfies ScalarType[];

/** The drivers whose raw results are known, because the tests compare them with the client's own. */
const knownDrivers: Record<string, ClientModel['dialect']> = {
  '@prisma/adapter-libsql': 'sqlite',
  '@prisma/adapter-pg': 'postgresql',
  'pglite-prisma-adapter': 'postgresql',
  '@prisma/adapter-mariadb': 'mysql',
};

/**
 * The schema behind the client, or `null` where a raw statement might not do what the client does: a
 * driver that is not known, an extended client (extensions may rewrite queries and results, or send
 * reads to a replica), or a client that does not show its schema.
 */
export function readClientModel(prisma: object, { sessionModel, userModel }: ResolvedOptions): ClientModel | null {
  const client = prisma as Record<string, unknown>;
  const driver = member(client._engineConfig, 'adapter');
  const dialect = knownDrivers[String(member(driver, 'adapterName'))];
  if (!dialect || client._activeProvider !== dialect || !isUnextended(client._extensions)) return null;
  const models = member(client._runtimeDataModel, 'models');
  // PostgreSQL tables stand in a schema: the model's own, else the driver's, else "public", as in the client.
  const schema = dialect === 'postgresql' ? (member(member(driver, 'options'), 'schema') ?? 'public') : null;
  const session = readTable(models, sessionModel, schema);
  const user = readTable(models, userModel, schema);
  return session && user && { dialect, session, user };
}

function isUnextended(extensions: unknown): boolean {
  return typeof extensions === 'object' && extensions !== null && 'head' in extensions && extensions.head === undefined;
}

function readTable(models: unknown, clientName: string, defaultSchema: unknown): TableModel | null {
  // The client names a model with its first letter in lower case.
  const name = Object.keys(typeof models === 'object' && models !== null ? models : {}).find(
    (key) => key.charAt(0).toLowerCase() + key.slice(1) === clientName,
  );
  const model = name && member(models, name);
  const fields = member(model, 'fields');
  if (!name || !Array.isArray(fields)) return null;
  const columns = new Map<string, Column>();
  for (const field of fields as unknown[]) {
    const fieldName = member(field, 'name');
    const type = member(field, 'type');
    if (typeof fieldName !== 'string' || member(field, 'kind') !== 'scalar' || !scalarTypes.includes(String(type))) continue;
    columns.set(fieldName, { name: String(member(field, 'dbName') ?? fieldName), type: type as ScalarType });
  }
  const schema = member(model, 'schema') ?? defaultSchema;
  return { path: [...(schema ? [String(schema)] : []), String(member(model, 'dbName') ?? name)], columns };
}

function member(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[key] : undefined;
}
