import { argumentOf, namesIn, textOf } from './read-attributes.js';
import {
  type Field,
  type Model,
  type ReferentialAction,
  type Relation,
  type RelationEnd,
  type Value,
  attributeOf,
} from './schema.js';

/** The relations between the models, each once, in the order of the fields that hold their keys. */
export function relate(models: ReadonlyMap<string, Model>): Relation[] {
  const relations: Relation[] = [];
  const seen = new Set<Field>();
  for (const model of models.values()) {
    for (const field of model.fields.values()) {
      const other = models.get(field.type);
      if (!other || seen.has(field)) continue;
      const end = { model, field };
      const opposite = { model: other, field: oppositeOf(end, other) };
      const isManyToMany = field.isList && opposite.field?.isList === true;
      if (!isManyToMany && !holdsKey(field)) continue;
      seen.add(field);
      if (opposite.field) seen.add(opposite.field);
      relations.push(isManyToMany ? { kind: 'many-to-many', ends: [end, opposite] } : readKey(end, opposite));
    }
  }
  return relations;
}

function holdsKey(field: Field): boolean {
  return namesIn(settingOf(field, 'fields')).length > 0;
}

/** The field of the other model that stands for the same relation. */
function oppositeOf({ model, field }: { model: Model; field: Field }, other: Model): Field | null {
  const name = nameOf(field);
  return (
    [...other.fields.values()].find((each) => each !== field && each.type === model.name && nameOf(each) === name) ??
    null
  );
}

function nameOf(field: Field): string | undefined {
  const attribute = attributeOf(field, 'relation');
  return attribute && textOf(argumentOf(attribute, 'name', true));
}

function settingOf(field: Field, key: string): Value | undefined {
  const attribute = attributeOf(field, 'relation');
  return attribute && argumentOf(attribute, key);
}

function readKey(child: RelationEnd & { field: Field }, parent: RelationEnd): Relation {
  const { field } = child;
  return {
    kind: parent.field && !parent.field.isList ? 'one-to-one' : 'many-to-one',
    child,
    parent,
    fields: namesIn(settingOf(field, 'fields')),
    references: namesIn(settingOf(field, 'references')),
    onDelete:
      (namesIn(settingOf(field, 'onDelete'))[0] as ReferentialAction | undefined) ?? (field.isOptional ? 'SetNull' : 'Restrict'),
  };
}
