import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type { SqlDriverAdapterFactory } from '@prisma/driver-adapter-utils';
import { runPrisma } from '../../../test/support/generate-clients.js';
import { root } from '../../../test/support/schemas.js';
import { onEnd } from '../../support/disposal.js';
import { type Provider, schemaText } from './schema.js';

/** What is used of a delegate of the generated client, which no type check has to wait for. */
interface Delegate<Scalars> {
  [types: symbol]: {
    types: {
      payload: { scalars: Scalars; objects: object };
      operations: { findUnique: { args: { select?: { [Field in keyof Scalars]?: boolean } } } };
    };
  };
  findUnique(query: object): Promise<Record<string, unknown> | null>;
  findMany(query: object): Promise<Record<string, unknown>[]>;
  findFirst(query: object): Promise<Record<string, unknown> | null>;
  count(query: object): Promise<number>;
  aggregate(query: object): Promise<unknown>;
  create(query: object): Promise<Record<string, unknown>>;
  deleteMany(query: object): Promise<{ count: number }>;
}

export interface AppUser {
  id: string;
  email: string;
  name: string | null;
  image: string | null;
  emailVerified: boolean;
  createdAt: Date;
  updatedAt: Date;
}

export interface AppClient {
  user: Delegate<AppUser>;
  session: Delegate<{ id: string; userId: string }>;
  authSession: Delegate<object>;
  $queryRawUnsafe(sql: string, ...values: string[]): Promise<Record<string, unknown>[]>;
  $on(event: 'query', listener: () => void): void;
  $disconnect(): Promise<void>;
}

/** The delegate of a model by its name in the schema. */
export function delegateOf(client: AppClient, model: string): Delegate<object> {
  const name = model.charAt(0).toLowerCase() + model.slice(1);
  return (client as unknown as Record<string, Delegate<object>>)[name]!;
}

interface ClientModule {
  PrismaClient: new (options: { adapter: SqlDriverAdapterFactory; log?: object[] }) => AppClient;
}

const generatedDirectory = path.join(root, 'bench/.generated');

/** Where the schema is. */
export function schemaPath(provider: Provider, joins = false): string {
  return path.join(generatedDirectory, joins ? `${provider}-joins` : provider, 'schema.prisma');
}

/** Generates the client unless it is there and of this schema. */
export async function generateClient(provider: Provider, joins = false): Promise<void> {
  const file = schemaPath(provider, joins);
  const text = schemaText(provider, joins);
  const mark = path.join(path.dirname(file), 'generated-from.prisma');
  if (existsSync(mark) && readFileSync(mark, 'utf8') === text) return;
  rmSync(path.dirname(file), { recursive: true, force: true });
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, text);
  await runPrisma(['generate', '--schema', file], root);
  writeFileSync(mark, text);
}

export interface OpenedClient {
  client: AppClient;
  /** How many statements the client has logged; 0 without `logged`. */
  statements(): number;
  close(): Promise<unknown>;
}

/** @param logged whether the client counts its statements, which takes time */
export async function openClient(
  provider: Provider,
  adapter: SqlDriverAdapterFactory,
  { joins = false, logged = false } = {},
): Promise<OpenedClient> {
  const file = path.join(path.dirname(schemaPath(provider, joins)), 'client/index.js');
  const { PrismaClient } = (await import(pathToFileURL(file).href)) as ClientModule;
  const client = new PrismaClient({ adapter, ...(logged ? { log: [{ emit: 'event', level: 'query' }] } : {}) });
  let count = 0;
  if (logged) client.$on('query', () => count++);
  return { client, statements: () => count, close: onEnd(() => client.$disconnect()) };
}
