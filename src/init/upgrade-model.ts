import { readFragment } from '../doctor/fragment.js';
import { type Field, type Model, attributeOf } from '../doctor/schema/schema.js';
import { addGroup } from './add-field.js';
import type { Block } from './blocks.js';
import { alignFields, readFieldLine } from './field-lines.js';
import { InitError } from './init-error.js';
import { type Insertion, linesOf, withoutEnd } from './insertions.js';

/**
 * What an older session model lacks of the fragment: fields that may be empty, and indexes.
 *
 * @param fragmentLines the model as it would be written today
 * @param userIdField its field with the id of the user
 * @throws InitError if it lacks a field that every row must have
 */
export function upgradeModel(model: Model, block: Block, text: string, fragmentLines: readonly string[], userIdField: string): Insertion[] {
  const lines = linesOf(text).map(withoutEnd);
  const missing = missingFields(model, userIdField);
  const required = missing.filter(({ isOptional }) => !isOptional).map(({ name }) => name);
  if (required.length > 0) {
    throw new InitError(
      `${model.name} (${block.file}:${block.line}) lacks ${required.join(', ')}, which rows that are there already could not have; npx sojourn doctor says how to add it`,
    );
  }
  const fields = alignFields(missing.flatMap(({ name }) => withComments(fragmentLines, (line) => readFieldLine(line)?.name === name)));
  const indexes = missingIndexes(model, userIdField).flatMap((field) =>
    withComments(fragmentLines, (line) => line.trim() === `@@index([${field}])`),
  );
  const group = fields.length === 0 ? [] : [addGroup(block.fieldLines, lines, fields.map((line) => line.trim()))];
  return [...group, ...addAttributes(block, lines, indexes.map((line) => line.trim()))];
}

function missingFields({ fields }: Model, userIdField: string): Field[] {
  return [...readFragment().fields.values()].filter(
    (field) => !attributeOf(field, 'relation') && !fields.has(field.name === 'userId' ? userIdField : field.name),
  );
}

function missingIndexes({ indexes }: Model, userIdField: string): string[] {
  const begins = (name: string) => indexes.some(({ fields, isPartial }) => fields[0] === name && !isPartial);
  return readFragment()
    .indexes.filter(({ kind }) => kind === 'index')
    .map(({ fields }) => (fields[0] === 'userId' ? userIdField : fields[0]!))
    .filter((name) => !begins(name));
}

/** The line with the comments right above it. */
function withComments(lines: readonly string[], isMeant: (line: string) => boolean): string[] {
  const index = lines.findIndex(isMeant);
  const first = lines.slice(0, index).findLastIndex((line) => !line.trimStart().startsWith('///')) + 1;
  return lines.slice(first, index + 1);
}

/** After the last index; else, before any other attributes of the model, in a group with them. */
function addAttributes({ attributes, fieldLines }: Block, lines: readonly string[], added: readonly string[]): Insertion[] {
  if (added.length === 0) return [];
  const last = attributes.findLast(({ name }) => ['id', 'unique', 'index'].includes(name));
  if (last) return [{ after: last.line, lines: indented(added, lines[last.line - 1]!) }];
  const [first] = attributes;
  if (first) return [{ after: first.line - 1, lines: indented(added, lines[first.line - 1]!) }];
  return [addGroup(fieldLines, lines, added)];
}

function indented(added: readonly string[], like: string): string[] {
  const [indent] = /^\s*/.exec(like)!;
  return added.map((line) => `${indent}${line}`);
}
