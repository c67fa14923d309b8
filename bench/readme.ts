import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { root } from '../test/support/schemas.js';
import type { Results } from './compare/results.js';
import { withSpeed } from './compare/speed-section.js';

/** Puts the figures of the last comparison into the README. */
const readme = path.join(root, 'README.md');
const results = JSON.parse(readFileSync(path.join(root, 'bench/results/compare.json'), 'utf8')) as Results;
writeFileSync(readme, withSpeed(readFileSync(readme, 'utf8'), results));
