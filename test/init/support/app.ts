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
