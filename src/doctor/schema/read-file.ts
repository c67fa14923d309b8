import type { Assignment, Field as FieldNode, Model as ModelNode } from '@mrleebo/prisma-ast';
import { parse } from './parse.js';
import { argumentOf, namesIn, readAttribute, readValue, textOf } from './read-attributes.js';
import { replaceComments } from './replace-comments.js';
import type { Attribute, Field, Index, Model } from './schema.js';

/** One file of a schema, before its models are related to each other. */
export interface SchemaFile {
  models: Model[];
  /** The settings of its datasource, if it has one. */
  datasource: ReadonlyMap<string, string> | null;
}

/** What a block holds: for an empty one the parser has no list, whatever its types say. */
type Content<Node> = readonly Node[] | undefined;

/**
 * Reads one file.
 *
 * @throws SchemaSyntaxError
 */
export function readFile(text: string, file: string | undefined): SchemaFile {
  const source = text.replaceAll('\r\n', '\n').replaceAll('\r', '\n');
  // What stands in a comment of another kind is no documentation.
  const lines = replaceComments(source, ['/*'], '//').split('\n');
  const result: SchemaFile = { models: [], datasource: null };
  for (const block of parse(source, file)) {
    if (block.type === 'datasource') result.datasource = readSettings(block.assignments);
    if (block.type === 'model') {
      const line = block.location?.startLine ?? 1;
      result.models.push({ name: block.name, file, line, documentation: documentationAbove(lines, line - 1), ...readBody(block) });
    }
  }
  return result;
}

function readBody({ properties, location }: ModelNode): Pick<Model, 'fields' | 'indexes'> {
  const content: Content<ModelNode['properties'][number]> = properties;
  const fields = new Map<string, Field>();
  const indexes: Index[] = [];
  for (const property of content ?? []) {
    if (property.type === 'field') {
      const field = readField(property, location?.startLine ?? 1);
      fields.set(field.name, field);
      indexes.push(...field.attributes.flatMap((attribute) => readIndex(attribute, [field.name])));
    }
    if (property.type === 'attribute') {
      const attribute = readAttribute(property);
      indexes.push(...readIndex(attribute, namesIn(argumentOf(attribute, 'fields', true))));
    }
  }
  return { fields, indexes };
}

function readField({ name, fieldType, array, optional, attributes, location }: FieldNode, otherLine: number): Field {
  return {
    name,
    type: typeof fieldType === 'string' ? fieldType : fieldType.name,
    isList: array === true,
    isOptional: optional === true,
    attributes: (attributes ?? []).map(readAttribute),
    line: location?.startLine ?? otherLine,
  };
}

function readIndex(attribute: Attribute, fields: string[]): Index[] {
  const { name } = attribute;
  if (name !== 'id' && name !== 'unique' && name !== 'index') return [];
  const isPartial = argumentOf(attribute, 'where') !== undefined;
  return [{ kind: name, fields, type: namesIn(argumentOf(attribute, 'type'))[0] ?? 'BTree', isPartial }];
}

export function readSettings(assignments: Content<Assignment | object>): Map<string, string> {
  const settings = (assignments ?? []).filter((each): each is Assignment => 'key' in each);
  return new Map(
    settings.map(({ key, value }): [string, string] => {
      const setting = readValue(value);
      return [key, textOf(setting) ?? namesIn(setting).join()];
    }),
  );
}

/** As Prisma has it: the comments right above, and of those the ones with three slashes. */
function documentationAbove(lines: readonly string[], index: number): string[] {
  const first = lines.slice(0, index).findLastIndex((line) => !line.trimStart().startsWith('//')) + 1;
  return lines
    .slice(first, index)
    .map((line) => line.trim())
    .filter((line) => line.startsWith('///'))
    .map((line) => line.slice(3).trim());
}
