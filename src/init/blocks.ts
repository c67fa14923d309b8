import { parse } from '../doctor/schema/parse.js';
import { argumentOf, readAttribute, textOf } from '../doctor/schema/read-attributes.js';

/** A block that has a name in the client, and mostly one in the database: a model, view, enum or composite type. */
export interface Block {
  kind: 'model' | 'view' | 'enum' | 'type';
  name: string;
  file: string;
  /** Of its first line, from 1. */
  line: number;
  /** Its name in the database. */
  table: string;
  /** As `@@schema` says. */
  schema: string | undefined;
  /** The lines on which its fields stand, and its own attributes. */
  fieldLines: readonly number[];
  attributes: readonly { name: string; line: number }[];
}

type Node = ReturnType<typeof parse>[number];
type Named = Extract<Node, { type: Block['kind'] }>;
type Property = (Extract<Named, { properties: unknown }>['properties'] | Extract<Named, { enumerators: unknown }>['enumerators'])[number];

/**
 * The blocks of all files of a schema.
 *
 * @throws SchemaSyntaxError
 */
export function readBlocks(files: Readonly<Record<string, string>>): Block[] {
  return Object.entries(files).flatMap(([file, text]) =>
    parse(text.replaceAll('\r\n', '\n').replaceAll('\r', '\n'), file).filter(isNamed).map((node) => readBlock(node, file)),
  );
}

export function blockOf(blocks: readonly Block[], { name }: { name: string }): Block {
  return blocks.find((block) => block.kind === 'model' && block.name === name)!;
}

function isNamed(node: Node): node is Named {
  return node.type === 'model' || node.type === 'view' || node.type === 'enum' || node.type === 'type';
}

function readBlock(node: Named, file: string): Block {
  // For an empty block the parser has no list, whatever its types say.
  const properties: readonly Property[] = ('enumerators' in node ? node.enumerators : node.properties) ?? [];
  const own = properties.flatMap((property) =>
    property.type === 'attribute' ? [{ ...readAttribute(property), line: lineOf(property) }] : [],
  );
  const setting = (name: string) => {
    const attribute = own.find((each) => each.name === name);
    return attribute && textOf(argumentOf(attribute, 'name', true) ?? argumentOf(attribute, 'map'));
  };
  return {
    kind: node.type,
    name: node.name,
    file,
    line: lineOf(node),
    table: setting('map') ?? node.name,
    schema: setting('schema'),
    fieldLines: properties.flatMap((property) => (property.type === 'field' ? [lineOf(property)] : [])),
    attributes: own.map(({ name, line }) => ({ name, line })),
  };
}

function lineOf({ location }: { location?: { startLine?: number } }): number {
  return location?.startLine ?? 1;
}
