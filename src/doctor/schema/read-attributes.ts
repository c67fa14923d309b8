import type { Argument, Attribute, Value } from './schema.js';

/** As the parser has it: its own types leave out some of the places where attributes and values stand. */
interface AttributeNode {
  name: string;
  group?: string | undefined;
  args?: { value: unknown }[] | undefined;
}

/** An attribute of a field or block, from the node of the parser. */
export function readAttribute({ group, name, args = [] }: AttributeNode): Attribute {
  return { name: group === undefined ? name : `${group}.${name}`, arguments: args.map(({ value }) => readArgument(value)) };
}

function readArgument(node: unknown): Argument {
  if (isNode(node, 'keyValue')) return { key: String(node.key), value: readValue(node.value) };
  return { key: null, value: readValue(node) };
}

export function readValue(node: unknown): Value {
  if (Array.isArray(node)) return node.map(readValue);
  // An empty list has no arguments at all.
  if (isNode(node, 'array')) return readValue(node.args ?? []);
  if (isNode(node, 'object')) return readValue(node.properties);
  if (isNode(node, 'keyValue')) return readValue(node.value);
  if (isNode(node, 'function')) return { call: String(node.name) };
  return String(node);
}

function isNode(node: unknown, type: string): node is Record<string, unknown> {
  return typeof node === 'object' && node !== null && 'type' in node && node.type === type;
}

/** The value of an argument by its name, or of the first that stands alone where it may. */
export function argumentOf({ arguments: list }: Attribute, key: string, mayStandAlone = false): Value | undefined {
  return (list.find((each) => each.key === key) ?? (mayStandAlone ? list.find((each) => each.key === null) : undefined))
    ?.value;
}

/** The names in a list such as `[a, b(sort: Desc)]`. */
export function namesIn(value: Value | undefined): string[] {
  if (value === undefined) return [];
  if (typeof value === 'string') return [value];
  return 'call' in value ? [value.call] : value.flatMap(namesIn);
}

/** What a string of the schema says. */
export function textOf(value: Value | undefined): string | undefined {
  return typeof value === 'string' && value.startsWith('"') ? (JSON.parse(value) as string) : undefined;
}
