/**
 * Prisma's schema engine, in process.
 *
 * `@prisma/schema-engine-wasm` is the engine behind `prisma migrate` and `prisma db push`, compiled
 * to WebAssembly. It reaches the database through a Prisma driver adapter, so that nothing has to
 * be downloaded besides npm packages.
 */
import { readFile, readdir, stat } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';

import {
  bindMigrationAwareSqlAdapterFactory,
  ColumnTypeEnum,
  DriverAdapterError,
  isDriverAdapterError,
} from '@prisma/driver-adapter-utils';
import * as bindings from '@prisma/schema-engine-wasm/schema_engine_bg';

/**
 * @typedef {import('@prisma/driver-adapter-utils').SqlDriverAdapter} SqlDriverAdapter
 * @typedef {import('@prisma/driver-adapter-utils').SqlDriverAdapterFactory} SqlDriverAdapterFactory
 * @typedef {import('@prisma/driver-adapter-utils').SqlMigrationAwareDriverAdapterFactory} MigrationAwareFactory
 * @typedef {SqlDriverAdapterFactory & Partial<MigrationAwareFactory>} AdapterFactory
 *   A driver adapter factory as passed to `new PrismaClient({ adapter })`.
 * @typedef {import('@prisma/driver-adapter-utils').SqlQuery} SqlQuery
 * @typedef {import('@prisma/driver-adapter-utils').SqlResultSet} SqlResultSet
 * @typedef {import('@prisma/schema-engine-wasm').MigrationList} MigrationList
 * @typedef {import('@prisma/schema-engine-wasm').SchemaContainer} SchemaContainer
 * @typedef {import('@prisma/schema-engine-wasm').SchemaEngine} SchemaEngine
 */

/** The entities the engine has to leave alone: none. */
const NO_FILTERS = { externalTables: [], externalEnums: [] };

/** @type {Promise<void> | undefined} */
let loading;

/**
 * Instantiates the WebAssembly module, once per process. The engine limits the time it waits for a
 * database lock, and never clears that timer: it must not keep the process running.
 */
function loadWasm() {
  loading ??= (async () => {
    const bindingsFile = createRequire(import.meta.url).resolve('@prisma/schema-engine-wasm/schema_engine_bg');
    const bytes = await readFile(bindingsFile.replace(/\.js$/, '.wasm'));
    const imports = Object.entries(bindings).map(([name, binding]) => [
      name,
      name.startsWith('__wbg_setTimeout_') ? startTimer : binding,
    ]);
    const { instance } = await WebAssembly.instantiate(bytes, { './schema_engine_bg.js': Object.fromEntries(imports) });
    const { __wbindgen_start: start } = instance.exports;
    bindings.__wbg_set_wasm(instance.exports);
    if (typeof start === 'function') start();
  })();
  return loading;
}

/**
 * @param {() => void} callback
 * @param {number} milliseconds
 * @returns {NodeJS.Timeout}
 */
function startTimer(callback, milliseconds) {
  return setTimeout(callback, milliseconds).unref();
}

/** The columns of the table in which the engine records the applied migrations. */
const MIGRATION_COLUMNS = [
  'id',
  'checksum',
  'finished_at',
  'migration_name',
  'logs',
  'rolled_back_at',
  'started_at',
  'applied_steps_count',
];

/**
 * Runs a query of the engine. Through driver adapters, the engine does not recognize the error by
 * which it would see that the migrations table does not exist yet: it is given an empty one instead.
 *
 * @param {SqlQuery} query
 * @param {(query: SqlQuery) => Promise<SqlResultSet>} run
 * @returns {Promise<SqlResultSet>}
 */
async function queryMigrations(query, run) {
  try {
    return await run(query);
  } catch (error) {
    if (!/\bFROM [`"]_prisma_migrations[`"]/.test(query.sql) || !isMissingTable(error)) throw error;
    return { columnNames: MIGRATION_COLUMNS, columnTypes: MIGRATION_COLUMNS.map(() => ColumnTypeEnum.Text), rows: [] };
  }
}

/**
 * @param {unknown} error
 * @returns {boolean}
 */
function isMissingTable(error) {
  if (!(error instanceof Error) || !isDriverAdapterError(error)) return false;
  const { cause } = error;
  return cause.kind === 'TableDoesNotExist' || (cause.kind === 'sqlite' && cause.message.includes('no such table'));
}

/**
 * Adapts a SQLite connection to what the engine expects of it.
 *
 * @param {SqlDriverAdapter} connection
 * @returns {SqlDriverAdapter}
 */
function adaptSqlite(connection) {
  return {
    provider: connection.provider,
    adapterName: connection.adapterName,
    queryRaw: (query) => queryMigrations(query, (sql) => connection.queryRaw(sql)),
    // The engine replays whole migration files as one "query" in the shadow database. libSQL would
    // run the first statement only, and ignore the others.
    executeRaw: async (query) => {
      if (query.args.length > 0) return connection.executeRaw(query);
      await connection.executeScript(query.sql);
      return 0;
    },
    executeScript: (script) => connection.executeScript(script),
    startTransaction: (isolationLevel) => connection.startTransaction(isolationLevel),
    dispose: () => connection.dispose(),
  };
}

/**
 * The columns of type "char" (a type of the system catalog) that the engine reads.
 * `@prisma/adapter-pg` does not know that type: the engine's queries have to cast it.
 */
const CHAR_COLUMNS = new Set(['constraint_type', 'confdeltype', 'confupdtype']);

/**
 * @param {string} sql
 * @returns {string}
 */
function castCharColumns(sql) {
  return sql
    .replace('constr.contype AS constraint_type,', 'constr.contype::text AS constraint_type,')
    .replace('con.confdeltype,', 'con.confdeltype::text AS confdeltype,')
    .replace('con.confupdtype,', 'con.confupdtype::text AS confupdtype,');
}

/**
 * Runs a script of several statements. Neither of the PostgreSQL adapters does so reliably:
 * `@prisma/adapter-pg` cuts scripts at every semicolon, also within strings and function bodies, and
 * `pglite-prisma-adapter` does not wait for the result, so that errors get lost.
 *
 * @param {SqlDriverAdapter} connection
 * @param {string} script
 */
async function executePostgresScript(connection, script) {
  const pglite = 'client' in connection ? connection.client : undefined;
  if (typeof pglite === 'object' && pglite !== null && 'exec' in pglite && typeof pglite.exec === 'function') {
    try {
      await pglite.exec(script);
    } catch (error) {
      const { message } = toReadableError(error);
      const code = error instanceof Error && 'code' in error ? String(error.code) : 'XX000';
      throw new DriverAdapterError({
        kind: 'postgres',
        code,
        severity: 'ERROR',
        message,
        detail: undefined,
        column: undefined,
        hint: undefined,
      });
    }
  } else {
    // Without arguments, the driver sends the text as it is, and the server takes it apart.
    await connection.executeRaw({ sql: script, args: [], argTypes: [] });
  }
}

/**
 * Adapts a PostgreSQL connection to what the engine expects of it.
 *
 * @param {SqlDriverAdapter} connection
 * @returns {Promise<SqlDriverAdapter>}
 */
async function adaptPostgres(connection) {
  const schema = connection.getConnectionInfo?.().schemaName;

  // The engine leaves it to the connection to be in the right schema, but the adapter's `schema`
  // option does not reach as far as that. The adapter's pool may open a new connection at any time.
  const selectSchema = async () => {
    if (schema === undefined) return;
    await connection.executeRaw({ sql: `SET search_path TO ${quote(schema)}`, args: [], argTypes: [] });
  };
  if (schema !== undefined) {
    const { rows } = await connection.queryRaw({
      sql: 'SELECT nspname FROM pg_namespace WHERE nspname = $1',
      args: [schema],
      argTypes: [{ scalarType: 'string', arity: 'scalar' }],
    });
    if (rows.length === 0) {
      await connection.executeRaw({ sql: `CREATE SCHEMA ${quote(schema)}`, args: [], argTypes: [] });
    }
  }

  return {
    provider: connection.provider,
    adapterName: connection.adapterName,
    queryRaw: async (query) => {
      await selectSchema();
      const sql = castCharColumns(query.sql);
      const result = await queryMigrations({ ...query, sql }, (cast) => connection.queryRaw(cast));
      const columnTypes = result.columnTypes.map((type, index) =>
        CHAR_COLUMNS.has(result.columnNames[index] ?? '') ? ColumnTypeEnum.Character : type,
      );
      return { ...result, columnTypes };
    },
    executeRaw: async (query) => {
      await selectSchema();
      return connection.executeRaw(query);
    },
    executeScript: async (script) => {
      await selectSchema();
      await executePostgresScript(connection, script);
    },
    startTransaction: (isolationLevel) => connection.startTransaction(isolationLevel),
    getConnectionInfo: () => connection.getConnectionInfo?.() ?? { supportsRelationJoins: true },
    dispose: () => connection.dispose(),
  };
}

/**
 * @param {string} identifier
 * @returns {string}
 */
function quote(identifier) {
  return `"${identifier.replaceAll('"', '""')}"`;
}

/**
 * Wraps a driver adapter factory for the engine, and remembers its open connections.
 *
 * @param {AdapterFactory} factory
 */
function adaptFactory(factory) {
  /** @type {Set<SqlDriverAdapter>} */
  const open = new Set();

  /** @param {SqlDriverAdapter} connection */
  const track = async (connection) => {
    const adapted = connection.provider === 'sqlite' ? adaptSqlite(connection) : await adaptPostgres(connection);
    const dispose = adapted.dispose.bind(adapted);
    adapted.dispose = async () => {
      if (open.delete(adapted)) await dispose();
    };
    open.add(adapted);
    return adapted;
  };

  /** @type {MigrationAwareFactory} */
  const adapted = {
    provider: factory.provider,
    adapterName: factory.adapterName,
    connect: async () => track(await factory.connect()),
    connectToShadowDb: async () => {
      if (factory.connectToShadowDb === undefined) {
        throw new Error(`${factory.adapterName} cannot create a shadow database`);
      }
      return track(await factory.connectToShadowDb());
    },
  };
  const disposeAll = async () => {
    for (const connection of open) await connection.dispose();
  };
  return { factory: adapted, disposeAll };
}

/**
 * Turns what the engine throws into an Error with a readable message (the name of the migration
 * instead of a trace of the engine's internals), the Prisma error code (such as `P3009`) as `code`,
 * and the original as `cause`.
 *
 * @param {unknown} error
 * @returns {Error & { code?: string }}
 */
export function toReadableError(error) {
  if (!(error instanceof Error)) return new Error(String(error));
  const [reason = '', trace = ''] = error.message.split(/\n +0: (?=\w+::)/);
  const migration = /migration_name="(.+?)"/.exec(trace)?.[1];
  const message = migration === undefined ? reason.trim() : `Migration ${migration} failed: ${reason.trim()}`;
  const code = 'code' in error && typeof error.code === 'string' ? error.code : undefined;
  const readable = new Error(message, { cause: error });
  return code === undefined ? readable : Object.assign(readable, { code });
}

/**
 * Reads a schema file, or all `.prisma` files of a schema folder.
 *
 * @param {string} schemaPath
 * @returns {Promise<SchemaContainer[]>}
 */
async function readSchema(schemaPath) {
  const isFolder = (await stat(schemaPath)).isDirectory();
  const names = isFolder
    ? (await readdir(schemaPath, { recursive: true })).filter((name) => name.endsWith('.prisma')).sort()
    : [''];
  return Promise.all(
    names.map(async (name) => {
      const file = path.resolve(schemaPath, name);
      return { path: file, content: await readFile(file, 'utf8') };
    }),
  );
}

/**
 * Reads a migrations folder (`prisma/migrations`) the way the Prisma CLI does.
 *
 * @param {string} migrationsDirectory
 * @returns {Promise<MigrationList>}
 */
async function readMigrations(migrationsDirectory) {
  const baseDir = path.resolve(migrationsDirectory);
  const entries = await readdir(baseDir, { withFileTypes: true });
  const names = entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name).sort();
  /** @param {string} name */
  const readMigration = async (name) => {
    const file = path.join(baseDir, name, 'migration.sql');
    try {
      return { tag: /** @type {const} */ ('ok'), value: await readFile(file, 'utf8') };
    } catch (error) {
      return { tag: /** @type {const} */ ('error'), value: String(error) };
    }
  };
  return {
    baseDir,
    lockfile: {
      path: 'migration_lock.toml',
      content: await readFile(path.join(baseDir, 'migration_lock.toml'), 'utf8').catch(() => null),
    },
    shadowDbInitScript: '',
    migrationDirectories: await Promise.all(
      names.map(async (name) => ({
        path: name,
        migrationFile: { path: 'migration.sql', content: await readMigration(name) },
      })),
    ),
  };
}

/**
 * Builds an engine connected through a driver adapter. Call `close()` when done with it.
 *
 * @param {object} options
 * @param {AdapterFactory} options.adapter The driver adapter factory of the database.
 * @param {string[]} [options.schemaPaths] Schema files or folders.
 * @param {(line: string) => void} [options.onLog] Receives the engine's log, one JSON object a line.
 * @returns {Promise<{ engine: SchemaEngine, schema: SchemaContainer[], close: () => Promise<void> }>}
 */
export async function createEngine({ adapter, schemaPaths = [], onLog = () => {} }) {
  if (adapter.provider !== 'sqlite' && adapter.provider !== 'postgres') {
    throw new Error(`The schema engine for WebAssembly supports SQLite and PostgreSQL, not ${adapter.provider}.`);
  }
  await loadWasm();
  const schema = (await Promise.all(schemaPaths.map(readSchema))).flat();
  const { factory, disposeAll } = adaptFactory(adapter);
  try {
    const engine = await bindings.SchemaEngine.new(
      { datamodels: schema.length === 0 ? undefined : schema.map((file) => [file.path, file.content]) },
      onLog,
      bindMigrationAwareSqlAdapterFactory(factory),
    );
    const close = async () => {
      engine.free();
      await disposeAll();
    };
    return { engine, schema, close };
  } catch (error) {
    await disposeAll();
    throw toReadableError(error);
  }
}

/**
 * Applies the pending migrations of a folder, as `prisma migrate deploy` does. Applied migrations
 * are recorded in the database, hence applying them again changes nothing.
 *
 * @param {object} options
 * @param {AdapterFactory} options.adapter The driver adapter factory of the database.
 * @param {string} options.migrationsDirectory The folder of the committed migrations.
 * @param {string[]} [options.externalTables] The tables that are not the app's. Default: none.
 * @returns {Promise<string[]>} The names of the migrations that were pending.
 */
export async function applyMigrations({ adapter, migrationsDirectory, externalTables = [] }) {
  const migrationsList = await readMigrations(migrationsDirectory);
  const { engine, close } = await createEngine({ adapter });
  try {
    const filters = { ...NO_FILTERS, externalTables };
    const { appliedMigrationNames } = await engine.applyMigrations({ migrationsList, filters });
    return appliedMigrationNames;
  } catch (error) {
    throw toReadableError(error);
  } finally {
    await close();
  }
}

/**
 * Brings a database in line with a schema without migrations, as `prisma db push` does.
 *
 * @param {object} options
 * @param {AdapterFactory} options.adapter The driver adapter factory of the database.
 * @param {string} options.schemaPath A schema file or folder.
 * @param {boolean} [options.acceptDataLoss] Whether to go on if that loses data.
 * @returns {Promise<number>} The number of changes made.
 */
export async function pushSchema({ adapter, schemaPath, acceptDataLoss = false }) {
  const { engine, schema, close } = await createEngine({ adapter, schemaPaths: [schemaPath] });
  try {
    const { executedSteps, unexecutable, warnings } = await engine.schemaPush({
      force: acceptDataLoss,
      schema: { files: schema },
      filters: NO_FILTERS,
    });
    const refusals = acceptDataLoss ? unexecutable : [...unexecutable, ...warnings];
    if (refusals.length > 0) throw new Error(`The schema was not pushed:\n${refusals.join('\n')}`);
    return executedSteps;
  } catch (error) {
    throw toReadableError(error);
  } finally {
    await close();
  }
}
