import { readdirSync } from 'node:fs';
import path from 'node:path';
import { runPrisma } from '../../support/generate-clients.js';

/** Runs `prisma generate` in the folder of an app. */
export async function generateClient(folder: string): Promise<void> {
  const isSplit = !readdirSync(path.join(folder, 'prisma')).includes('schema.prisma');
  await runPrisma(['generate', '--schema', isSplit ? 'prisma/schema' : 'prisma/schema.prisma'], folder);
}
