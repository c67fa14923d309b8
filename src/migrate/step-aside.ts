import type { Model, Schema } from '../doctor/schema/schema.js';
import { backRelationName } from '../init/back-relation.js';
import type { Block } from '../init/blocks.js';
import { readFieldLine } from '../init/field-lines.js';
import { InitError } from '../init/init-error.js';
import { type Insertion, type Replacement, linesOf, withoutEnd } from '../init/insertions.js';
import type { OldModel } from './find-old-model.js';
import { type FieldRename, renameFields } from './rename-fields.js';

interface Names {
  files: Readonly<Record<string, string>>;
  schema: Schema;
  blocks: readonly Block[];
  old: OldModel;
  user: Model;
  /** What the new session model is to be called, and the field of the user that lists the sessions. */
  name: string;
  relation: string;
  /** What the old model is called from then on, if its name is in the way. */
  legacyName: string;
}

/** What becomes of one file. */
export interface FileEdit {
  file: string;
  insertions: readonly Insertion[];
  replacements: readonly Replacement[];
}

/** The old model out of the way. */
interface SteppedAside {
  edits: readonly FileEdit[];
  /** What it is called afterwards. */
  model: string;
}

/**
 * Gives the old model and the user's list of its sessions other names, if theirs are those of the new ones. The table stays
 * as it is, and what it is called.
 *
 * @throws InitError if one of the other names is taken, or the database would have to change with them
 */
export function stepAside({ files, schema, blocks, old, user, name, relation, legacyName }: Names): SteppedAside {
  const { name: before } = old.model;
  const isInTheWay = isSame(before, name);
  const model = isInTheWay ? legacyName : before;
  if (isInTheWay) {
    assertFree(blocks, legacyName, name);
    assertNoJoinTable(schema, old.model);
  }
  const list = user.fields.get(relation);
  const listed = list?.type === before ? backRelationName(legacyName) : relation;
  if (listed !== relation) assertFieldFree(user, listed);

  const edits = Object.entries(files).map(([file, text]): FileEdit => {
    const lines = linesOf(text).map(withoutEnd);
    const own = blocks.filter((block) => block.file === file);
    const replacements = own.flatMap((block) => {
      const renames = block.fieldLines.flatMap((line): FieldRename[] => {
        const field = readFieldLine(lines[line - 1]!);
        const [, type, mark] = /^(\w+)(\[\]|\?)?$/.exec(field?.type ?? '') ?? [];
        if (!field || type !== before) return [];
        const isList = block.kind === 'model' && block.name === user.name && field.name === relation;
        return [{ line, name: isList ? listed : field.name, type: `${model}${mark ?? ''}` }];
      });
      return renameFields(block.fieldLines, lines, renames);
    });
    const block = own.find((each) => each.kind === 'model' && each.name === before);
    if (!isInTheWay || !block) return { file, insertions: [], replacements };
    const head = lines[block.line - 1]!.replace(/^(\s*model\s+)\w+/, `$1${model}`);
    return { file, insertions: mapTable(block, lines), replacements: [...replacements, { line: block.line, text: head }] };
  });
  return { edits: edits.filter(({ insertions, replacements }) => insertions.length + replacements.length > 0), model };
}

/** The line that keeps the table what it is called, at the end of the model; none where there is one. */
function mapTable({ attributes, fieldLines, line, name }: Block, lines: readonly string[]): Insertion[] {
  if (attributes.some((attribute) => attribute.name === 'map')) return [];
  const last = Math.max(line, ...fieldLines, ...attributes.map((attribute) => attribute.line));
  const end = lines.findIndex((each, index) => index >= last && each.trimStart().startsWith('}'));
  const [indent] = /^\s*/.exec(lines[fieldLines[0]! - 1]!)!;
  const isApart = attributes.some((attribute) => attribute.line === last) || lines[end - 1]!.trim() === '';
  return [{ after: end, lines: [...(isApart ? [] : ['']), `${indent}@@map(${JSON.stringify(name)})`] }];
}

function assertFree(blocks: readonly Block[], legacyName: string, name: string): void {
  const question = { about: 'legacyModel', suggestion: isSame(legacyName, 'OldSession') ? 'FormerSession' : 'OldSession' } as const;
  if (!/^[A-Za-z]\w*$/.test(legacyName)) {
    throw new InitError(`"${legacyName}" is no name for Prisma: letters, digits and underscores, beginning with a letter; correct --legacy-model`, question);
  }
  const other = blocks.find((block) => isSame(block.name, legacyName));
  if (!other && !isSame(legacyName, name)) return;
  const reason = other
    ? `the schema has ${other.kind === 'enum' ? 'an' : 'a'} ${other.kind} ${other.name} already (${other.file}:${other.line})`
    : `${legacyName} is what the new model is to be called`;
  throw new InitError(`${reason}; call the old model otherwise with --legacy-model ${question.suggestion}`, question);
}

function assertFieldFree(user: Model, field: string): void {
  const there = user.fields.get(field);
  if (!there) return;
  throw new InitError(
    `${user.name} has a field "${field}" already (${user.file}:${there.line}); call the old model otherwise with --legacy-model OldSession, and its list follows`,
    { about: 'legacyModel', suggestion: 'OldSession' },
  );
}

/** The table of such a relation is named after its models, and its columns go by the order of their names. */
function assertNoJoinTable({ relations }: Schema, model: Model): void {
  if (!relations.some((each) => each.kind === 'many-to-many' && each.ends.some((end) => end.model === model))) return;
  throw new InitError(
    `${model.name} (${model.file}:${model.line}) has a many-to-many relation, whose table would have to change with its name; leave it its name and call the new one otherwise with --model AuthSession`,
    { about: 'model', suggestion: 'AuthSession' },
  );
}

function isSame(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}
