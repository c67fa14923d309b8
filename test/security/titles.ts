import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';
import { testStorageAdapter } from '../../src/testing/index.js';
import { memoryHarness } from '../support/memory-harness.js';
import { root } from '../support/schemas.js';

/** A test in a file: the titles of the describe blocks around it, and its own. */
export type TitlePath = readonly string[];

const testDirectory = path.join(root, 'test');
const kit = path.join(root, 'src/testing/index.ts');

/** What a part of a title stands for that only the run knows. */
const placeholder = '%s';

/** The titles of the tests that a file registers, itself or through what it imports from `test` and the kit. */
export function findTitles(file: string): TitlePath[] {
  const titles: TitlePath[] = [];
  const pending = [path.join(root, file)];
  const seen = new Set<string>();
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    if (seen.has(next) || !existsSync(next)) continue;
    seen.add(next);
    if (next === kit) titles.push(...kitTitles());
    if (!next.startsWith(testDirectory)) continue;
    const source = ts.createSourceFile(next, readFileSync(next, 'utf8'), ts.ScriptTarget.Latest, true);
    collect(source, [], titles);
    pending.push(...importsOf(source));
  }
  return titles;
}

function kitTitles(): TitlePath[] {
  const names: string[] = [];
  testStorageAdapter((name) => names.push(name), memoryHarness());
  return names.map((name) => [name]);
}

function importsOf(source: ts.SourceFile): string[] {
  return source.statements.flatMap((statement) => {
    if (!ts.isImportDeclaration(statement) || !ts.isStringLiteral(statement.moduleSpecifier)) return [];
    const { text } = statement.moduleSpecifier;
    return text.startsWith('.') ? [path.resolve(path.dirname(source.fileName), text.replace(/\.js$/, '.ts'))] : [];
  });
}

function collect(node: ts.Node, around: TitlePath, titles: TitlePath[]): void {
  const call = ts.isCallExpression(node) ? node : undefined;
  const verb = call && verbOf(call.expression);
  const title = verb && call.arguments[0] && titleOf(call.arguments[0]);
  if (verb !== 'describe' && title !== undefined) titles.push([...around, title]);
  const inside = verb === 'describe' && title !== undefined ? [...around, title] : around;
  ts.forEachChild(node, (child) => collect(child, inside, titles));
}

/** `test` of `test`, `test.skip`, `test.skipIf(…)`, `test.each([…])` and the like; undefined for another call. */
function verbOf(callee: ts.Expression): 'test' | 'describe' | undefined {
  if (ts.isIdentifier(callee)) {
    return callee.text === 'it' ? 'test' : callee.text === 'test' || callee.text === 'describe' ? callee.text : undefined;
  }
  if (ts.isPropertyAccessExpression(callee) || ts.isCallExpression(callee)) return verbOf(callee.expression);
  return undefined;
}

function titleOf(argument: ts.Expression): string | undefined {
  if (ts.isStringLiteralLike(argument)) return argument.text;
  if (!ts.isTemplateExpression(argument)) return undefined;
  return argument.head.text + argument.templateSpans.map(({ literal }) => placeholder + literal.text).join('');
}

/** Whether a title in the page names this test: it is the end of the path, or the whole of it. */
export function names(cited: string, titlePath: TitlePath): boolean {
  const full = titlePath.join(' > ');
  return full === cited || full.endsWith(` > ${cited}`);
}

const placeholderPattern = /%[sdifjoOc#]|\$[A-Za-z_][\w.]*/;
const specialPattern = /[\\^$.*+?()[\]{}|/-]/g;

/** The end of the full name of a test with this title, when it runs and the placeholders are filled in. */
function sourceOf(cited: string, separator: string): string {
  const parts = cited.split(' > ').map((title) =>
    title
      .split(placeholderPattern)
      .map((text) => text.replaceAll(specialPattern, '\\$&'))
      .join('.*'),
  );
  return `${parts.join(separator)}$`;
}

/** Matches the titles of a test and of the blocks around it, with ` > ` between them, if a citation means it. */
export function patternOf(cited: string): RegExp {
  return new RegExp(`(?:^| > )${sourceOf(cited, ' > ')}`, 's');
}

/** Matches at least the names of the tests that are cited, as Vitest joins them: with a space. */
export function namePatternOf(cited: readonly string[]): string {
  return [...new Set(cited.map((title) => sourceOf(title, ' ')))].join('|');
}
