import { mkdirSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import { onTestFinished } from 'vitest';
import { type Provider, root } from '../../support/schemas.js';
import { writeFiles } from './app.js';
import { type AppDatabase, createDatabase } from './databases.js';

/**
 * An app on TypeScript with an empty database, and a module that exports its Prisma client; both gone after the test.
 *
 * @param folder within the package, so that the app finds the packages
 * @param schema the texts of its files by name
 */
export async function createProject(folder: string, provider: Provider, schema: Readonly<Record<string, string>>): Promise<AppDatabase> {
  const database = await createDatabase(provider, folder);
  onTestFinished(() => database.drop());
  writeFiles(folder, {
    ...schema,
    'package.json': '{ "type": "module" }\n',
    'tsconfig.json': '{ "compilerOptions": { "module": "nodenext" } }\n',
    'src/db.ts': clientModule(database),
  });
  mkdirSync(path.join(folder, 'node_modules'));
  symlinkSync(root, path.join(folder, 'node_modules/sojourn'));
  return database;
}

/** A module beside the folder `client` that exports the client in it. */
export function clientModule({ driver: { from, name, options } }: AppDatabase): string {
  return `import { ${name} } from '${from}';
import { PrismaClient } from '../client/client.js';

export const prisma = new PrismaClient({ adapter: new ${name}(${JSON.stringify(options)}) });
`;
}
