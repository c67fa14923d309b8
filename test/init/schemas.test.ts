import { describe, expect, test } from 'vitest';
import { cases, filesOf } from './cases.js';
import { appFolder, init, readFiles } from './support/app.js';
import { format, validate } from './support/prisma-tools.js';

describe.each(cases)('the schema "$name"', (each) => {
  const { args = [], lineEnd = '\n', isFormatted = true, file, backRelation, userId } = each;
  const before = filesOf(each);

  async function run() {
    const folder = appFolder(before);
    const output = await init(folder, [...args, '--yes', '--no-auth']);
    return { folder, output, after: readFiles(folder, '.prisma') };
  }

  test('gets lines and loses none', async () => {
    const { after } = await run();
    expect(Object.keys(after).sort()).toEqual([...new Set([...Object.keys(before), file])].sort());
    for (const [name, text] of Object.entries(before)) {
      expect(() => addedLines(text, after[name]!)).not.toThrow();
    }
    const added = addedLines(Object.values(before).join(lineEnd), Object.values(after).join(lineEnd)).map((line) => line.trim());
    if (backRelation !== null) expect(added).toContain(backRelation);
    if (userId !== null) expect(added).toContain(userId);
    expect(added).toContain('@@index([previousId])');
    expect(added.some((line) => /(generator|datasource|provider|output) /.test(line))).toBe(false);
  });

  test('keeps its line ends', async () => {
    const { after } = await run();
    for (const text of Object.values(after)) {
      expect(new Set(text.match(/\r?\n/g))).toEqual(new Set([lineEnd]));
    }
  });

  test('is as Prisma formats, if it was before', async () => {
    const { after } = await run();
    const plain = (files: Record<string, string>) =>
      Object.fromEntries(Object.entries(files).map(([name, text]) => [name, text.replaceAll('\r\n', '\n')]));
    const isSame = JSON.stringify(format(before)) === JSON.stringify(plain(before));
    expect(isSame).toBe(isFormatted);
    if (isFormatted) expect(format(after)).toEqual(plain(after));
  });

  test('is accepted by Prisma', async () => {
    const { after } = await run();
    expect(() => validate(after)).not.toThrow();
  });

  test('shows what it adds, and nothing else', async () => {
    const { output, after } = await run();
    const shown = output.stdout!.split('\n').filter((line) => line.startsWith('+') && !line.startsWith('+++'));
    expect(output.exitCode).toBe(0);
    expect(output.stdout).not.toMatch(/^-(?!--)/m);
    const added = Object.entries(after).flatMap(([name, text]) => addedLines(before[name] ?? '', text));
    expect(shown.map((line) => line.slice(1)).sort()).toEqual(added.sort());
  });

  test('is as it is after a second time', async () => {
    const { folder, after } = await run();
    const again = { stdout: 'Nothing to add: the schema has all that sessions need\n', exitCode: 0 };
    expect(await init(folder, [...args, '--yes', '--no-auth'])).toEqual(again);
    expect(await init(folder, ['--check', '--no-auth'])).toEqual(again);
    expect(readFiles(folder, '.prisma')).toEqual(after);
  });
});

function linesOf(text: string): string[] {
  return text.split(/\r?\n/).filter((line, index, all) => line !== '' || index < all.length - 1);
}

/** What the second text has and the first has not, if it has all of the first in its order; else throws. */
function addedLines(before: string, after: string): string[] {
  const waiting = linesOf(before);
  const added = linesOf(after).filter((line) => {
    if (line !== waiting[0]) return true;
    waiting.shift();
    return false;
  });
  if (waiting.length > 0) throw new Error(`A line is gone: ${waiting[0]}`);
  return added;
}
