import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { checkSchema } from '../../src/doctor/index.js';
import { root } from '../support/schemas.js';
import { cases } from './cases/index.js';

describe('what there is to say of a schema', () => {
  test.each(cases)('$name', ({ name: _name, expected, ...options }) => {
    const { problems } = checkSchema(options);
    const found = problems.map(({ code, level, model, field }) =>
      [code, level, ...(model === null ? [] : [`${model}${field === undefined ? '' : `.${field}`}`])].join(' '),
    );
    expect(found).toEqual(expected);
  });
});

test('the documentation lists what is found in a schema, with its level', () => {
  // The first of its tables; the others are of the environment and the database.
  const [, table = ''] = readFileSync(path.join(root, 'docs/doctor.md'), 'utf8').split('| code | level |');
  const documented = [...table.matchAll(/^\| `([\w-]+)` \| (error|warning|note) \|/gm)].map(
    ([, code, level]) => `${code} ${level}`,
  );
  const found = cases.flatMap(({ expected }) => expected.map((line) => line.split(' ').slice(0, 2).join(' ')));
  expect(documented.length).toBeGreaterThan(15);
  expect(documented.sort()).toEqual([...new Set(found)].sort());
});
