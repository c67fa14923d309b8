import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import type { Results } from '../../bench/compare/results.js';
import { withSpeed } from '../../bench/compare/speed-section.js';
import { root } from '../support/schemas.js';

test('the figures in the README are those of the last comparison', () => {
  const readme = readFileSync(path.join(root, 'README.md'), 'utf8');
  const results = JSON.parse(readFileSync(path.join(root, 'bench/results/compare.json'), 'utf8')) as Results;
  expect(withSpeed(readme, results)).toBe(readme);
});
