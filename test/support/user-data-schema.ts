import { readFileSync } from 'node:fs';
import path from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import { expect } from 'vitest';
import { root } from './schemas.js';

export const schema = JSON.parse(readFileSync(path.join(root, 'docs/user-data.schema.json'), 'utf8')) as object;

/** Strict: a keyword that means nothing, or a format that nobody knows, is an error in the schema. */
export const ajv = new Ajv2020({ strict: true, allowUnionTypes: true, allErrors: true });
formats.default(ajv);
const validate = ajv.compile(schema);

/** What is wrong with a document, one line each; nothing if it is one. */
export function problemsOf(document: unknown): string[] {
  validate(document);
  return (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);
}

/** Expects the document of an export, as `docs/user-data.schema.json` describes it. */
export function expectUserData(document: unknown): void {
  expect(problemsOf(document)).toEqual([]);
}
