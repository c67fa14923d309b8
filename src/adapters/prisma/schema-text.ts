/** A field as its line in the schema says. */
export interface SchemaField {
  isList: boolean;
  /** For a relation that holds the key: the fields of this model, and those of the other they refer to. */
  relation: { fields: string[]; references: string[] } | null;
}

/**
 * The fields of one model in the text of a schema, or `null` if the text has no such model. Reads what
 * Prisma itself has parsed and accepted, one field a line; a line of another form is left out, and who
 * asks must take a missing field for an unknown one.
 */
export function readSchemaFields(schema: unknown, model: string): Map<string, SchemaField> | null {
  if (typeof schema !== 'string') return null;
  const body = readBody(schema, 'model', model);
  if (body === null) return null;
  const fields = new Map<string, SchemaField>();
  for (const line of body.split('\n')) {
    const [, name, type = '', attributes = ''] = /^\s*([A-Za-z]\w*)\s+(\S+)(.*)$/.exec(line) ?? [];
    if (name !== undefined) fields.set(name, { isList: type.endsWith('[]'), relation: readRelation(attributes) });
  }
  return fields;
}

/** The lines within a block of the text, or `null` if it has no such block. */
export function readBody(schema: string, kind: string, name: string): string | null {
  const [, body] = new RegExp(`^(?:${kind}) ${name} \\{\\n(.*?)^\\}`, 'ms').exec(schema.replaceAll('\r\n', '\n')) ?? [];
  return body ?? null;
}

function readRelation(attributes: string): SchemaField['relation'] {
  const [, settings = ''] = /@relation\(([^)]*)\)/.exec(attributes) ?? [];
  const [fields, references] = [/\bfields:\s*\[([^\]]*)\]/, /\breferences:\s*\[([^\]]*)\]/].map((pattern) =>
    pattern.exec(settings)?.[1]?.split(',').map((name) => name.trim()),
  );
  return fields && references ? { fields, references } : null;
}
