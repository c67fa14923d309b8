import { mkdirSync, mkdtempSync, readFileSync, readdirSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, onTestFinished } from 'vitest';
import type { Output } from '../../../src/cli/output.js';
import { runInit } from '../../../src/cli/commands/init/index.js';
import type { Terminal } from '../../../src/cli/terminal.js';

type Files = Readonly<Record<string, string>>;

/** A folder with these files, beside a `package.json`; gone after the test. */
export function appFolder(files: Files): string {
  const folder = realpathSync(mkdtempSync(path.join(tmpdir(), 'sojourn-init-')));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  writeFiles(folder, { 'package.json': '{ "type": "module" }\n', ...files });
  return folder;
}

export function writeFiles(folder: string, files: Files): void {
  for (const [name, text] of Object.entries(files)) {
    const file = path.join(folder, name);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
}

/** All files of a folder, by name. */
export function readFiles(folder: string, end = ''): Record<string, string> {
  const names = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith(end))
    .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)));
  return Object.fromEntries(names.sort().map((name) => [name, readFileSync(path.join(folder, name), 'utf8')]));
}

/** What a command says, in one line, of a folder in which it does nothing. */
export async function refusalIn(folder: string, run: (folder: string) => Promise<unknown>): Promise<string> {
  const before = readFiles(folder);
  const error = await run(folder).then(
    () => null,
    (reason: unknown) => reason,
  );
  expect(readFiles(folder)).toEqual(before);
  expect(error).toMatchObject({ name: 'CliError' });
  const { message } = error as Error;
  expect(message).not.toContain('\n');
  return message;
}

/** The options with which a command writes nothing, what it then exits with, and what it says of an app that it would change. */
export const showing: readonly (readonly [option: string, exitCode: number, stderr: string | undefined])[] = [
  ['--dry-run', 0, undefined],
  ['--check', 1, 'sojourn: prisma/schema.prisma, src/auth.ts would change\n'],
];

/** Expects a command to show a line and write nothing, and once the changes are written, to find none. */
export async function expectShown(
  folder: string,
  run: (option: string) => Promise<Output>,
  [option, exitCode, stderr]: (typeof showing)[number],
  line: string,
): Promise<void> {
  const before = readFiles(folder);
  const output = await run(option);
  expect(output).toMatchObject({ exitCode });
  expect(output.stderr).toBe(stderr);
  expect(output.stdout).toContain(`${line}\n`);
  expect(output.stdout).not.toContain('Written');
  expect(readFiles(folder)).toEqual(before);
  await run('--yes');
  expect(await run(option)).toMatchObject({ exitCode: 0 });
}

/** Where nobody can be asked. */
export const nobody: Terminal = {
  isInteractive: false,
  hasColour: false,
  write: () => unexpected('write'),
  choose: () => unexpected('choose'),
  ask: () => unexpected('ask'),
  confirm: () => unexpected('confirm'),
};

function unexpected(name: string): never {
  throw new Error(`${name} was not expected`);
}

export function init(folder: string, args: readonly string[] = [], terminal = nobody): Promise<Output> {
  return runInit([...args], folder, terminal);
}
