import type { ForeignKey, Relation, Schema } from '../doctor/schema/schema.js';

/** What each session model of this package has had from its first version, and none of other packages has. */
const marks = ['secretHash', 'expirationDate', 'authenticatedAt'];

/** The session models that are as the fragment, whatever their names, each as the relation to its user. */
export function findSessionModels({ relations }: Schema): ForeignKey[] {
  return relations.filter((relation): relation is ForeignKey => isToUser(relation));
}

function isToUser(relation: Relation): boolean {
  if (relation.kind !== 'many-to-one') return false;
  const { child, fields } = relation;
  return fields.length === 1 && marks.every((name) => child.model.fields.has(name));
}
