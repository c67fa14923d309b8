/** A line of a field, taken apart; `null` for any other line. */
export interface FieldLine {
  indent: string;
  name: string;
  type: string;
  /** What follows the type, from its first mark. */
  rest: string;
  /** Where the type and what follows it begin. */
  typeColumn: number;
  restColumn: number;
}

const pattern = /^([ \t]*)([A-Za-z]\w*)([ \t]+)((?:Unsupported\("[^"]*"\)|[A-Za-z]\w*)(?:\[\]|\?)?)([ \t]*)(.*)$/;

export function readFieldLine(line: string): FieldLine | null {
  const parts = pattern.exec(line);
  if (!parts) return null;
  const [, indent = '', name = '', gap = '', type = '', space = '', rest = ''] = parts;
  const typeColumn = indent.length + name.length + gap.length;
  return { indent, name, type, rest, typeColumn, restColumn: typeColumn + type.length + space.length };
}

/** Lines of fields and comments, in columns as Prisma sets them. */
export function alignFields(lines: readonly string[]): string[] {
  const fields = lines.map(readFieldLine);
  const width = (key: 'name' | 'type') => Math.max(0, ...fields.map((field) => field?.[key].length ?? 0));
  const [names, types] = [width('name'), width('type')];
  return lines.map((line, index) => {
    const field = fields[index];
    if (!field) return line;
    const { indent, name, type, rest } = field;
    // A comment behind the type stands in no column.
    return `${indent}${name.padEnd(names)} ${rest.startsWith('@') ? type.padEnd(types) : type} ${rest}`.trimEnd();
  });
}
