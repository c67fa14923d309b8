import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { root } from '../../test/support/schemas.js';
import type { Engine } from '../support/store.js';

/** The user with the notes, and the one whose export warms a process up. */
export const large = 'ada';
export const small = 'bob';
export const smallCount = 20_000;

/** How the same rows are turned into JSON: by an export in a format, or each by itself. */
export const ways = ['each row by itself', 'export, JSON', 'export, NDJSON', 'export, ZIP'] as const;
export type Way = (typeof ways)[number];

export interface Job {
  engine: Engine;
  url: string;
  way: Way;
  /** Rows that are read by one statement. */
  pageSize: number;
  /** Whether garbage is collected every so often, to see what is held and not what is still to be swept; not to be timed. */
  sweeps: boolean;
  /** The most that V8's old space may take, in MiB; default as it likes, which on a machine with much memory is to let garbage lie. */
  oldSpace?: number;
}

export interface Outcome {
  rows: number;
  /** Of what came out; for rows by themselves, characters. */
  bytes: number;
  milliseconds: number;
  /** Bytes of memory above those that the process had when it was connected and warm, by looking every 10 ms. */
  sampledPeak: number;
  /** The same by the operating system, which also counts what the process took before it was warm. */
  systemPeak: number;
  /** Bytes held above those at the start, of the heap and beside it, right after garbage was collected. */
  heldPeak: number;
}

/** Runs one measurement in a process of its own. */
export async function runAlone(job: Job): Promise<Outcome> {
  const script = path.join(import.meta.dirname, 'process.ts');
  const limit = job.oldSpace === undefined ? [] : [`--max-old-space-size=${job.oldSpace}`];
  const child = spawn(process.execPath, [...limit, '--expose-gc', '--import', 'tsx', script, JSON.stringify(job)], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [output, [code]] = await Promise.all([text(child.stdout), once(child, 'close') as Promise<[number | null]>]);
  if (code !== 0) throw new Error(`A measurement ended with ${code}`);
  return JSON.parse(output) as Outcome;
}
