#!/usr/bin/env node
/**
 * A stand-in for the schema engine's binary: the Prisma CLI starts it if the environment variable
 * PRISMA_SCHEMA_ENGINE_BINARY names it. It speaks the binary's protocol, JSON-RPC with one message
 * a line on stdin and stdout, and answers with the engine of `engine.js`.
 *
 * SQLite (`file:` URLs) and PostgreSQL (`postgresql:` URLs) are supported.
 */
import { existsSync } from 'node:fs';
import { open } from 'node:fs/promises';
import path from 'node:path';
import process from 'node:process';
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';

import { isDriverAdapterError } from '@prisma/driver-adapter-utils';

import { createEngine, toReadableError } from './engine.js';

/**
 * @typedef {import('./engine.js').AdapterFactory} AdapterFactory
 * @typedef {import('./engine.js').SchemaEngine} SchemaEngine
 * @typedef {object} Database A database as given by its URL.
 * @property {string} name
 * @property {AdapterFactory} adapter
 * @property {() => Promise<void>} check Rejects if the database cannot be reached or does not exist.
 * @property {() => Promise<void>} create
 * @property {() => Promise<void>} [reset] Empties the database, if the engine cannot do so.
 */

/** An error with one of Prisma's error codes. */
class PrismaError extends Error {
  /**
   * @param {string} code
   * @param {string} message
   */
  constructor(code, message) {
    super(message);
    this.code = code;
  }
}

/**
 * @param {string} url A URL such as `file:./dev.db`, relative to the working directory.
 * @returns {Promise<Database>}
 */
async function sqliteDatabase(url) {
  const { PrismaLibSql } = await import('@prisma/adapter-libsql');
  const file = path.resolve(url.slice('file:'.length));
  const name = path.basename(file);
  const adapter = new PrismaLibSql({ url: `file:${file}` });
  return {
    name,
    adapter,
    check: async () => {
      if (!existsSync(file)) throw new PrismaError('P1003', `Database \`${name}\` does not exist`);
    },
    create: async () => {
      const handle = await open(file, 'a');
      await handle.close();
    },
    // The engine would only delete the rows.
    reset: async () => {
      const connection = await adapter.connect();
      await connection.executeScript(
        'PRAGMA writable_schema = 1; DELETE FROM sqlite_master; PRAGMA writable_schema = 0; VACUUM;',
      );
      await connection.dispose();
    },
  };
}

/**
 * @param {string} url A URL such as `postgresql://user:password@host:5432/database?schema=public`.
 * @returns {Promise<Database>}
 */
async function postgresDatabase(url) {
  const { PrismaPg } = await import('@prisma/adapter-pg');
  const connectionUrl = new URL(url);
  const name = decodeURIComponent(connectionUrl.pathname.slice(1));
  const schema = connectionUrl.searchParams.get('schema') ?? undefined;
  connectionUrl.searchParams.delete('schema');

  /** @param {string} database */
  const adapterFor = (database) => {
    const databaseUrl = new URL(connectionUrl);
    databaseUrl.pathname = `/${encodeURIComponent(database)}`;
    return new PrismaPg({ connectionString: databaseUrl.href }, { schema });
  };

  /**
   * @param {string} database
   * @param {string} sql
   */
  const execute = async (database, sql) => {
    const connection = await adapterFor(database).connect();
    try {
      await connection.executeRaw({ sql, args: [], argTypes: [] });
    } finally {
      await connection.dispose();
    }
  };

  const adapter = adapterFor(name);
  return {
    name,
    adapter: {
      provider: adapter.provider,
      adapterName: adapter.adapterName,
      connect: () => adapter.connect(),
      // The adapter's own shadow database is not in the schema of the URL, and its connections are
      // still open when it gets dropped, which PostgreSQL refuses.
      connectToShadowDb: async () => {
        const shadow = `prisma_migrate_shadow_db_${crypto.randomUUID()}`;
        await execute(name, `CREATE DATABASE "${shadow}"`);
        const connection = await adapterFor(shadow).connect();
        const dispose = connection.dispose.bind(connection);
        connection.dispose = async () => {
          await dispose();
          await execute(name, `DROP DATABASE "${shadow}"`);
        };
        return connection;
      },
    },
    check: async () => {
      try {
        await execute(name, 'SELECT 1');
      } catch (error) {
        throw connectionError(error, connectionUrl.host, name);
      }
    },
    create: () => execute('postgres', `CREATE DATABASE "${name.replaceAll('"', '""')}"`),
  };
}

/**
 * @param {unknown} error
 * @param {string} host
 * @param {string} database
 * @returns {unknown}
 */
function connectionError(error, host, database) {
  if (!(error instanceof Error) || !isDriverAdapterError(error)) return error;
  switch (error.cause.kind) {
    case 'DatabaseDoesNotExist':
      return new PrismaError('P1003', `Database \`${database}\` does not exist`);
    case 'DatabaseNotReachable':
      return new PrismaError('P1001', `Can't reach database server at \`${host}\``);
    case 'AuthenticationFailed':
      return new PrismaError('P1000', `Authentication failed against the database server at \`${host}\``);
    case 'DatabaseAccessDenied':
      return new PrismaError('P1010', `Access to the database \`${database}\` was denied`);
    default:
      return error;
  }
}

/**
 * @param {string | undefined} datasource The value of `--datasource`, as JSON.
 * @returns {Promise<Database>}
 */
async function openDatabase(datasource) {
  const { url } = /** @type {{ url?: string }} */ (JSON.parse(datasource ?? '{}'));
  if (url?.startsWith('file:')) return sqliteDatabase(url);
  if (url !== undefined && /^postgres(ql)?:/.test(url)) return postgresDatabase(url);
  throw new PrismaError('P1013', 'The datasource URL has to start with `file:` or `postgresql:`.');
}

/**
 * Logs an error the way the Prisma CLI reads them.
 *
 * @param {Error & { code?: string }} error
 */
function logError(error) {
  const fields = { error_code: error.code ?? 'P1000', message: error.message };
  // The CLI skips the first line.
  console.error(JSON.stringify({ level: 'INFO', target: 'schema_engine::logger', fields: { message: '' } }));
  console.error(JSON.stringify({ level: 'ERROR', target: 'schema_engine::logger', fields }));
}

/**
 * Runs `cli can-connect-to-database` or `cli create-database`.
 *
 * @param {string} command
 * @param {Database} database
 */
async function runCommand(command, database) {
  if (command === 'can-connect-to-database') await database.check();
  else if (command === 'create-database') await database.create();
  else throw new Error(`Unknown command: ${command}`);
}

/** @param {object} message */
function send(message) {
  process.stdout.write(`${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`);
}

/**
 * Serves requests from stdin until it ends.
 *
 * @param {Database} database
 * @param {string[]} schemaPaths
 */
async function serve(database, schemaPaths) {
  /** @type {ReturnType<typeof createEngine> | undefined} */
  let starting;

  /** Starts the engine with the first request that needs it. */
  const start = () => {
    starting ??= createEngine({
      adapter: database.adapter,
      schemaPaths,
      onLog: (line) => process.stderr.write(line),
    });
    return starting;
  };

  /**
   * The engine's methods are named like the requests, with a few exceptions.
   *
   * @param {string} method
   * @param {object} params
   * @returns {Promise<unknown>}
   */
  const answer = async (method, params) => {
    if (method === 'createDatabase') {
      await database.create();
      return { databaseName: database.name };
    }
    if (method === 'reset' && database.reset !== undefined) {
      await database.reset();
      return null;
    }
    const { engine } = await start();
    if (method === 'getDatabaseVersion') return engine.version();
    const call = Reflect.get(engine, method);
    if (typeof call !== 'function') throw new Error(`The schema engine has no method ${method}.`);
    const result = await call.call(engine, params);
    if (method === 'diff' && typeof result.stdout === 'string') {
      send({ id: 0, method: 'print', params: { content: result.stdout } });
    }
    return result ?? null;
  };

  for await (const line of createInterface({ input: process.stdin })) {
    const { id, method, params } = JSON.parse(line);
    if (method === undefined) continue; // A reply to `print`.
    try {
      send({ id, result: await answer(method, params ?? {}) });
    } catch (error) {
      const { message, code } = toReadableError(error);
      const data = { is_panic: false, message, error_code: code, meta: {} };
      send({ id, error: { code: 4466, message: 'An error happened. Check the data field for details.', data } });
    }
  }
  if (starting !== undefined) await (await starting).close();
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    datamodels: { type: 'string', multiple: true, default: [] },
    datasource: { type: 'string' },
    'enabled-preview-features': { type: 'string' },
    'extension-types': { type: 'string' },
  },
});
try {
  const database = await openDatabase(values.datasource);
  const [cli, command = ''] = positionals;
  if (cli === 'cli') await runCommand(command, database);
  else await serve(database, values.datamodels);
} catch (error) {
  logError(toReadableError(error));
  process.exitCode = 1;
}
