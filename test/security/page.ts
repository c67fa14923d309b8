import { readFileSync } from 'node:fs';
import path from 'node:path';
import { root } from '../support/schemas.js';

const pagePath = 'docs/security.md';

/** A test that the page names. */
export interface Citation {
  /** Its title as it stands in the file, after the titles of describe blocks where the page gives them. */
  title: string;
  /** From the root of the repository. */
  file: string;
}

/** A row of a table of the page that ends in a column `tests`. */
export interface Requirement {
  /** The heading above the table. */
  section: string;
  /** The first cell: a number of the standard, or the name of an advisory. */
  id: string;
  /** The second cell. */
  asks: string;
  citations: Citation[];
  /** The last cell less its links. */
  remark: string;
}

const linkPattern = /\[((?:[^[\]]|\[[^[\]]*\])+)\]\(([^()\s]+)\)/g;

/** Every requirement of the page, in its order. */
export function readRequirements(text = readFileSync(path.join(root, pagePath), 'utf8')): Requirement[] {
  const requirements: Requirement[] = [];
  let section = '';
  let isListed = false;
  for (const line of text.split('\n')) {
    const heading = /^#+ (.+)$/.exec(line)?.[1];
    if (heading) section = heading;
    if (!line.startsWith('|')) {
      isListed = false;
      continue;
    }
    const cells = line.split('|').slice(1, -1).map((cell) => cell.trim());
    if (cells.at(-1) === 'tests') isListed = true;
    else if (isListed && !/^:?-+:?$/.test(cells[0]!)) requirements.push(requirementOf(section, cells));
  }
  return requirements;
}

function requirementOf(section: string, cells: string[]): Requirement {
  const last = cells.at(-1)!;
  const citations = [...last.matchAll(linkPattern)]
    .map(([, title, target]) => ({ title: title!, file: path.join(path.dirname(pagePath), target!) }))
    .filter(({ file }) => file.endsWith('.test.ts'));
  return {
    section,
    id: textOf(cells[0]!),
    asks: textOf(cells[1]!),
    citations,
    remark: last.replace(linkPattern, '').replaceAll(/[·\s]+/g, ' ').trim(),
  };
}

/** What a reader sees of a cell: links without their targets. */
function textOf(cell: string): string {
  return cell.replace(linkPattern, '$1');
}
