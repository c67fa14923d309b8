import process from 'node:process';
import type { Auth } from '../../auth/create-auth.js';
import { repeat } from '../../cleanup/repeat.js';
import { longestDelay } from '../../session/arguments.js';
import { CliError } from '../cli-error.js';
import { counted } from '../counted.js';
import { explainFailure } from '../explain-failure.js';
import type { Output } from '../output.js';
import { parseDuration } from '../parse-duration.js';
import { parseOptions } from '../parse-options.js';
import { requireAuth } from '../require-auth.js';
import { stopOnSignals } from '../stop-on-signals.js';
import { withoutStdout } from '../without-stdout.js';
import type { Command } from './command.js';

const summary = 'remove the rows of sessions that are past their expiry';

const help = `sojourn cleanup: ${summary}

  --batch-size N  at most so many rows a statement; default 1000
  --watch         go on, once every hour about, until SIGINT or SIGTERM
  --every TIME    with --watch: how long from one cleanup to the next on average, such as 90s, 10m or 1h
  --auth PATH     the module that exports your auth; by default as sojourn doctor finds it
  --help          this

The module is run and asked with its own database. Any number of machines may do this at once. Each wait of
--watch is between half and one and a half times the time given, by chance.
Exit codes: 0 done, or stopped while watching; 1 stopped before it was done; 2 could not.

  npx sojourn cleanup
  npx sojourn cleanup --batch-size 5000 --auth src/server/auth.ts
  npx sojourn cleanup --watch --every 10m
`;

const hour = 3_600_000;
const defaultBatchSize = 1000;

export const cleanup: Command = {
  name: 'cleanup',
  summary,
  async run(args) {
    const options = parseOptions('cleanup', args, {
      'batch-size': { type: 'string' },
      watch: { type: 'boolean', default: false },
      every: { type: 'string' },
      auth: { type: 'string' },
      help: { type: 'boolean', short: 'h', default: false },
    });
    if (options.help) return { stdout: help, exitCode: 0 };
    if (options.every !== undefined && !options.watch) throw new CliError('--every needs --watch; see sojourn cleanup --help');
    const batchSize = parseBatchSize(options['batch-size']);
    const every = options.every === undefined ? hour : parseDuration(options.every, 'every');
    const auth = await requireAuth(process.cwd(), options.auth);
    const { signal, release } = stopOnSignals();
    try {
      return options.watch ? await watch(auth, { batchSize, every, signal }) : await cleanOnce(auth, { batchSize, signal });
    } finally {
      release();
    }
  },
};

function parseBatchSize(text: string | undefined): number {
  if (text === undefined) return defaultBatchSize;
  const size = /^\d+$/.test(text) ? Number(text) : NaN;
  if (size > 0 && size <= longestDelay) return size;
  throw new CliError(`--batch-size must be a positive integer; it is "${text}"`);
}

interface Bounds {
  batchSize: number;
  signal: AbortSignal;
}

async function cleanOnce(auth: Auth, bounds: Bounds): Promise<Output> {
  const { count, isDone } = await removeExpired(auth, bounds);
  if (isDone) return { stdout: `removed ${counted(count)}\n`, exitCode: 0 };
  return { stderr: `sojourn: stopped before it was done; up to ${counted(count)} removed\n`, exitCode: 1 };
}

/** The first cleanup at once: what cannot work at all is to be known at once, too. */
async function watch(auth: Auth, { every, ...bounds }: Bounds & { every: number }): Promise<Output> {
  const { signal } = bounds;
  let running: Promise<void> = report(auth, bounds);
  await running;
  const isStopped = new Promise<void>((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener('abort', () => resolve());
  });
  // Between cleanups nothing else keeps the process alive.
  const life = setInterval(() => {}, longestDelay);
  repeat(
    () => {
      running = report(auth, bounds).catch((error: unknown) => {
        process.stderr.write(`sojourn: ${error instanceof Error ? error.message : String(error)}; trying again later\n`);
      });
      return running;
    },
    every,
    signal,
  );
  await isStopped;
  await running;
  clearInterval(life);
  return { stdout: 'stopped\n', exitCode: 0 };
}

async function report(auth: Auth, bounds: Bounds): Promise<void> {
  const { count, isDone } = await removeExpired(auth, bounds);
  const line = isDone ? `removed ${counted(count)}` : `stopped before it was done; up to ${counted(count)} removed`;
  process.stdout.write(`${new Date().toISOString()}  ${line}\n`);
}

interface Removal {
  /** How many were removed; if it was stopped before it was done, at most. */
  count: number;
  isDone: boolean;
}

async function removeExpired(auth: Auth, { batchSize, signal }: Bounds): Promise<Removal> {
  let begun = 0;
  // Asked before each statement.
  const counting = {
    throwIfAborted() {
      signal.throwIfAborted();
      showProgress(begun * batchSize);
      begun++;
    },
  };
  try {
    const count = await withoutStdout(() => auth.deleteExpiredSessions({ batchSize, signal: counting }));
    return { count, isDone: true };
  } catch (error) {
    if (signal.aborted) return { count: begun * batchSize, isDone: false };
    throw explainFailure(error);
  } finally {
    if (process.stderr.isTTY) process.stderr.write('\r\u001B[K');
  }
}

/** On a terminal, in one line that is written over. */
function showProgress(count: number): void {
  if (process.stderr.isTTY && count > 0) process.stderr.write(`\r\u001B[Kremoving: up to ${counted(count)} so far`);
}
