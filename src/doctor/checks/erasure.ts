import { problemAt } from '../problem.js';
import type { Problem } from '../report.js';
import type { ForeignKey, Model, RelationEnd, Schema } from '../schema/schema.js';
import type { Subject } from '../subject.js';

/** Deleting a user succeeds, and takes with it all that is theirs. */
export function checkErasure(subject: Subject): Problem[] {
  const deleted = findDeleted(subject);
  return subject.schema.relations.flatMap((relation) => {
    if (relation.kind !== 'many-to-many') {
      return [...checkChild(subject, deleted, relation), ...checkParent(subject, deleted, relation)];
    }
    const [a, b] = relation.ends;
    return [...checkManyToMany(subject, deleted, a, b), ...checkManyToMany(subject, deleted, b, a)];
  });
}

/**
 * The models whose rows go with the user, by their keys or because the adapter deletes them. One that stops the
 * deletion is among them, since it is meant to go; one that stays is not, and what refers to it may stay too.
 */
function findDeleted({ schema, user, session, erased, comments }: Subject): Set<Model> {
  const byAdapter = [...erased].filter(([, { erase }]) => erase === true).map(([model]) => model);
  const deleted = new Set([user, ...(session ? [session] : []), ...byAdapter]);
  // A set iterates over what is added meanwhile.
  for (const model of deleted) {
    for (const relation of schema.relations) {
      if (relation.kind === 'many-to-many' || relation.parent.model !== model) continue;
      const { model: child } = relation.child;
      const effect = effectOf(relation, schema);
      const isMeantToGo = effect === 'blocks' && comments.get(child)?.keep === undefined;
      if (!erased.has(child) && (effect === 'deletes' || isMeantToGo)) deleted.add(child);
    }
  }
  return deleted;
}

/** What the deletion of the parent does to a row with the key: deletes it, fails on it, or leaves it. */
function effectOf({ onDelete }: ForeignKey, { emulatesRelations }: Schema): 'deletes' | 'blocks' | 'leaves' {
  if (onDelete === 'Cascade') return 'deletes';
  return onDelete === 'Restrict' || (onDelete === 'NoAction' && !emulatesRelations) ? 'blocks' : 'leaves';
}

function checkChild(subject: Subject, deleted: ReadonlySet<Model>, key: ForeignKey): Problem[] {
  const { schema, user, session, erased, comments } = subject;
  const { model, field } = key.child;
  // That of the session to the user is compared with the fragment.
  const isOfSession = model === session && key.parent.model === user;
  if (!deleted.has(key.parent.model) || erased.has(model) || isOfSession) return [];
  const name = `${model.name}.${field.name}`;
  const effect = effectOf(key, schema);
  const isKept = comments.get(model)?.keep !== undefined;
  if (effect === 'blocks') {
    const parent = key.parent.model.name;
    const what = key.parent.model === user ? 'A user' : `A user's ${parent}`;
    return [
      problemAt({
        code: 'blocks-erasure',
        model,
        field,
        message: `${what} cannot be deleted while ${model.name} refers to it: ${name} has ${actionOf(key)}`,
        remedy:
          model === user || model === key.parent.model
            ? 'make the relation optional with onDelete: SetNull'
            : `set onDelete: Cascade, or let the adapter erase ${model.name}: prismaAdapter(prisma, { erase: sections })`,
      }),
    ];
  }
  if (effect === 'deletes' && model === user && (key.kind === 'many-to-one' || key.parent.model === user)) {
    return [
      problemAt({
        code: 'erases-others',
        model,
        field,
        message: `The deletion of a user deletes other users too: ${name} has ${actionOf(key)}`,
        remedy: 'make the relation optional with onDelete: SetNull',
      }),
    ];
  }
  if (effect === 'deletes') {
    if (!isKept) return [];
    return [
      problemAt({
        code: 'deleted-despite-keep',
        model,
        field,
        message: `"@sojourn.keep" on ${model.name} gives a reason to keep its rows, and ${name} has onDelete: Cascade, so they go with the user`,
        remedy: 'make the relation optional with onDelete: SetNull, or take the comment away',
      }),
    ];
  }
  if (isKept || [key.parent.model, user, session].includes(model) || hasOwner(subject, deleted, model)) return [];
  return [
    problemAt({
      code: 'survives-erasure',
      model,
      field,
      message: `The rows of ${model.name} outlive the user: ${name} has ${actionOf(key)}`,
      remedy: `set onDelete: Cascade, or let the adapter erase ${model.name} (with an object in "erase" to anonymise it), or comment the model with "/// @sojourn.keep <reason>"`,
    }),
  ];
}

/** Whether each row goes with another row anyway, by a key that is required. Other keys then only cut a link. */
function hasOwner({ schema }: Subject, deleted: ReadonlySet<Model>, model: Model): boolean {
  return schema.relations.some(
    (relation) =>
      relation.kind !== 'many-to-many' &&
      relation.child.model === model &&
      deleted.has(relation.parent.model) &&
      relation.onDelete === 'Cascade' &&
      !relation.child.field.isOptional,
  );
}

/** No deletion goes from the holder of a key to what it refers to. */
function checkParent(subject: Subject, deleted: ReadonlySet<Model>, key: ForeignKey): Problem[] {
  const { child, parent } = key;
  if (key.kind !== 'one-to-one' || !deleted.has(child.model) || isAccounted(subject, deleted, parent.model)) return [];
  return [
    problemAt({
      code: 'survives-erasure',
      model: parent.model,
      field: parent.field,
      message: `The row of ${parent.model.name} outlives the user, because ${child.model.name}.${child.field.name} holds the key`,
      remedy: `let ${parent.model.name} hold the key, with onDelete: Cascade, or let the adapter erase it, or comment the model with "/// @sojourn.keep <reason>"`,
    }),
  ];
}

function checkManyToMany(subject: Subject, deleted: ReadonlySet<Model>, from: RelationEnd, to: RelationEnd): Problem[] {
  if (!deleted.has(from.model) || isAccounted(subject, deleted, to.model)) return [];
  return [
    problemAt({
      code: 'survives-erasure',
      level: 'note',
      model: to.model,
      field: to.field,
      message: `The rows of ${to.model.name} outlive the user; only what connects them with ${from.model.name} goes`,
      remedy: `if they are of one user alone, let the adapter erase ${to.model.name}; else comment the model with "/// @sojourn.keep <reason>"`,
    }),
  ];
}

function isAccounted({ erased, comments }: Subject, deleted: ReadonlySet<Model>, model: Model): boolean {
  return deleted.has(model) || erased.has(model) || comments.get(model)?.keep !== undefined;
}

function actionOf({ onDelete, child }: ForeignKey): string {
  const isSaid = child.field.attributes.some((attribute) => attribute.arguments.some(({ key }) => key === 'onDelete'));
  return `onDelete: ${onDelete}${isSaid ? '' : ', the default'}`;
}
