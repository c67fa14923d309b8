import type { Schema } from '../doctor/schema/schema.js';
import type { Block } from './blocks.js';
import { InitError } from './init-error.js';

interface Names {
  schema: Schema;
  blocks: readonly Block[];
  userBlock: Block;
  /** Of the session model, its table, and the back relation. */
  name: string;
  table: string;
  relation: string;
}

/** Whose session model it is, by a field that the others do not have. */
const makers: Readonly<Record<string, readonly [title: string, source: string]>> = {
  sessionToken: ['Auth.js (NextAuth)', 'authjs'],
  sid: ['a store of express-session', 'express-session'],
  token: ['better-auth', 'better-auth'],
  expiresAt: ['Lucia', 'lucia'],
};

/** @throws InitError if something of the schema has one of the names, or one of them is no name */
export function assertNamesFree({ schema, blocks, userBlock, name, table, relation }: Names): void {
  assertName(name, 'model');
  assertName(relation, 'relation');
  // The client and some databases do not tell upper and lower case apart.
  const isSame = (a: string, b: string) => a.toLowerCase() === b.toLowerCase();
  const other = blocks.find((block) => isSame(block.name, name));
  if (other) {
    const [title, source] = makerOf(schema, other) ?? [];
    const maker = title === undefined ? '' : `, as ${title} has it`;
    const way = source === undefined ? '' : `, or come from there with npx sojourn migrate --from ${source}`;
    throw new InitError(
      `the schema has ${article(other.kind)} ${other.name} already (${placeOf(other)})${maker}, which is left alone; call this one otherwise with --model AuthSession${way}`,
      { about: 'model', suggestion: isSame(name, 'AuthSession') ? 'LoginSession' : 'AuthSession' },
    );
  }
  const rival = blocks.find((block) => isSame(block.table, table) && block.schema === userBlock.schema);
  if (rival) {
    throw new InitError(`${rival.name} (${placeOf(rival)}) is "${rival.table}" in the database already; name another table with --table auth_sessions`, {
      about: 'table',
      suggestion: isSame(table, 'auth_sessions') ? 'login_sessions' : 'auth_sessions',
    });
  }
}

function assertName(name: string, option: 'model' | 'relation'): void {
  if (/^[A-Za-z]\w*$/.test(name)) return;
  throw new InitError(`"${name}" is no name for Prisma: letters, digits and underscores, beginning with a letter; correct --${option}`, {
    about: option,
  });
}

function placeOf({ file, line }: Block): string {
  return `${file}:${line}`;
}

function article(kind: Block['kind']): string {
  return kind === 'enum' ? 'an enum' : `a ${kind}`;
}

function makerOf({ models }: Schema, { name }: Block): readonly [title: string, source: string] | undefined {
  const fields = models.get(name)?.fields;
  return makers[Object.keys(makers).find((field) => fields?.has(field)) ?? ''];
}
