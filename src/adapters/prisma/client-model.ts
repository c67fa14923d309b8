import type { SqlDialect } from '../sql/dialect.js';
import { member } from './member.js';
import type { ResolvedOptions } from './options.js';
import { type SchemaField, readSchemaFields } from './schema-text.js';

/**
 * What a client shows of the schema behind it. Prisma documents none of these properties, so each is
 * looked at before use, and whatever is not as expected means that nothing is known.
 */
export interface ClientModel {
  /** How to write SQL for this client, or `null` where a raw statement might not do what the client does. */
  dialect: 'sqlite' | 'postgresql' | null;
  /** The kind of database, or `null` where another statement than the client's own might not do what it does. */
  provider: SqlDialect | null;
  session: TableModel;
  user: TableModel;
}

export interface TableModel {
  /** The table's name in the database, with its schema where there is one. */
  path: string[];
  columns: ReadonlyMap<string, Column>;
  /** Every field but relations, also those of types that are not known here. */
  stored: readonly string[];
  /** As the text of the schema has them. */
  fields: ReadonlyMap<string, SchemaField>;
}

interface Column {
  /** The column's name in the database. */
  name: string;
  type: ScalarType;
}

/** The types whose raw form the join turns into what the client would give. */
export type ScalarType = 'String' | 'Int' | 'Float' | 'BigInt' | 'Boolean' | 'DateTime' | 'Json';

const sqlDialects: readonly SqlDialect[] = ['sqlite', 'postgresql', 'mysql'];

const scalarTypes: readonly string[] = ['String', 'Int', 'Float', 'BigInt', 'Boolean', 'DateTime', 'Json'] satisfies ScalarType[];

/**
 * The drivers whose raw results are known, because the tests compare them with the client's own. That of
 * MariaDB is not among them: it may be set to another database than the connection's, and does not show it.
 */
const knownDrivers: Record<string, ClientModel['dialect']> = {
  '@prisma/adapter-better-sqlite3': 'sqlite',
  '@prisma/adapter-libsql': 'sqlite',
  '@prisma/adapter-pg': 'postgresql',
  'pglite-prisma-adapter': 'postgresql',
};

/** The schema behind the client, or `null` if the client does not show it. */
export function readClientModel(prisma: object, { sessionModel, userModel }: Pick<ResolvedOptions, 'sessionModel' | 'userModel'>): ClientModel | null {
  const client = prisma as Record<string, unknown>;
  const driver = member(client._engineConfig, 'adapter');
  const dialect = knownDrivers[String(member(driver, 'adapterName'))] ?? null;
  const models = member(client._runtimeDataModel, 'models');
  const text = member(client._engineConfig, 'inlineSchema');
  // PostgreSQL tables stand in a schema: the model's own, else the driver's, else "public", as in the client.
  const schema = dialect === 'postgresql' ? (member(member(driver, 'options'), 'schema') ?? 'public') : null;
  const session = readTable(models, text, sessionModel, schema);
  const user = readTable(models, text, userModel, schema);
  // An extension may rewrite queries and results, or send reads elsewhere: a raw statement would go past it.
  const isPlain = isUnextended(client._extensions);
  const provider = isPlain ? (sqlDialects.find((each) => each === client._activeProvider) ?? null) : null;
  return session && user && { dialect: provider === dialect ? dialect : null, provider, session, user };
}

function isUnextended(extensions: unknown): boolean {
  return typeof extensions === 'object' && extensions !== null && 'head' in extensions && extensions.head === undefined;
}

/** The name in the schema of a model: the client has it with its first letter in lower case. */
export function modelNamed(models: unknown, clientName: string): string | undefined {
  const names = Object.keys(typeof models === 'object' && models !== null ? models : {});
  return names.find((name) => name.charAt(0).toLowerCase() + name.slice(1) === clientName);
}

function readTable(models: unknown, text: unknown, clientName: string, defaultSchema: unknown): TableModel | null {
  const name = modelNamed(models, clientName);
  const model = name && member(models, name);
  const runtimeFields = member(model, 'fields');
  const fields = name ? readSchemaFields(text, name) : null;
  if (!name || !fields || !Array.isArray(runtimeFields)) return null;
  const columns = new Map<string, Column>();
  const stored: string[] = [];
  for (const field of runtimeFields as unknown[]) {
    const fieldName = member(field, 'name');
    if (member(field, 'kind') !== 'object') stored.push(String(fieldName));
    const type = member(field, 'type');
    if (typeof fieldName !== 'string' || member(field, 'kind') !== 'scalar' || !scalarTypes.includes(String(type))) continue;
    // A list may be NULL in the database, which the client reads as empty.
    if (fields.get(fieldName)?.isList !== false) continue;
    columns.set(fieldName, { name: String(member(field, 'dbName') ?? fieldName), type: type as ScalarType });
  }
  const schema = member(model, 'schema') ?? defaultSchema;
  return { path: [...(schema ? [String(schema)] : []), String(member(model, 'dbName') ?? name)], columns, stored, fields };
}
