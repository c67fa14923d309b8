import { readFileSync } from 'node:fs';
import path from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import standalone from 'ajv/dist/standalone/index.js';
import formats from 'ajv-formats';
import { root } from '../../support/schemas.js';

/** The source of a module with `expectUserData` that makes no code while it runs, which Workers forbid. */
export function userDataSchemaModule(): string {
  const schema = JSON.parse(readFileSync(path.join(root, 'docs/user-data.schema.json'), 'utf8')) as object;
  const ajv = new Ajv2020({ strict: true, allowUnionTypes: true, allErrors: true, code: { source: true, esm: true } });
  formats.default(ajv);
  return `
    ${standalone.default(ajv, ajv.compile(schema))}
    import { expect } from 'vitest';

    export function expectUserData(document) {
      validate(document);
      expect(validate.errors ?? []).toEqual([]);
    }
  `;
}
