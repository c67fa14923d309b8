import { groupFields } from '../init/add-field.js';
import { type FieldLine, alignFields, readFieldLine } from '../init/field-lines.js';
import type { Replacement } from '../init/insertions.js';

/** A field that gets another name or type. */
export interface FieldRename {
  /** The number of its line. */
  line: number;
  name: string;
  type: string;
}

/**
 * The lines of a model in which fields are called otherwise, with their neighbours where these stand in columns as Prisma
 * sets them and have to move.
 *
 * @param fieldLines the numbers of the lines with its fields
 * @param lines those of the file
 */
export function renameFields(fieldLines: readonly number[], lines: readonly string[], renames: readonly FieldRename[]): Replacement[] {
  const groups = groupFields(fieldLines, lines).filter((group) => renames.some(({ line }) => group.includes(line)));
  return groups.flatMap((group) => {
    const before = group.map((line) => lines[line - 1]!);
    const renamed = group.map((line, index) => {
      const rename = renames.find((each) => each.line === line);
      return rename ? inPlace(readFieldLine(before[index]!)!, rename) : before[index]!;
    });
    const isInColumns = alignFields(before).every((line, index) => line === before[index]);
    const after = isInColumns ? alignFields(renamed) : renamed;
    return group.flatMap((line, index) => (after[index] === before[index] ? [] : [{ line, text: after[index]! }]));
  });
}

/** Where there is room for them, type and attributes stay in their columns. */
function inPlace({ indent, rest, typeColumn, restColumn }: FieldLine, { name, type }: FieldRename): string {
  const start = `${`${indent}${name} `.padEnd(typeColumn)}${type}`;
  return rest === '' ? start : `${`${start} `.padEnd(restColumn)}${rest}`;
}
