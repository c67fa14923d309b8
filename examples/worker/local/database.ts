import { lstat, readdir, symlink } from 'node:fs/promises';
import path from 'node:path';
import { prisma } from '../../shared/database/client.js';
import { findDatabaseFile, prepareDatabase } from '../../shared/database/prepare.js';
import { StartError } from '../../shared/server/start-error.js';
import type { LocalWorker } from './local-worker.js';

/**
 * Where D1 keeps the database that DATABASE_URL names. D1 names its file itself, so the name is made a link to it.
 *
 * @throws StartError saying what to do
 */
export async function findDatabaseDirectory(): Promise<string> {
  const file = await findDatabaseFile();
  const isLink = await lstat(file).then((found) => found.isSymbolicLink(), () => true);
  if (!isLink) {
    throw new StartError(
      `The database ${file} cannot be used (it is not kept by D1)`,
      'restore it from a backup, or move it away to begin with an empty one',
    );
  }
  return directoryOf(file);
}

/** Creates the database or brings it up to date; on Cloudflare that is `wrangler d1 migrations apply`. */
export async function prepareD1(worker: LocalWorker): Promise<void> {
  await worker.createDatabase();
  await link(await findDatabaseFile());
  await prepareDatabase(['_cf_METADATA', '_cf_KV']);
  // From here on it is the Worker's alone.
  await prisma.$disconnect();
}

function directoryOf(file: string): string {
  return `${file}.d1`;
}

async function link(file: string): Promise<void> {
  const directory = directoryOf(file);
  const names = await readdir(directory, { recursive: true });
  const own = names.find((name) => /[0-9a-f]{64}\.sqlite$/.test(name));
  if (own === undefined) throw new StartError(`There is no database in ${directory}`, 'move the directory away');
  const target = path.join(path.basename(directory), own);
  await symlink(target, file).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST') throw error;
  });
}
