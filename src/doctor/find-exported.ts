import { isObject } from '../session/arguments.js';
import type { Description } from './description.js';
import { type Field, type Model, type Schema, findModel } from './schema/schema.js';

/** The models that the sections and the user's `exportSelect` export, relations within a `select` included. */
export function findExported(schema: Schema, { exportSelect, sections }: Description, user: Model): Set<Model> {
  const exported = new Set<Model>();
  addSelected(schema, user, exportSelect, exported);
  for (const section of sections.values()) {
    const model = section && findModel(schema, section.model);
    if (!model) continue;
    exported.add(model);
    addSelected(schema, model, section.select, exported);
  }
  return exported;
}

function addSelected(schema: Schema, model: Model, select: unknown, exported: Set<Model>): void {
  if (!isObject(select)) return;
  for (const [name, value] of Object.entries(select) as [string, unknown][]) {
    const field = model.fields.get(name);
    const other = field && schema.models.get(field.type);
    if (!other || !value) continue;
    if (leadsToAll(schema, field)) exported.add(other);
    if (!isObject(value)) continue;
    addSelected(schema, other, 'select' in value ? value.select : undefined, exported);
    addSelected(schema, other, 'include' in value ? value.include : undefined, exported);
  }
}

/** Not from a child to a parent: the parents without children would be left out. */
function leadsToAll({ relations }: Schema, field: Field): boolean {
  return !relations.some((relation) => relation.kind === 'many-to-one' && relation.child.field === field);
}
