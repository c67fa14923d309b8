import { access, constants, mkdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { applyMigrations } from '../../schema-engine/engine.js';
import { StartError } from '../server/start-error.js';
import { driver, prisma } from './client.js';
import { reasonOf } from './failures.js';
import { databaseFile } from './url.js';

const migrationsDirectory = fileURLToPath(new URL('../prisma/migrations', import.meta.url));
const changePermissions = 'change its permissions, or DATABASE_URL';

/**
 * Creates the database or brings it up to date, with the committed migrations and Prisma's own schema
 * engine; this is `prisma migrate deploy`.
 *
 * @param externalTables the tables that the database keeps for itself
 * @throws StartError saying what to do
 */
export async function prepareDatabase(externalTables: string[] = []): Promise<void> {
  const file = await findDatabaseFile();
  try {
    await applyMigrations({ adapter: driver, migrationsDirectory, externalTables });
    // Readers and the writer then do not wait for each other. The file remembers it.
    await prisma.$queryRaw`PRAGMA journal_mode = WAL`;
  } catch (error) {
    throw new StartError(
      `The database ${file} cannot be used (${reasonOf(error)})`,
      'restore it from a backup, or move it away to begin with an empty one',
      { cause: error },
    );
  }
}

/**
 * The database file, which may be yet to be made.
 *
 * @throws StartError if it cannot be used
 */
export async function findDatabaseFile(): Promise<string> {
  if (databaseFile === null) {
    throw new StartError('DATABASE_URL must be a file: URL such as file:./example.db', 'change it, or unset it');
  }
  await assertUsable(databaseFile);
  return databaseFile;
}

async function assertUsable(file: string): Promise<void> {
  const directory = path.dirname(file);
  if (!process.env.DATABASE_URL) await mkdir(directory, { recursive: true }).catch(() => {});
  const { F_OK, R_OK, W_OK } = constants;
  if (!(await may(directory, F_OK))) {
    throw new StartError(`There is no directory ${directory} for the database`, 'create it, or change DATABASE_URL');
  }
  // SQLite keeps its journal beside the file.
  if (!(await may(directory, W_OK))) {
    throw new StartError(`The directory ${directory} of the database is not writable`, changePermissions);
  }
  if (!(await may(file, F_OK))) return;
  if (!(await stat(file)).isFile()) {
    throw new StartError(`The database ${file} is not a file`, 'change DATABASE_URL');
  }
  if (!(await may(file, R_OK | W_OK))) {
    throw new StartError(`The database ${file} is not readable and writable`, changePermissions);
  }
}

function may(target: string, mode: number): Promise<boolean> {
  return access(target, mode).then(
    () => true,
    () => false,
  );
}
