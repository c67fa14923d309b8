import { member } from '../member.js';
import { findModel } from './find-model.js';

/** The types whose values come back from the client as exactly what the database compares. */
const keyTypes = ['String', 'Int', 'BigInt'];

/**
 * Throws unless these are names of fields that, where the client shows its schema, tell rows apart: pages that
 * begin after a value which several rows have would leave out the others.
 *
 * @param path what the key is called in errors
 */
export function assertKey(prisma: object, model: string, key: unknown, path: string): asserts key is string[] {
  if (!Array.isArray(key) || key.length === 0 || !key.every((field) => typeof field === 'string')) {
    throw new TypeError(`"${path}" must be the name of a field, or an array of names`);
  }
  if (new Set(key).size < key.length) throw new TypeError(`"${path}" must name each field once`);
  const found = findModel(prisma, model);
  if (!found) return;
  for (const field of key as string[]) {
    const own = found.fields.find((each) => member(each, 'name') === field);
    const type = own === undefined ? undefined : String(member(own, 'type'));
    if (type === undefined || member(own, 'kind') !== 'scalar') throw new TypeError(`"${path}" must name fields of the model: "${model}" has no field "${field}" that is one`);
    if (!keyTypes.includes(type)) throw new TypeError(`"${path}" must name fields of type ${keyTypes.join(', ')}; "${field}" is ${type}`);
  }
  if (found.text !== null) assertUnique(found.text, key as string[], path);
}

/** @param text the lines of the model in the schema */
function assertUnique(text: string, key: readonly string[], path: string): void {
  const lines = text.split('\n').map((line) => line.replace(/\/\/.*$/, '').trim());
  for (const field of key) {
    if (lines.some((line) => new RegExp(`^${field}\\s+\\w+(\\?|\\[\\])`).test(line))) {
      throw new TypeError(`"${path}" must name fields that are never null and no lists, unlike "${field}"`);
    }
  }
  const single = key.some((field) => lines.some((line) => new RegExp(`^${field}\\s.*@(id|unique)\\b`).test(line)));
  const sets = lines.flatMap((line) => {
    const [, names] = /^@@(?:id|unique)\(.*?\[([^\]]*)\]/.exec(line) ?? [];
    return names === undefined ? [] : [names.split(',').map((name) => name.trim().replace(/\(.*$/, ''))];
  });
  if (single || sets.some((names) => names.every((name) => key.includes(name)))) return;
  throw new TypeError(`"${path}" must name fields that are unique in the schema, alone or together`);
}
