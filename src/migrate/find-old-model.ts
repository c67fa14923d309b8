import { type ForeignKey, type Model, type Schema, findModel } from '../doctor/schema/schema.js';
import { findSessionModels } from '../init/find-session-models.js';
import { InitError } from '../init/init-error.js';
import { type Source, type SourceField, sources } from './sources.js';

/** The model that holds the sessions of another library. */
export interface OldModel {
  model: Model;
  /** To the user; `null` where it has none. */
  relation: ForeignKey | null;
  /** What its fields are called, by what the option `fields` calls them. */
  fields: Readonly<Record<string, string>>;
}

interface Wanted {
  source: Source;
  /** The name given, as the schema or the client has it. */
  name: string | undefined;
  /** The user model, if it was given. */
  user: Model | undefined;
}

/**
 * The model with the fields of the library's sessions, whatever its name. Where several have them, those that are called
 * after sessions count.
 *
 * @throws InitError if there is none, or it takes somebody to choose
 */
export function findOldModel(schema: Schema, { source, name, user }: Wanted): OldModel {
  const belongs = ({ relation }: OldModel) => !user || !relation || relation.parent.model === user;
  const candidates = candidatesOf(schema, source).filter(belongs);
  const given = name === undefined ? undefined : findModel(schema, name);
  // A second time, the name may be that of the new model.
  const isNew = given !== undefined && ownModels(schema).includes(given);
  if (name !== undefined && !isNew) return named(source, name, candidates, given && read(schema, source, given));
  const likely = candidates.filter(({ model }) => /session/i.test(model.name));
  const list = likely.length > 0 ? likely : candidates;
  const [only] = list;
  if (!only) {
    const wanted = `the fields of ${source.title}'s sessions (${requiredOf(source)})${user ? ` and a relation to ${user.name}` : ''}`;
    throw new InitError(`the schema has no model with ${wanted}${otherThan(schema, source)}; name it with --old-model`);
  }
  if (list.length === 1) return only;
  const names = list.map(({ model }) => model.name);
  throw new InitError(`it is not clear which model holds the sessions of ${source.title}; name it with --old-model: ${names.join(', ')}`, {
    about: 'oldModel',
    choices: names,
    suggestion: names[0]!,
  });
}

function named({ title, fields }: Source, name: string, candidates: readonly OldModel[], old: OldModel | undefined): OldModel {
  if (!old) {
    const list = candidates.map((each) => each.model.name).join(', ') || 'none of those it has';
    throw new InitError(`the schema has no model "${name}"; --old-model may be ${list}`);
  }
  const { model } = old;
  const missing = fields.flatMap(({ key, usual, isOptional }) => (isOptional || old.fields[key] !== undefined ? [] : [usual]));
  if (missing.length === 0) return old;
  throw new InitError(
    `${model.name} (${model.file}:${model.line}) lacks ${missing.join(', ')}, which sessions of ${title} have; name another with --old-model`,
  );
}

/** Those with all fields, of which that with the token is unique. */
function candidatesOf(schema: Schema, source: Source): OldModel[] {
  const own = ownModels(schema);
  return [...schema.models.values()]
    .filter((model) => !own.includes(model))
    .map((model) => read(schema, source, model))
    .filter((old) => isOf(source, old));
}

function ownModels(schema: Schema): Model[] {
  return findSessionModels(schema).map(({ child }) => child.model);
}

function isOf({ fields: wanted, foreign, hasUser }: Source, { model, relation, fields }: OldModel): boolean {
  const token = fields[wanted[0].key];
  const isUnique = model.indexes.some((index) => index.kind !== 'index' && index.fields.length === 1 && index.fields[0] === token);
  return (
    wanted.every(({ key, isOptional }) => isOptional || fields[key] !== undefined) &&
    isUnique &&
    model.fields.get(token!)?.type === 'String' &&
    (relation !== null || !hasUser) &&
    ![...model.fields.keys()].some((name) => foreign.includes(plain(name)))
  );
}

function read({ relations }: Schema, { fields: wanted }: Source, model: Model): OldModel {
  const own = relations.filter((each): each is ForeignKey => each.kind !== 'many-to-many' && each.child.model === model);
  const relation = own.find(({ fields }) => plain(fields[0]!) === 'userid') ?? own[0] ?? null;
  const entries = wanted.flatMap((field) => {
    const name = (field.key === 'userId' ? relation?.fields[0] : undefined) ?? spelled(model, field);
    return name === undefined ? [] : [[field.key, name] as const];
  });
  return { model, relation, fields: Object.fromEntries(entries) };
}

function spelled({ fields }: Model, { usual, others = [] }: SourceField): string | undefined {
  const names = [...fields.values()].filter(({ isList }) => !isList).map(({ name }) => name);
  return [usual, ...others].flatMap((spelling) => names.filter((name) => plain(name) === plain(spelling)))[0];
}

function plain(name: string): string {
  return name.replaceAll('_', '').toLowerCase();
}

function requiredOf({ fields }: Source): string {
  return fields.flatMap(({ usual, isOptional }) => (isOptional ? [] : [usual])).join(', ');
}

/** The library whose fields a model has after all. */
function otherThan(schema: Schema, source: Source): string {
  for (const other of sources.filter((each) => each !== source)) {
    const session = candidatesOf(schema, other).find(({ model }) => /session/i.test(model.name));
    if (session) return `, and ${session.model.name} has those of ${other.title} (--from ${other.name})`;
  }
  return '';
}
