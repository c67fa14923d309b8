import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { root } from '../support/schemas.js';

/** A TypeScript example of the documentation, as the module it would be. */
export interface CodeBlock {
  /** The document, relative to the root. */
  source: string;
  /** From a first line such as `// auth.ts`, else by number. */
  file: string;
  code: string;
}

/** Every TypeScript example: in the README, the docs, and the `@example` of a function. */
export function findCodeBlocks(): CodeBlock[] {
  const documents = ['README.md', ...readdirSync(path.join(root, 'docs')).map((name) => `docs/${name}`)];
  const sources = readdirSync(path.join(root, 'src'), { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts'));
  return [
    ...documents.filter((name) => name.endsWith('.md')).flatMap((source) => blocksIn(source, read(source))),
    ...sources.flatMap((name) => blocksIn(`src/${name}`, read(`src/${name}`).replaceAll(/^ *\* ?/gm, ''))),
  ];
}

function read(name: string): string {
  return readFileSync(path.join(root, name), 'utf8');
}

function blocksIn(source: string, text: string): CodeBlock[] {
  return [...text.matchAll(/^```ts\n(.*?)^```$/gms)].map(([, code = ''], index) => ({
    source,
    file: /^\/\/ (\S+\.ts)\n/.exec(code)?.[1] ?? `example-${index + 1}.ts`,
    code,
  }));
}
