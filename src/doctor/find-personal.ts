import type { Model, Relation, RelationEnd, Schema } from './schema/schema.js';

/** How a model is reached from the user. */
export interface Personal {
  /** From the model to the user, such as `Comment.note → Note.user → User`. */
  path: string;
}

/**
 * The models that hold data of a user: those whose key leads to the user, over any number of others; those
 * that are one to one with such a model, whichever side holds the key; and those that are many to many
 * with one. A parent that many users share is none. Each with its shortest path.
 */
export function findPersonal({ relations }: Schema, user: Model): Map<Model, Personal> {
  const found = new Map<Model, Personal>([[user, { path: user.name }]]);
  // A map iterates over what is added meanwhile: the shortest paths come first.
  for (const [model, { path }] of found) {
    for (const { model: next, field } of relations.flatMap((relation) => reachedFrom(model, relation))) {
      if (!found.has(next)) found.set(next, { path: `${next.name}${field ? `.${field.name}` : ''} → ${path}` });
    }
  }
  found.delete(user);
  return found;
}

/** The ends of a relation that hold data of the same person as the model at its other end. */
function reachedFrom(model: Model, relation: Relation): RelationEnd[] {
  if (relation.kind === 'many-to-many') {
    const [a, b] = relation.ends;
    return [...(a.model === model ? [b] : []), ...(b.model === model ? [a] : [])];
  }
  const { child, parent } = relation;
  return [
    ...(parent.model === model ? [child] : []),
    ...(child.model === model && relation.kind === 'one-to-one' ? [parent] : []),
  ];
}
