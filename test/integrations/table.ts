/**
 * `npm run frameworks`: runs the tests that the table of docs/frameworks.md stands for, and says whether the table says
 * what came of them; with `-- --write` it writes the table. With `-- --report FILE` it takes the JSON report of a run
 * instead of running them; there may be several.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { type Report, runCitedTests } from '../security/run-cited-tests.js';
import { root } from '../support/schemas.js';
import { findMissingTools } from '../support/tools.js';
import { citationsOf, columnNames, judgeCell, pagePath, readTable, renderTable, withTable } from './table-cells.js';
import { columns, features } from './table-features.js';

const { values: options } = parseArgs({ options: { report: { type: 'string', multiple: true }, write: { type: 'boolean', default: false } } });
const citations = features.flatMap((feature) => columnNames.flatMap((column) => citationsOf(feature, column)));
const reports = options.report?.map((file) => JSON.parse(readFileSync(file, 'utf8')) as Report) ?? [await runCitedTests(citations)];
const report: Report = { testResults: reports.flatMap(({ testResults }) => testResults) };
const missing = findMissingTools();

const ran = new Set<string>();
let open = 0;
const table = renderTable((feature, column) => {
  const { tests, problems } = judgeCell(feature, column, report, missing);
  for (const each of tests) ran.add(each);
  if (problems.length === 0) return true;
  open++;
  console.log(`✗ ${feature.name}, on ${columns[column].join(' and ')}`);
  for (const problem of problems) console.log(`    ${problem}`);
  return false;
});
console.log(`${features.length} features on ${columnNames.length} frameworks: ${open} cells not borne out by the ${ran.size} tests that they name.`);

if (options.write) writeFileSync(path.join(root, pagePath), withTable(table));
const isUpToDate = readTable() === table;
if (!isUpToDate) console.log(`The table of ${pagePath} says something else: npm run frameworks -- --write`);
process.exitCode = open > 0 || !isUpToDate ? 1 : 0;
