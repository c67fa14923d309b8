import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

/** Not by a URL relative to this module: a bundler would look for a file that is there. */
const defaultFile = path.resolve(fileURLToPath(import.meta.url), '../../../.data/example.db');
const given = process.env.DATABASE_URL;

/** The database file, or `null` if DATABASE_URL is not a `file:` URL. */
export const databaseFile = given ? fileOf(given) : defaultFile;

/** Absolute, so that it does not matter where the app is started. */
export const databaseUrl = databaseFile === null ? given! : pathToFileURL(databaseFile).href;

/** Prisma takes `file:./relative.db` too, which is no URL to Node. */
function fileOf(url: string): string | null {
  if (url.startsWith('file://')) return URL.canParse(url) ? fileURLToPath(url) : null;
  return url.startsWith('file:') ? path.resolve(url.slice('file:'.length)) : null;
}
