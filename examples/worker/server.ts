import { createServer } from 'node:http';
import { nameDatabase } from './local/default-database.js';
import { createEdge } from './local/edge.js';
import { type LocalWorker, startLocalWorker } from './local/local-worker.js';

/** How often Cloudflare would call `scheduled`, by the cron trigger in settings.json. In milliseconds. */
const hour = 60 * 60 * 1000;

nameDatabase();
// These look at DATABASE_URL when they are imported.
const [{ serve }, { findDatabaseDirectory, prepareD1 }] = await Promise.all([
  import('../shared/server/serve.js'),
  import('./local/database.js'),
]);
let worker: LocalWorker | undefined;

await serve(createServer(createEdge(() => worker!.address)), {
  async prepare() {
    worker = await startLocalWorker(await findDatabaseDirectory());
    await prepareD1(worker);
  },
  startCleanup(signal) {
    worker?.outliveSignals();
    const timer = setInterval(() => void worker?.runScheduled(), hour);
    signal.addEventListener('abort', () => clearInterval(timer));
  },
  close: async () => worker?.close(),
});
