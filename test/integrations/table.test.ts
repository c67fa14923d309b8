import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { findCodeBlocks } from '../docs/code-blocks.js';
import type { Report } from '../security/run-cited-tests.js';
import { findTitles, names } from '../security/titles.js';
import { apps } from '../support/apps/index.js';
import { root } from '../support/schemas.js';
import { citationsOf, columnNames, judgeCell, linesToProtect, pagePath, readTable, renderTable, withTable } from './table-cells.js';
import { type Feature, columns, features } from './table-features.js';

const titles = new Map<string, ReturnType<typeof findTitles>>();
function titlesIn(file: string) {
  const known = titles.get(file) ?? findTitles(file);
  titles.set(file, known);
  return known;
}

test('every integration that is tested has its place in the table', () => {
  expect(Object.values(columns).flat().toSorted()).toEqual(Object.keys(apps).toSorted());
});

test('every cell stands for tests, or says why there are none', () => {
  const wrong = features.flatMap((feature) =>
    columnNames
      .filter((column) => (citationsOf(feature, column).length > 0) === (feature.without?.[column] !== undefined))
      .map((column) => `${feature.name}, on ${column}`),
  );
  expect(wrong).toEqual([]);
});

test('every test that stands for all frameworks runs for each of them', () => {
  const common = features.flatMap((feature) => feature.common ?? []);
  expect(common.length).toBeGreaterThan(features.length);
  const wrong = common.filter(({ title, file }) => !titlesIn(file).some(([first, ...rest]) => first === '%s' && rest.join(' > ') === title));
  expect(wrong).toEqual([]);
});

test('every test of one framework is in the file that is named', () => {
  const own = features.flatMap((feature) => Object.values(feature.own ?? {}).flat());
  expect(own.length).toBeGreaterThan(0);
  // Where a test runs for each framework, its title or that of the block around it is the name.
  const wrong = own.filter(({ title, file }) => {
    const generic = [title, title.replace(/^(?:hono|web) > /, '%s > '), title.replace(/ > on \w+$/, ' > on %s')];
    return !titlesIn(file).some((each) => generic.some((cited) => names(cited, each)));
  });
  expect(wrong).toEqual([]);
});

test('the page has the table, with every cell borne out', () => {
  expect(readTable()).toBe(renderTable(() => true));
});

test('at most five lines protect a route, imports included, wherever a framework is shown', () => {
  const examples = findCodeBlocks().filter(({ source, file }) => source === pagePath && !file.startsWith('example-'));
  expect(examples.map(({ file }) => file)).toEqual(expect.arrayContaining(columnNames.map((column) => `${column.toLowerCase()}.ts`)));
  for (const { file } of examples) expect(linesToProtect(file), file).toBeLessThanOrEqual(5);
});

describe('a cell', () => {
  const file = 'test/integrations/a.test.ts';
  const feature: Feature = {
    name: 'A feature',
    common: [{ title: 'works > %s', file }],
    own: { Express: [{ title: 'of its own', file }] },
    without: { node: 'no' },
  };
  const reportOf = (statuses: Record<string, 'passed' | 'failed' | 'skipped'>): Report => ({
    testResults: [
      {
        name: path.join(root, file),
        status: 'passed',
        message: '',
        assertionResults: Object.entries(statuses).map(([title, status]) => {
          const path = title.split(' > ');
          return { ancestorTitles: path.slice(0, -1), title: path.at(-1)!, status, failureMessages: null };
        }),
      },
    ],
  });
  const all = { 'express > works > once': 'passed', 'express 4 > works > once': 'passed', 'Express 5 > of its own': 'passed' } as const;
  const problemsOf = (statuses: Parameters<typeof reportOf>[0]) => judgeCell(feature, 'Express', reportOf(statuses), []).problems;

  test('is borne out if all its tests passed, on every version', () => {
    expect(judgeCell(feature, 'Express', reportOf(all), [])).toEqual({ tests: Object.keys(all).map((title) => `${file} > ${title}`), problems: [] });
  });

  test('is not if one failed, did not run or is not there', () => {
    expect(problemsOf({ ...all, 'express > works > twice': 'failed' })).toEqual([expect.stringContaining('express > works > %s')]);
    expect(problemsOf({ ...all, 'express 4 > works > once': 'skipped' })).toEqual([expect.stringContaining('not run')]);
    expect(problemsOf({ ...all, 'Express 4 > of its own': 'skipped' })).toEqual([expect.stringContaining('of its own')]);
    const { 'express 4 > works > once': _, ...others } = all;
    expect(problemsOf(others)).toEqual([expect.stringContaining('no such test')]);
    expect(problemsOf({})).toHaveLength(3);
  });

  test('of another framework does not count', () => {
    const { problems } = judgeCell({ ...feature, own: {} }, 'Hono', reportOf({ 'web > works > once': 'passed' }), []);
    expect(problems).toEqual([expect.stringContaining('no such test')]);
  });
});

test('a table takes the place of the one before, and of nothing else', () => {
  const page = (table: string) => `# Title\n<!-- table: npm run frameworks -- --write -->\n${table}\n<!-- end of the table -->\nend\n`;
  expect(withTable('| $& |', page('| b |\n| c |'))).toBe(page('| $& |'));
  expect(readTable(page('| b |\n| c |'))).toBe('| b |\n| c |');
});
