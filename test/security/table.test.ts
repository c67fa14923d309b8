import { existsSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { root } from '../support/schemas.js';
import { readRequirements } from './page.js';
import { type Report, judge } from './run-cited-tests.js';
import { type TitlePath, findTitles, namePatternOf, names, patternOf } from './titles.js';

const requirements = readRequirements();

/** How many requirements each section of ASVS 5.0.0 has, of those that the page goes through. */
const sections: Record<string, number> = {
  '3.3': 5, '3.5': 8,
  '7.1': 3, '7.2': 4, '7.3': 2, '7.4': 5, '7.5': 3, '7.6': 2,
  '11.2': 5, '11.4': 4, '11.5': 2,
  '14.2': 8, '14.3': 3,
  '16.2': 5, '16.5': 4,
};

const expected = Object.entries(sections).flatMap(([section, count]) =>
  Array.from({ length: count }, (_, index) => `${section}.${index + 1}`),
);

test('the table has every requirement of its chapters once', () => {
  const numbers = requirements.map(({ id }) => id).filter((id) => /^\d+\.\d+\.\d+$/.test(id));
  expect(numbers.toSorted()).toEqual(expected.toSorted());
});

test('every row names a test, or says why there is none', () => {
  expect(requirements.length).toBeGreaterThan(expected.length);
  for (const { id, citations, remark } of requirements) {
    if (citations.length === 0) expect(`${id}: ${remark}`).toMatch(/: (?:app only|n\/a|design only)/);
  }
});

test('every advisory is tested, and by a test that bears its name', () => {
  const advisories = requirements.filter(({ id }) => id.startsWith('GHSA-'));
  expect(advisories.length).toBeGreaterThan(15);
  for (const { id, citations } of advisories) {
    expect(citations.length).toBeGreaterThan(0);
    const [ghsa] = /GHSA(?:-[a-z0-9]{4}){3}/.exec(id)!;
    expect(citations.map(({ title }) => title).join('\n')).toContain(ghsa);
  }
});

test('every test that the page names is in the file that it names', () => {
  const byFile = new Map<string, TitlePath[]>();
  const wrong: string[] = [];
  for (const { id, citations } of requirements) {
    for (const { title, file } of citations) {
      if (!existsSync(path.join(root, file))) {
        wrong.push(`${id}: there is no ${file}`);
        continue;
      }
      const titles = byFile.get(file) ?? findTitles(file);
      byFile.set(file, titles);
      if (!titles.some((each) => names(title, each))) wrong.push(`${id}: ${file} has no test "${title}"`);
    }
  }
  expect(wrong).toEqual([]);
});

describe('a page', () => {
  const page = `
## Sessions
| # | asks | tests |
|---|---|---|
| 7.1.1 | [words](reference.md) | [a > b %s](../test/a.test.ts) · [c](../test/b.test.ts) and more |
| 7.1.2 | words | app only |

| other | table |
|---|---|
| 1 | 2 |`;

  test('is read row by row, with the tests that each names', () => {
    expect(readRequirements(page)).toEqual([
      {
        section: 'Sessions',
        id: '7.1.1',
        asks: 'words',
        citations: [
          { title: 'a > b %s', file: 'test/a.test.ts' },
          { title: 'c', file: 'test/b.test.ts' },
        ],
        remark: 'and more',
      },
      { section: 'Sessions', id: '7.1.2', asks: 'words', citations: [], remark: 'app only' },
    ]);
  });
});

describe('a cited test', () => {
  const file = 'test/a.test.ts';
  const report = (...tests: [string, 'passed' | 'failed' | 'skipped'][]): Report => ({
    testResults: [
      {
        name: path.join(root, file),
        status: 'passed' as const,
        message: '',
        assertionResults: tests.map(([title, status]) => {
          const titles = title.split(' > ');
          const failureMessages = status === 'failed' ? ['expected 1 to be 2\n    at x'] : [];
          return { ancestorTitles: titles.slice(0, -1), title: titles.at(-1)!, status, failureMessages };
        }),
      },
    ],
  });
  const outcomeOf = (title: string, from: Report, missing: string[] = []) => judge({ title, file }, from, missing);

  test('that ran and passed bears its requirement out, wherever it ran', () => {
    const some = report(['x > b', 'passed'], ['y > b', 'passed'], ['y > ab', 'failed']);
    expect(outcomeOf('b', some)).toEqual({ tests: [`${file} > x > b`, `${file} > y > b`] });
    expect(outcomeOf('y > b', report(['x > b', 'failed'], ['y > b', 'passed']))).toEqual({ tests: [`${file} > y > b`] });
  });

  test('that failed, was skipped or is not there does not', () => {
    const problemOf = (from: Report) => outcomeOf('b', from).problem;
    expect(problemOf(report(['x > b', 'passed'], ['y > b', 'failed']))).toBe('failed: expected 1 to be 2');
    expect(problemOf(report(['x > b', 'passed'], ['y > b', 'skipped']))).toBe('not run: it is skipped');
    expect(problemOf(report(['x > a', 'passed']))).toBe('no such test');
    expect(problemOf({ testResults: [] })).toBe(`${file} is no test file`);
    const [result] = report(['b', 'skipped']).testResults;
    const broken = { testResults: [{ ...result!, status: 'failed' as const }] };
    expect(problemOf(broken)).toBe('not run: what it needs could not be set up');
    const unloadable = { ...result!, message: 'SyntaxError: x\n    at y', assertionResults: [] };
    expect(problemOf({ testResults: [unloadable] })).toBe('did not load: SyntaxError: x');
  });

  test('that lacks a database says which', () => {
    const skipped = report(['SQL on PostgreSQL > b', 'skipped'], ['SQL on SQLite > b', 'passed']);
    expect(outcomeOf('b', skipped, ['PostgreSQL', 'Redis']).problem).toBe('not run: PostgreSQL is not there');
    const instead = report(['Prisma 7 on PostgreSQL (not tested: PostgreSQL missing)', 'skipped']);
    expect(outcomeOf('b', instead, ['PostgreSQL']).problem).toContain('PostgreSQL missing');
  });

  test('of a table of tests stands for all its rows', () => {
    const each = report(['aal1 lives 7 days', 'passed'], ['aal2 lives 1 days', 'skipped']);
    expect(outcomeOf('%s lives %i days', each)).toMatchObject({ tests: { length: 2 }, problem: 'not run: it is skipped' });
    expect(patternOf('a (b) $name.first: %j?').test('x > a (b) Ada: {}?')).toBe(true);
    expect(patternOf('a.b').test('a-b')).toBe(false);
    const pattern = new RegExp(namePatternOf(['presets > %s', 'a.b']));
    expect(['NIST presets aal1', 'x a.b', 'others aal1', 'x a-b'].filter((name) => pattern.test(name))).toHaveLength(2);
  });
});
