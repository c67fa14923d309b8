import { assertNothingLeft, assertObject, isObject } from '../session/arguments.js';
import { checkErasure } from './checks/erasure.js';
import { checkExport } from './checks/export.js';
import { checkIndexes } from './checks/indexes.js';
import { checkSections } from './checks/sections.js';
import { checkSession } from './checks/session.js';
import { checkUnrelated } from './checks/unrelated.js';
import { commentsOf } from './comments.js';
import { type Description, describe } from './description.js';
import { findExported } from './find-exported.js';
import { findPersonal } from './find-personal.js';
import { type Problem, type Report, sortProblems } from './report.js';
import { readSchema } from './schema/read-schema.js';
import { type Model, type Schema, findModel } from './schema/schema.js';
import type { Subject } from './subject.js';

export interface CheckOptions {
  /** The text of the Prisma schema, or the texts of its files by name. */
  schema: string | Readonly<Record<string, string>>;
  /**
   * What `createAuth` gave. Without it nothing is known of what is exported and erased but what the comments
   * in the schema say, and the report says so.
   */
  auth?: object;
  /** The user model, as the schema or the client names it. Default: what the adapter was told, else `User`. */
  userModel?: string;
  /** The session model likewise. Default: what the adapter was told, else `Session`. */
  sessionModel?: string;
}

/**
 * What "download my data" and erasure forget, by the app's Prisma schema: models that lead to the user and
 * are not exported, relations that stop or outlive the deletion of a user, missing indexes, and a session
 * model that is not as shipped. Looks at no database and reads no file but the shipped fragment.
 *
 * @throws TypeError naming the option that is wrong
 * @throws SchemaSyntaxError if the schema cannot be read
 * @example
 * ```ts
 * import { readFileSync } from 'node:fs';
 * import { checkSchema } from 'sojourn/doctor';
 * import { auth } from './auth.js';
 *
 * const { problems } = checkSchema({ schema: readFileSync('prisma/schema.prisma', 'utf8'), auth });
 * for (const { code, model, message } of problems) console.log(code, model, message);
 * ```
 */
export function checkSchema(options: CheckOptions): Report {
  assertObject(options, 'options');
  const { schema: source, auth, userModel, sessionModel, ...rest } = options;
  assertNothingLeft(rest, 'option of checkSchema');
  assertSource(source);
  const description = describe(auth);
  const schema = readSchema(source);
  const unread = description.isGiven ? [] : [authNotGiven()];
  const user = findModel(schema, userModel ?? description.userModel);
  if (!user) return { problems: sortProblems([noModel('user', userModel ?? description.userModel), ...unread]) };
  const session = findModel(schema, sessionModel ?? description.sessionModel) ?? null;
  // With another adapter the sessions live elsewhere.
  const isExpected = description.isPrisma || !description.isGiven || sessionModel !== undefined;
  const missing = session || !isExpected ? [] : [noModel('session', sessionModel ?? description.sessionModel)];
  const subject = look(schema, description, user, session);
  const checks = [checkExport, checkSections, checkErasure, checkSession, checkIndexes, checkUnrelated];
  return { problems: sortProblems([...unread, ...missing, ...checks.flatMap((check) => check(subject))]) };
}

function look(schema: Schema, description: Description, user: Model, session: Model | null): Subject {
  const personal = findPersonal(schema, user);
  if (session) personal.delete(session);
  const erased = description.erased.flatMap((section) => {
    const model = findModel(schema, section.model);
    return model ? [[model, section] as const] : [];
  });
  return {
    schema,
    description,
    user,
    session,
    personal,
    comments: new Map([...schema.models.values()].map((model) => [model, commentsOf(model)])),
    exported: findExported(schema, description, user),
    erased: new Map(erased),
  };
}

function assertSource(source: unknown): void {
  if (typeof source === 'string') return;
  if (isObject(source) && Object.values(source).every((text) => typeof text === 'string')) return;
  throw new TypeError('"schema" option must be the text of a Prisma schema, or the texts of its files by name');
}

function authNotGiven(): Problem {
  return {
    code: 'auth-not-given',
    level: 'warning',
    model: null,
    message: 'Without the auth of the app, what is exported is known from the comments in the schema alone',
    remedy: 'give checkSchema the option "auth", or sojourn doctor the option --auth',
  };
}

function noModel(kind: 'user' | 'session', name: string): Problem {
  const hint = kind === 'session' ? 'copy sojourn/prisma/session.prisma into the schema, or ' : '';
  return {
    code: `no-${kind}-model`,
    level: 'error',
    model: null,
    message: `The schema has no ${kind} model "${name}"`,
    remedy: `${hint}name the ${kind} model: ${kind}Model, or --${kind}-model`,
  };
}
