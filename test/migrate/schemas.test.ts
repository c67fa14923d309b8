import { describe, expect, inject, onTestFinished, test } from 'vitest';
import { appFolder, readFiles } from '../init/support/app.js';
import { createDatabase } from '../init/support/databases.js';
import { format, validate } from '../init/support/prisma-tools.js';
import { migrate } from './app.js';
import { cases, schemaFile, schemasOf } from './cases.js';

describe.each(cases)('a schema with sessions of $source', (each) => {
  const { before, after } = schemasOf(each);
  const args = ['--from', each.source, '--no-auth'];

  async function run(text: string) {
    const folder = appFolder({ [schemaFile]: text });
    const output = await migrate(folder, [...args, '--yes']);
    return { folder, output, text: readFiles(folder, '.prisma')[schemaFile]! };
  }

  test('gets the model of the new ones, and keeps that of the old', async () => {
    const { output, text } = await run(before);
    expect(output.exitCode).toBe(0);
    expect(text).toBe(after);
  });

  test('is as Prisma formats, before and after', () => {
    for (const text of [before, after]) {
      validate({ [schemaFile]: text });
      expect(format({ [schemaFile]: text })).toEqual({ [schemaFile]: text });
    }
  });

  test('keeps its line ends', async () => {
    expect((await run(before.replaceAll('\n', '\r\n'))).text).toBe(after.replaceAll('\n', '\r\n'));
  });

  test('keeps its comments, and every line that has nothing to do with it', async () => {
    const lines = (text: string) => text.split('\n').map((line) => line.replaceAll(/\s+/g, ' '));
    const gone = lines(before).filter((line) => !lines(after).includes(line));
    expect(gone.filter((line) => !/\bSession\b/.test(line))).toEqual([]);
  });

  test('is shown as a diff that leads from the one to the other', async () => {
    const { output } = await run(before);
    expect(patched(before, output.stdout!)).toBe(after);
  });

  test('is as it is after a second time', async () => {
    const { folder, text } = await run(before);
    const nothing = { stdout: 'Nothing to change: the schema has both the old sessions and the new\n', exitCode: 0 };
    expect(await migrate(folder, [...args, '--yes'])).toEqual(nothing);
    expect(await migrate(folder, [...args, '--yes', '--old-model', 'Session'])).toEqual(nothing);
    expect(await migrate(folder, [...args, '--check'])).toEqual(nothing);
    expect(readFiles(folder, '.prisma')).toEqual({ [schemaFile]: text });
  });

  const isMissing = each.provider === 'postgresql' && inject('missing').includes('PostgreSQL');

  test.skipIf(isMissing)('is migrated without a change to what is there', async () => {
    const database = await createDatabase(each.provider, appFolder({}));
    onTestFinished(() => database.drop());
    const script = await database.migrate({ [schemaFile]: before }, { [schemaFile]: after });
    expect(statementsOf(script).filter((statement) => !/^CREATE (TABLE|INDEX) |^ALTER TABLE "sessions" ADD CONSTRAINT /.test(statement))).toEqual([]);
    expect(script).toContain('CREATE TABLE "sessions"');
  }, 120_000);
});

/** Those of a migration, without comments. */
function statementsOf(script: string): string[] {
  return script
    .replaceAll(/^--.*$/gm, '')
    .split(';')
    .map((statement) => statement.trim())
    .filter((statement) => statement !== '');
}

/** The text with what a unified diff of one file says. */
function patched(text: string, diff: string): string {
  const before = text.split('\n');
  const after: string[] = [];
  let taken = 0;
  let place = -1;
  for (const line of diff.split('\n')) {
    const start = /^@@ -(\d+),\d+ \+(\d+),\d+ @@$/.exec(line);
    if (start) {
      place = Number(start[1]) - 1;
      after.push(...before.slice(taken, place));
      expect(after.length).toBe(Number(start[2]) - 1);
      taken = place;
    } else if (place >= 0 && /^[ +-]/.test(line)) {
      if (!line.startsWith('+')) expect(before[taken++]).toBe(line.slice(1));
      if (!line.startsWith('-')) after.push(line.slice(1));
    } else if (place >= 0) {
      break;
    }
  }
  return [...after, ...before.slice(taken)].join('\n');
}
