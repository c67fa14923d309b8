import { readFileSync } from 'node:fs';
import path from 'node:path';
import { findCodeBlocks } from '../docs/code-blocks.js';
import type { Citation } from '../security/page.js';
import { type Report, judge } from '../security/run-cited-tests.js';
import { root } from '../support/schemas.js';
import { frameworksDirectory } from '../support/tools.js';
import { type Column, type Feature, columns, features } from './table-features.js';

export const pagePath = 'docs/frameworks.md';

export const columnNames = Object.keys(columns) as Column[];

/** What became of the tests that a cell stands for. */
export interface Cell {
  tests: string[];
  problems: string[];
}

/** The tests that show a feature on one framework, on each version of it. None where it does not apply. */
export function citationsOf({ common = [], own = {} }: Feature, column: Column): Citation[] {
  const shared = columns[column].flatMap((integration) => common.map(({ title, file }) => ({ title: `${integration} > ${title}`, file })));
  return [...shared, ...(own[column] ?? [])];
}

/** Judges a cell by the report of a run. */
export function judgeCell(feature: Feature, column: Column, report: Report, missing: readonly string[]): Cell {
  const outcomes = citationsOf(feature, column).map((citation) => ({ citation, ...judge(citation, report, missing) }));
  return {
    tests: outcomes.flatMap(({ tests }) => tests),
    problems: outcomes.flatMap(({ citation: { title, file }, problem }) => (problem === undefined ? [] : [`${title} [${file}]: ${problem}`])),
  };
}

/** The table as it stands in the page, and under it the tests of each row. */
export function renderTable(isShown: (feature: Feature, column: Column) => boolean): string {
  const rows = [
    ['', ...columnNames.map(headingOf)],
    ['---', ...columnNames.map(() => '---')],
    ...features.map((feature, index) => [
      `${index + 1}. ${feature.name}`,
      ...columnNames.map((column) => renderCell(feature, column, isShown)),
    ]),
    ['Lines of code that protect a route, imports included', ...columnNames.map((column) => String(linesToProtect(`${column.toLowerCase()}.ts`)))],
  ];
  const table = rows.map((cells) => `| ${cells.join(' | ')} |`).join('\n');
  return `${table}\n\nThe tests of each row:\n\n${features.map((feature, index) => `${index + 1}. ${renderTests(feature)}`).join('\n')}`;
}

const start = '<!-- table: npm run frameworks -- --write -->\n';
const end = '\n<!-- end of the table -->';
const placePattern = new RegExp(`(?<=${start})[^]*?(?=${end})`);

/** The table that stands in the page. */
export function readTable(page = readPage()): string | undefined {
  return placePattern.exec(page)?.[0];
}

/** The page with another table in its place. */
export function withTable(table: string, page = readPage()): string {
  return page.replace(placePattern, () => table);
}

function readPage(): string {
  return readFileSync(path.join(root, pagePath), 'utf8');
}

/** The code of an example of the page, without empty lines and the comment that names it. */
export function linesToProtect(file: string): number {
  const block = findCodeBlocks().find((each) => each.source === pagePath && each.file === file);
  if (!block) throw new Error(`${pagePath} has no example ${file}`);
  return block.code.split('\n').filter((line) => line.trim() !== '' && !line.startsWith('//')).length;
}

function renderCell(feature: Feature, column: Column, isShown: (feature: Feature, column: Column) => boolean): string {
  const reason = feature.without?.[column];
  return reason === undefined ? (isShown(feature, column) ? '✓' : '✗') : `– ${reason}`;
}

function renderTests({ common = [], own = {} }: Feature): string {
  const ofOne = columnNames.flatMap((column) => (own[column] ? [`${column}: ${renderCitations(own[column])}`] : []));
  return [...(common.length > 0 ? [renderCitations(common)] : []), ...ofOne].join('; ');
}

function renderCitations(citations: readonly Citation[]): string {
  return citations.map(({ title, file }) => `[${title}](${linkTo(file)})`).join(' · ');
}

function linkTo(file: string): string {
  return path.relative(path.dirname(pagePath), file);
}

/** A framework with its oldest and newest version that are tested. */
function headingOf(column: Column): string {
  const name = column.toLowerCase();
  const versions = [path.join(frameworksDirectory, 'package.json'), path.join(root, 'package.json')].map((file) => {
    const { dependencies = {}, devDependencies = {} } = JSON.parse(readFileSync(file, 'utf8')) as { [field: string]: Record<string, string> };
    return dependencies[name] ?? devDependencies[name];
  });
  const known = versions.filter((version) => version !== undefined);
  return known.length === 0 ? `\`${name}\`` : `${column} ${known.join(' and ')}`;
}
