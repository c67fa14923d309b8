import { readFile } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { Miniflare } from 'miniflare';
import { bundle } from './bundle.js';

const signals = ['SIGINT', 'SIGTERM'] as const;

/** Of settings.json, by the names that they have in a configuration of Wrangler. */
interface Settings {
  compatibility_date: string;
  compatibility_flags: string[];
  d1_databases: [{ binding: string; database_id: string }];
  triggers: { crons: [string] };
}

/** The Worker on this machine, in the runtime that Cloudflare has it in. */
export interface LocalWorker {
  /** Where it listens. */
  address: URL;
  /** Makes D1's file if it is not there yet. */
  createDatabase(): Promise<void>;
  /** Stays when the process is told to stop, for requests under way. Before this is called, it ends at once. */
  outliveSignals(): void;
  /** Calls `scheduled`, as a cron trigger does. */
  runScheduled(): Promise<void>;
  close(): Promise<void>;
}

/**
 * Starts the Worker with the settings of settings.json.
 *
 * @param directory where D1 keeps its databases
 */
export async function startLocalWorker(directory: string): Promise<LocalWorker> {
  const settings = JSON.parse(await readFile(new URL('../settings.json', import.meta.url), 'utf8')) as Settings;
  const { compatibility_date: compatibilityDate, compatibility_flags: compatibilityFlags, d1_databases: [database], triggers } = settings;
  const { NODE_ENV = 'development', LOG_LEVEL = 'info', SECURE_COOKIES = String(NODE_ENV === 'production') } = process.env;
  const before = new Set(signals.flatMap((signal) => process.listeners(signal)));
  const miniflare = new Miniflare({
    modules: await bundle(),
    compatibilityDate,
    compatibilityFlags,
    bindings: { NODE_ENV, LOG_LEVEL, SECURE_COOKIES },
    d1Databases: { [database.binding]: database.database_id },
    d1Persist: directory,
    // Not through Miniflare's own front, which compresses what is streamed and does not pass on that it broke off.
    unsafeDirectSockets: [{ host: '127.0.0.1', port: 0 }],
    handleRuntimeStdio(stdout: Readable, stderr: Readable) {
      stdout.pipe(process.stdout);
      stderr.pipe(process.stderr);
    },
  });
  return {
    address: await miniflare.unsafeGetDirectURL(),
    async createDatabase() {
      const d1 = await miniflare.getD1Database(database.binding);
      await d1.prepare('SELECT 1').run();
    },
    outliveSignals() {
      // Miniflare offers no way to say so. It still ends the Worker with the process.
      for (const signal of signals) {
        for (const listener of process.listeners(signal)) if (!before.has(listener)) process.removeListener(signal, listener);
      }
    },
    async runScheduled() {
      const worker = await miniflare.getWorker();
      await worker.scheduled({ cron: triggers.crons[0] });
    },
    close: () => miniflare.dispose(),
  };
}
