import { pathToFileURL } from 'node:url';
import { ensureBuilt } from '../package/support/build.js';
import { generateClients } from './generate-clients.js';

/** Makes what tests and type checks read beside the sources: the build, and the Prisma clients. */
export async function prepare(): Promise<void> {
  await ensureBuilt();
  await generateClients();
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) await prepare();
