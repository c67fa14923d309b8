import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createClient } from '@libsql/client';
import { root } from '../support/schemas.js';
import { findMissingTools } from '../support/tools.js';

const missing: string[] = findMissingTools();

/** Those that have dependencies of their own are left out where these are not installed; the run says so. */
export const examples = ['express', 'fastify', 'hono', 'koa', 'node-http', 'worker', 'react-router', 'next'].filter((name) => !missing.includes(`${name} example`));

/**
 * On which of them what they share is tested at length: a server that writes what it sends, one that gives an answer, and
 * the one with storage and password hashes of its own. What depends on the framework is tested on all.
 */
export const different = examples.filter((name) => ['express', 'hono', 'worker'].includes(name));

export interface Run {
  /** What it printed so far. */
  output: () => string;
  /** The exit code, once it has ended. */
  ended: Promise<number | null>;
  stop: () => Promise<number | null>;
  /** Where it listens; rejects if it ends first. */
  origin: Promise<string>;
}

/** Starts an example as its user does, on a port that is free. */
export function runExample(name: string, env: Record<string, string>): Run {
  const child = spawn(process.execPath, ['examples/start.js', name], {
    cwd: root,
    env: { ...process.env, PORT: '0', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  const origin = new Promise<string>((resolve, reject) => {
    const collect = (part: Buffer) => {
      output += String(part);
      const [, url] = /Ready on (\S+)/.exec(output) ?? [];
      if (url) resolve(url);
    };
    child.stdout.on('data', collect);
    child.stderr.on('data', collect);
    void ended.then(() => reject(new Error(`The example ended before it was ready: ${output}`)));
  });
  origin.catch(() => {});
  return {
    output: () => output,
    ended,
    origin,
    stop() {
      child.kill('SIGTERM');
      return ended;
    },
  };
}

/** A directory for a database, with a second reader for it. */
export async function createDatabaseDirectory() {
  const directory = await mkdtemp(path.join(tmpdir(), 'sojourn-example-'));
  const file = path.join(directory, 'example.db');
  return {
    directory,
    file,
    env: { DATABASE_URL: `file:${file}` },
    async query(sql: string): Promise<Record<string, unknown>[]> {
      const client = createClient({ url: `file:${file}` });
      try {
        const { rows, columns } = await client.execute(sql);
        return rows.map((row) => Object.fromEntries(columns.map((column, index) => [column, row[index]])));
      } finally {
        client.close();
      }
    },
    remove: () => rm(directory, { recursive: true, force: true }),
  };
}
