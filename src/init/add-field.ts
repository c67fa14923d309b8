import type { Block } from './blocks.js';
import { readFieldLine } from './field-lines.js';
import { type Insertion, linesOf, withoutEnd } from './insertions.js';

/**
 * Where a field without attributes goes in a model. It joins a group of fields that has room for it in its columns, best
 * of all one of lists like itself; where it would move the columns of every group, it is a group of its own.
 */
export function addField({ fieldLines }: Block, text: string, name: string, type: string): Insertion {
  const lines = linesOf(text).map(withoutEnd);
  const groups = groupFields(fieldLines, lines);
  const isList = (line: number) => readFieldLine(lines[line - 1]!)?.type.endsWith('[]') ?? false;
  const ordered = groups.toReversed().toSorted((a, b) => Number(b.some(isList)) - Number(a.some(isList)));
  for (const group of ordered) {
    const added = joinGroup(group.map((line) => lines[line - 1]!), name, type);
    if (added !== null) return { after: group.findLast(isList) ?? group.at(-1)!, lines: [added] };
  }
  return addGroup(fieldLines, lines, [`${name} ${type}`]);
}

/** Where fields go that are a group of their own, each line without its indent. */
export function addGroup(fieldLines: readonly number[], lines: readonly string[], added: readonly string[]): Insertion {
  let after = fieldLines.at(-1)!;
  const indent = /^\s*/.exec(lines[after - 1]!)![0];
  while (lines[after]?.trimStart().startsWith('//')) after++;
  return { after, lines: ['', ...added.map((line) => `${indent}${line}`)] };
}

/** Fields with nothing but comments in between. */
export function groupFields(fieldLines: readonly number[], lines: readonly string[]): number[][] {
  const groups: number[][] = [];
  for (const line of fieldLines) {
    const last = groups.at(-1);
    const previous = last?.at(-1);
    const isApart = previous === undefined || lines.slice(previous, line - 1).some((between) => between.trim() === '');
    if (isApart) groups.push([line]);
    else last!.push(line);
  }
  return groups;
}

/** The line in the columns of the group; `null` if it has no room there. */
function joinGroup(group: readonly string[], name: string, type: string): string | null {
  const fields = group.map(readFieldLine).filter((field) => field !== null);
  const [first] = fields;
  if (!first) return null;
  const { indent, typeColumn } = first;
  const start = `${indent}${name}`;
  // Where the fields stand in no columns, there are none to move.
  if (fields.some((field) => field.typeColumn !== typeColumn)) return `${start} ${type}`;
  const marked = fields.filter(({ rest }) => rest.startsWith('@'));
  const hasRoom = start.length < typeColumn && marked.every(({ restColumn }) => typeColumn + type.length < restColumn);
  return hasRoom ? `${start.padEnd(typeColumn)}${type}` : null;
}
